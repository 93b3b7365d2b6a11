"""Quién puede ayudarme, a quién puedo ayudar, y cómo escribirle sin que nadie muestre su correo."""

from flask import flash, redirect, render_template, url_for

from red.acceso.consultas import cuenta_de_persona
from red.avisos.operaciones import encolar
from red.base import transaccion
from red.directorio import afinidades
from red.directorio import consultas as directorio
from red.directorio.mirada import Mirada, Visible, miradas
from red.errores import ErrorDeDominio, NoEncontrado
from red.limites import Tope
from red.permisos import Permiso
from red.personas import consultas, retrato
from red.personas.formularios import FormularioCarta
from red.personas.modelos import Persona, Sentido, Tema
from red.personas.vistas.pedido import Pagina, bp, codigo, yo
from red.portero import exigir, identidad, requiere
from red.redes import consultas as redes
from red.reloj import hoy
from red.textos import enumerar

CARTAS_AL_DIA = Tope("carta", 5, 86_400)
CARTAS_A_ALGUIEN = Tope("carta_a", 1, 86_400)


class SinDirectorio(ErrorDeDominio):
    """Quien no aparece no puede recibir respuesta."""

    def __init__(self) -> None:
        super().__init__(
            "Para escribir a alguien necesitas aparecer en el directorio: si no, no tendría cómo responderte. "
            "Lo decides en «Mi privacidad»."
        )


@bp.get("/afinidades")
@requiere(Permiso.VER_DIRECTORIO)
def afines() -> Pagina:
    """Quiénes ofrecen lo que busco y quiénes buscan lo que ofrezco."""
    persona, mirada = yo(), _mirada()
    mios = consultas.temas_de(persona.id)
    return render_template(
        "personas/afinidades.html",
        mios=mios,
        me_ayudan=afinidades.afines(mirada, Sentido.OFRECE, mios[Sentido.BUSCA], persona.id),
        las_ayudo=afinidades.afines(mirada, Sentido.BUSCA, mios[Sentido.OFRECE], persona.id),
        aparezco=retrato.aparece(consultas.finalidades_de(persona.id)),
    )


@bp.route("/<clave>/escribir", methods=["GET", "POST"])
@requiere(Permiso.VER_DIRECTORIO)
def escribir(clave: str) -> Pagina:
    """Le escribe por medio de la plataforma: el correo de cada una queda sin mostrarse."""
    quien, persona, visible = yo(), *_a_quien(clave)
    comunes = afinidades.en_comun(visible, consultas.temas_de(quien.id))
    temas = [tema for suyos in comunes.values() for tema in suyos]
    if not temas or persona.id == quien.id:
        raise NoEncontrado
    form = FormularioCarta()
    if form.validate_on_submit() and _puede_recibir_respuesta(quien, form):
        CARTAS_A_ALGUIEN.contar(str(quien.id), str(persona.id))
        CARTAS_AL_DIA.contar(str(quien.id))
        with transaccion(form) as hecha:
            encolar("carta", persona.correo, _datos(quien, persona, comunes, form.nota.data or ""))
        if hecha:
            flash(f"Salió tu mensaje para {visible.nombre}. Si quiere, te responderá por aquí.", "exito")
            return redirect(url_for("personas.afines"), 303)
    return render_template("personas/escribir.html", form=form, visible=visible, comunes=comunes), codigo(
        form
    )


@bp.get("/temas/<clave>")
@requiere(Permiso.VER_REGISTRO)
def temas(clave: str) -> Pagina:
    """Qué se ofrece y qué se busca en la Red, y qué no ofrece nadie."""
    red = redes.red_de_clave(clave)
    exigir(Permiso.VER_REGISTRO, red.alcance)
    filas = afinidades.temas_de_red(red.id, hoy(red.zona))
    return render_template("personas/temas.html", red=red, filas=filas, faltan=[f for f in filas if f.falta])


def _mirada() -> Mirada:
    """La de quien integra la Red, si la tiene: las afinidades son entre colegas."""
    todas = miradas(identidad(), hoy())
    return next((mirada for mirada in todas if not mirada.completa), todas[0])


def _a_quien(clave: str) -> tuple[Persona, Visible]:
    """A quien se escribe y lo que se ve de ella; si no se la puede encontrar, no existe."""
    hallada = directorio.persona_visible(clave, _mirada())
    if hallada is None:
        raise NoEncontrado
    return hallada


def _puede_recibir_respuesta(quien: Persona, form: FormularioCarta) -> bool:
    if retrato.aparece(consultas.finalidades_de(quien.id)):
        return True
    form.agregar_error(SinDirectorio())
    return False


def _datos(quien: Persona, persona: Persona, comunes: dict[Sentido, list[Tema]], nota: str) -> dict[str, str]:
    """Lo que dice el correo; el de quien escribe no va en él."""
    ofrece = enumerar([tema.etiqueta.lower() for tema in comunes[Sentido.OFRECE]])
    busca = enumerar([tema.etiqueta.lower() for tema in comunes[Sentido.BUSCA]])
    return {
        "nombre": persona.nombre_preferido or persona.nombre,
        "quien": quien.nombre_visible,
        "clave": quien.clave,
        "ofrece": ofrece,
        "busca": busca,
        "nota": nota,
        "sin_cuenta": "" if cuenta_de_persona(persona.id) is not None else "si",
    }
