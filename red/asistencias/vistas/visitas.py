"""Quien va de visita: anotarla y, después, decir quién es en el registro."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for

from red.asistencias import consultas_de_visitas, operaciones_de_visitas
from red.asistencias.formularios import NUEVA, FormularioReconocer, FormularioVisita
from red.asistencias.modelos import Visitante
from red.asistencias.vistas.tablero import Pagina, bp, jornada_suya
from red.base import transaccion
from red.duplicados.consultas import parecidas_a
from red.errores import NoEncontrado
from red.permisos import Permiso
from red.personas.consultas import persona_de_clave
from red.personas.modelos import Persona
from red.personas.operaciones import registrar_persona
from red.portero import exigir, identidad, requiere
from red.reloj import hoy


@bp.route("/jornadas/<int:id>/visita", methods=["GET", "POST"])
@requiere(Permiso.USAR)
def visita(id: int) -> Pagina:
    """Anota como presente a quien llegó sin tener lugar."""
    jornada, quien = jornada_suya(id)
    formulario = FormularioVisita()
    if formulario.validate_on_submit():
        with transaccion(formulario) as hecho:
            operaciones_de_visitas.anotar_visita(
                id,
                formulario.nombre.data or "",
                formulario.institucion.data or "",
                formulario.correo.data,
                quien,
                formulario.clave.data,
            )
        if hecho:
            flash("La visita consta en la lista.", "exito")
            return redirect(url_for("asistencias.lista", id=id), 303)
    pagina = render_template("asistencias/visita.html", jornada=jornada, formulario=formulario)
    return pagina, 422 if formulario.hay_errores else 200


@bp.route("/visitas/<int:id>/reconocer", methods=["GET", "POST"])
@requiere(Permiso.GESTIONAR_FORMACION)
def reconocer(id: int) -> Pagina:
    """La coordinación dice quién es en el registro: alguien que ya estaba o alguien que se registra ahora."""
    visita = consultas_de_visitas.visita(id)
    exigir(Permiso.GESTIONAR_FORMACION, visita.edicion.alcance)
    exigir(Permiso.VER_REGISTRO, visita.edicion.alcance)
    if visita.vinculada_en is not None:
        raise NoEncontrado
    formulario = FormularioReconocer(data=_por_partes(visita))
    formulario.cuidar(visita, lambda: {"nombre": visita.nombre, "correo": visita.correo})
    parecidas = _parecidas(formulario)
    formulario.persona.choices = [
        *((p.clave, f"{p.nombre_completo}, que ya está en el registro") for p in parecidas),
        (NUEVA, "Alguien que no está en el registro: regístrala con estos datos"),
    ]
    if not parecidas and not formulario.is_submitted():
        formulario.persona.data = NUEVA
    if formulario.validate_on_submit():
        elegida = formulario.persona.data
        ya = persona_de_clave(elegida).id if elegida != NUEVA else None
        with transaccion(formulario) as hecho:
            formulario.comprobar()
            operaciones_de_visitas.reconocer(id, ya or _registrar(formulario).id, identidad().persona)
        if hecho:
            flash("Su asistencia ya consta en su ficha del registro.", "exito")
            return redirect(url_for("asistencias.edicion", id=visita.edicion_id), 303)
    pagina = render_template(
        "asistencias/reconocer.html",
        visita=visita,
        edicion=visita.edicion,
        formulario=formulario,
        hay_parecidas=bool(parecidas),
    )
    return pagina, 422 if formulario.hay_errores else 200


def _por_partes(visita: Visitante) -> dict[str, str | None]:
    """El nombre escrito de corrido, repartido como suele ser; quien registra lo corrige."""
    palabras = visita.nombre.split()
    apellidos = palabras[-2:] if len(palabras) > 2 else palabras[1:]
    return {
        "nombre": " ".join(palabras[: len(palabras) - len(apellidos)]),
        "primer_apellido": apellidos[0] if apellidos else "",
        "segundo_apellido": apellidos[1] if len(apellidos) > 1 else None,
        "correo": visita.correo,
    }


def _parecidas(formulario: FormularioReconocer) -> Sequence[Persona]:
    """Quienes podrían ser ella, sólo entre quienes la coordinación alcanza a ver."""
    halladas = parecidas_a(
        formulario.nombre.data or "",
        formulario.primer_apellido.data or "",
        formulario.segundo_apellido.data,
        formulario.correo.data or "",
        None,
        redes=identidad().redes_con(Permiso.VER_REGISTRO),
        dia=hoy(),
    )
    return [persona for persona, _ in halladas]


def _registrar(formulario: FormularioReconocer) -> Persona:
    return registrar_persona(
        formulario.nombre.data or "",
        formulario.primer_apellido.data or "",
        formulario.segundo_apellido.data,
        formulario.correo.data or "",
    )
