"""Páginas de vínculos: con quién colaboro, quién me nombró y cómo declararlo."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.a_la_fecha import a_la_fecha, dia_pedido
from red.base import llave, transaccion
from red.directorio import consultas as directorio
from red.directorio.mirada import Mirada, Visible, miradas
from red.errores import NoEncontrado
from red.instituciones.modelos import Institucion
from red.permisos import Permiso
from red.personas.consultas import persona_de_clave
from red.personas.modelos import Persona
from red.portero import exigir, identidad, requiere
from red.redes import consultas as redes
from red.redes.modelos import Red
from red.reloj import ZONA_POR_OMISION, hoy
from red.vinculos import consultas, operaciones
from red.vinculos.formularios import FormularioTermino, FormularioVinculo, FormularioVinculoExistente
from red.vinculos.modelos import Colaboracion

bp = Blueprint("vinculos", __name__, url_prefix="/vinculos")

Pagina = str | Response | tuple[str, int]
HALLADAS = 20
"""Cuántas personas y cuántas instituciones se ofrecen, a lo más, al buscar con quién."""
LETRAS = 3
"""Cuántas letras hacen falta para buscar: con menos, saldría media Red."""


@bp.get("/")
@requiere(Permiso.DECLARAR_VINCULO)
@a_la_fecha
def listar() -> Pagina:
    """Las colaboraciones que había declarado ese día y aquellas en que me nombraron."""
    mias = _mis_redes()
    zona = mias[0].zona if mias else ZONA_POR_OMISION
    yo, dia, hoy_es = identidad().persona or 0, dia_pedido(zona), hoy(zona)
    todas = miradas(identidad(), dia, hoy_es)
    declaradas = consultas.declaradas_por(yo, todas, dia, hoy_es)
    return render_template(
        "vinculos/listar.html",
        vigentes=declaradas.vigentes,
        terminados=declaradas.terminadas,
        me_nombraron=consultas.la_nombraron(yo, todas, dia, hoy_es),
        es_de_hoy=dia == hoy_es,
        varias_redes=len(mias) > 1,
    )


@bp.route("/nuevo", methods=["GET", "POST"])
@requiere(Permiso.DECLARAR_VINCULO)
def nuevo() -> Pagina:
    """Declarar una colaboración: en qué Red, con quién y cómo es."""
    mias = _mis_redes()
    red = _red_pedida(mias)
    if red is None:
        return render_template("vinculos/elegir_red.html", redes=mias)
    persona, visible = _persona_pedida(red)
    institucion = _institucion_pedida(red)
    if visible is None and institucion is None:
        return render_template("vinculos/buscar.html", red=red, varias_redes=len(mias) > 1, **_halladas(red))
    form = FormularioVinculo()
    if form.validate_on_submit():
        with transaccion(form) as hecha:
            operaciones.declarar(
                red.id,
                identidad().persona or 0,
                con_persona_id=persona.id if persona else None,
                con_institucion_id=institucion.id if institucion else None,
                **form.datos(),
            )
        if hecha:
            flash("Declaramos tu colaboración. La ven tú y la coordinación.", "exito")
            return redirect(url_for("vinculos.listar"), 303)
    con = visible.nombre if visible else institucion.nombre if institucion else ""
    return render_template("vinculos/nuevo.html", form=form, red=red, con=con, visible=visible), _codigo(form)


@bp.post("/<int:id>/yo-tambien")
@requiere(Permiso.DECLARAR_VINCULO)
def yo_tambien(id: int) -> Response:
    """Confirmar de mi lado la colaboración en que me nombraron."""
    ajena = consultas.colaboracion_que_nombra(id, identidad().persona or 0)
    exigir(Permiso.DECLARAR_VINCULO, ajena.red.alcance)
    if not any(directorio.visibles_entre([ajena.persona_id], mirada) for mirada in _miradas_en(ajena.red)):
        raise NoEncontrado
    with transaccion() as hecha:
        operaciones.confirmar(ajena, hoy())
    if hecha:
        flash("Quedó confirmada de los dos lados. Si para ti es distinta, edítala.", "exito")
    return redirect(url_for("vinculos.listar"), 303)


@bp.route("/<int:id>/editar", methods=["GET", "POST"])
@requiere(Permiso.DECLARAR_VINCULO)
def editar(id: int) -> Pagina:
    """Corregir una colaboración que declaré, o decir cómo cambió."""
    colaboracion, con = _mia(id)
    form = FormularioVinculoExistente.de(colaboracion)
    form.cuidar(colaboracion)
    if form.validate_on_submit():
        with transaccion(form) as hecha:
            form.comprobar()
            if form.hace_historia:
                operaciones.cambiar(colaboracion, **form.datos())
            else:
                operaciones.corregir(colaboracion, **form.datos())
        if hecha:
            flash("Guardamos tu colaboración.", "exito")
            return redirect(url_for("vinculos.listar"), 303)
    return render_template("vinculos/editar.html", form=form, colaboracion=colaboracion, con=con), _codigo(
        form
    )


@bp.route("/<int:id>/terminar", methods=["GET", "POST"])
@requiere(Permiso.DECLARAR_VINCULO)
def terminar(id: int) -> Pagina:
    """Decir que una colaboración terminó y qué día; no se borra."""
    colaboracion, con = _mia(id)
    form = FormularioTermino()
    if form.validate_on_submit():
        with transaccion(form) as hecha:
            operaciones.terminar(colaboracion, form.hasta.data or hoy())
        if hecha:
            flash("Anotamos que terminó. Queda en tu historia.", "exito")
            return redirect(url_for("vinculos.listar"), 303)
    return render_template("vinculos/terminar.html", form=form, colaboracion=colaboracion, con=con), _codigo(
        form
    )


# Lo que comparten las páginas


def _mis_redes() -> list[Red]:
    return redes.redes_de(identidad().redes_con(Permiso.DECLARAR_VINCULO))


def _red_pedida(mias: Sequence[Red]) -> Red | None:
    """La Red de la dirección; si no dice cuál, la única. Una ajena no existe."""
    if (clave := request.args.get("red")) is None:
        return mias[0] if len(mias) == 1 else None
    red = next((red for red in mias if red.clave == clave), None)
    if red is None:
        raise NoEncontrado
    return red


def _miradas_en(red: Red) -> list[Mirada]:
    """Mis miradas sobre esa Red, las que la alcanzan."""
    todas = miradas(identidad(), hoy())
    return [m.en(red.id) for m in todas if m.redes is None or red.id in m.redes]


def _persona_pedida(red: Red) -> tuple[Persona | None, Visible | None]:
    """Con quién, si la dirección nombra a una persona; lanza NoEncontrado si no la puedo ver en esa Red."""
    if (clave := request.args.get("persona")) is None:
        return None, None
    persona = persona_de_clave(clave)
    if persona.id == identidad().persona:
        raise NoEncontrado
    for mirada in _miradas_en(red):
        if visible := directorio.visibles_entre([persona.id], mirada).get(persona.id):
            return persona, visible
    raise NoEncontrado


def _institucion_pedida(red: Red) -> Institucion | None:
    """Con qué institución, si la dirección nombra una; lanza NoEncontrado si no participa en la Red."""
    if "persona" in request.args or "institucion" not in request.args:
        return None
    pedida = request.args.get("institucion", type=llave)
    institucion = directorio.institucion_que_participa(pedida, frozenset({red.id}), hoy())
    if institucion is None:
        raise NoEncontrado
    return institucion


def _halladas(red: Red) -> dict[str, object]:
    """Personas e instituciones de la Red que coinciden con lo escrito."""
    escrito = request.args.get("q", "").strip()
    if len(escrito) < LETRAS:
        return {"escrito": escrito, "falta": bool(escrito), "personas": [], "instituciones": []}
    personas: dict[str, Visible] = {}
    for mirada in _miradas_en(red):
        halladas = directorio.encontrables(mirada, escrito, identidad().persona, HALLADAS)
        personas = {**{visible.clave: visible for visible in halladas}, **personas}
    return {
        "escrito": escrito,
        "falta": False,
        "personas": list(personas.values()),
        "instituciones": directorio.instituciones_para_elegir(frozenset({red.id}), hoy(), escrito, HALLADAS),
    }


def _mia(id: int) -> tuple[Colaboracion, str]:
    """Una colaboración que declaré, sigue vigente y con quien aún veo; y el nombre de con quién."""
    yo = identidad().persona or 0
    colaboracion = consultas.colaboracion_de(id, yo)
    exigir(Permiso.DECLARAR_VINCULO, colaboracion.red.alcance)
    hoy_es = hoy(colaboracion.red.zona)
    vinculos = consultas.declaradas_por(yo, miradas(identidad(), hoy_es), hoy_es, hoy_es).vigentes
    vinculo = next((v for v in vinculos if v.colaboracion.id == id), None)
    if vinculo is None or colaboracion.hasta is not None:
        raise NoEncontrado
    return colaboracion, vinculo.con


def _codigo(form: FormularioVinculo | FormularioTermino) -> int:
    """422 cuando lo enviado trae algo por corregir."""
    return 422 if form.is_submitted() and form.hay_errores else 200
