"""Las designaciones que alguien pidió por correo: la coordinación mira quién es y la confirma."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.base import buscar, transaccion
from red.duplicados.consultas import parecidas_a
from red.duplicados.derechos import la_ve
from red.duplicados.modelos import Clase
from red.errores import NoEncontrado
from red.paginacion import paginar
from red.permisos import Identidad, Permiso
from red.personas.consultas import persona_de_correo
from red.personas.modelos import Persona
from red.portero import exigir, identidad, requiere
from red.redes import consultas as redes
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import contar
from red.unidades import consultas_por_confirmar as consultas
from red.unidades import operaciones_por_confirmar as operaciones
from red.unidades.formularios import NADIE, NUEVA, FormularioQuienEs
from red.unidades.modelos import DesignacionPorConfirmar
from red.unidades.vistas.ficha import bp, pagina_con


@bp.get("/por-confirmar")
@requiere(Permiso.EDITAR_RED)
def por_confirmar() -> str:
    """Las designaciones que esperan en las Redes que coordino, o en una."""
    mias = redes.redes_de(identidad().redes_con(Permiso.EDITAR_RED))
    red = redes.la_pedida(mias, request.args.get("red"))
    en = frozenset({red.id}) if red else identidad().redes_con(Permiso.EDITAR_RED)
    pagina = paginar(consultas.pendientes(en, hoy()), request.args.get("pagina", 1, type=int))
    return render_template("unidades/por_confirmar.html", pagina=pagina, red=red)


@bp.route("/por-confirmar/<int:pedida_id>", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def quien_es(pedida_id: int) -> str | tuple[str, int] | Response:
    """Lo que se escribió y a quién del registro se parece: se elige quién es, o se dice que no."""
    pedida = buscar(DesignacionPorConfirmar, pedida_id)
    exigir(Permiso.EDITAR_RED, redes.alcance_de_institucion(pedida.unidad.institucion_id, hoy()))
    if pedida.decidida_en is not None:
        raise NoEncontrado
    duena = persona_de_correo(pedida.correo)
    ajena = duena is not None and not la_ve(identidad(), Clase.PERSONA, duena.id, hoy())
    formulario = FormularioQuienEs(quien=str(duena.id) if duena and not ajena else None)
    formulario.quien.choices = _opciones(pedida, duena, ajena=ajena)
    if formulario.validate_on_submit():
        elegida = formulario.quien.data
        with transaccion(formulario) as hecho:
            if elegida == NADIE:
                operaciones.declinar(pedida, formulario.motivo.data or "", identidad().persona)
            else:
                persona = None if elegida == NUEVA else buscar(Persona, int(elegida))
                operaciones.confirmar(pedida, persona, identidad().persona)
        if hecho:
            flash(
                "Quedó dicho que no se designa." if elegida == NADIE else "Confirmaste la designación.",
                "exito",
            )
            return redirect(url_for("unidades.ver", id=pedida.unidad_id), 303)
    return pagina_con("unidades/quien_es.html", formulario, pedida=pedida, ajena=ajena)


def _opciones(
    pedida: DesignacionPorConfirmar, duena: Persona | None, *, ajena: bool
) -> list[tuple[str, str]]:
    """Quién puede ser, sólo entre quienes alcanza a ver quien coordina; y que no sea nadie."""
    opciones: list[tuple[str, str]] = []
    if duena is not None and not ajena:
        opciones.append((str(duena.id), f"{duena.nombre_completo}, que ya está registrada con ese correo"))
    parecidas = parecidas_a(
        pedida.nombre,
        pedida.primer_apellido,
        pedida.segundo_apellido,
        pedida.correo,
        None,
        redes=identidad().redes_con(Permiso.VER_REGISTRO),
        dia=hoy(),
    )
    opciones += [
        (str(p.id), f"{p.nombre_completo}, que ya está registrada: {'; '.join(hallado.razones)}")
        for p, hallado in parecidas
        if duena is None or p.id != duena.id
    ]
    if duena is None:
        opciones.append((NUEVA, "Alguien que no está en el registro: regístrala con estos datos"))
    return [*opciones, (NADIE, "No se designa")]


@pendientes_de_red
def _por_confirmar(red: Red, quien: Identidad) -> list[Pendiente]:
    """A quien coordina la Red: las designaciones que esperan que diga quién es."""
    if not quien.puede(Permiso.EDITAR_RED, red.alcance):
        return []
    cuantas = consultas.cuantas(frozenset({red.id}), hoy(red.zona))
    if not cuantas:
        return []
    texto = contar(cuantas, "designación por confirmar", "designaciones por confirmar")
    detalle = "Alguien designó por correo a una persona: mira quién es y confírmalo."
    return [Pendiente(texto, url_for("unidades.por_confirmar", red=red.clave), detalle)]
