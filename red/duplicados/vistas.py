"""Páginas de duplicados: los pares que se parecen, su comparación, la fusión y cómo deshacerla."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.base import buscar, transaccion
from red.bitacora.palabras import en_plural
from red.duplicados import consultas, derechos, operaciones, retrato
from red.duplicados.formularios import FormularioFusion
from red.duplicados.modelos import Clase, EstadoPar, Fusion, ParDuplicado
from red.errores import ErrorDeDominio, NoEncontrado
from red.formularios import opcion_pedida
from red.instituciones.modelos import Institucion
from red.permisos import Identidad, Permiso
from red.personas.consultas import persona_de_clave
from red.portero import identidad, requiere
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.modelos import Red
from red.reloj import hoy
from red.textos import contar

bp = Blueprint("duplicados", __name__, url_prefix="/duplicados")

Pagina = str | Response | tuple[str, int]


@bp.get("/")
@requiere(Permiso.EDITAR_RED)
def listar() -> Pagina:
    """Los pares que se parecen, de lo que más a lo que menos."""
    clase = opcion_pedida(Clase, "clase") or Clase.PERSONA
    estado = opcion_pedida(EstadoPar, "estado") or EstadoPar.PENDIENTE
    redes = identidad().redes_con(Permiso.EDITAR_RED)
    return render_template(
        "duplicados/listar.html",
        pagina=consultas.lista(clase, estado, redes, hoy(), request.args.get("pagina", 1, type=int)),
        clase=clase,
        clases=list(Clase),
        estado=estado,
        cuantos={otra: consultas.cuantos(otra, redes, hoy()) for otra in Clase},
    )


@bp.get("/<int:id>")
@requiere(Permiso.EDITAR_RED)
def ver(id: int) -> Pagina:
    """Los dos registros lado a lado, para decidir."""
    par = _par(id)
    una, otra = _los_dos(par)
    return render_template(
        "duplicados/ver.html",
        par=par,
        una=una,
        otra=otra,
        datos=retrato.comparar(una, otra, identidad().redes_con(Permiso.EDITAR_RED), hoy()),
        puede_juntar=par.estado is EstadoPar.PENDIENTE
        and all(derechos.responde_por(identidad(), par.clase, id_, hoy()) for id_ in (par.a_id, par.b_id)),
        porque_no=operaciones.NoRespondePorLasDos().mensaje,
    )


@bp.get("/persona/<clave>")
@requiere(Permiso.EDITAR_RED)
def elegir_persona(clave: str) -> Pagina:
    """«¿Es la misma que otra?»: se busca con qué persona compararla, aunque nadie lo haya propuesto."""
    return _elegir(Clase.PERSONA, persona_de_clave(clave), url_for("duplicados.elegir_persona", clave=clave))


@bp.get("/institucion/<int:id>")
@requiere(Permiso.EDITAR_RED)
def elegir_institucion(id: int) -> Pagina:
    """«¿Es la misma que otra?»: se busca con qué institución compararla."""
    esta = url_for("duplicados.elegir_institucion", id=id)
    return _elegir(Clase.INSTITUCION, buscar(Institucion, id), esta)


@bp.post("/persona/<clave>/con/<otra>")
@requiere(Permiso.EDITAR_RED)
def comparar_personas(clave: str, otra: str) -> Response:
    """Lleva a la comparación de esas dos personas, como si la búsqueda las hubiera hallado."""
    return _comparar(Clase.PERSONA, persona_de_clave(clave).id, persona_de_clave(otra).id)


@bp.post("/institucion/<int:id>/con/<int:otra_id>")
@requiere(Permiso.EDITAR_RED)
def comparar_instituciones(id: int, otra_id: int) -> Response:
    """Lleva a la comparación de esas dos instituciones."""
    return _comparar(Clase.INSTITUCION, id, otra_id)


def _elegir(clase: Clase, registro: Any, esta: str) -> Pagina:
    if not derechos.la_ve(identidad(), clase, registro.id, hoy()) or registro.fusionada_en_id is not None:
        raise NoEncontrado
    escrito = request.args.get("q", "").strip()[:100]
    redes = identidad().redes_con(Permiso.EDITAR_RED)
    hallados = consultas.para_comparar(clase, escrito, registro.id, redes, hoy()) if escrito else []
    llaves = [hallado.id for hallado in hallados] if clase is Clase.PERSONA else []
    return render_template(
        "duplicados/elegir.html",
        clase=clase,
        registro=registro,
        esta=esta,
        escrito=escrito,
        hallados=hallados,
        lugares=consultas.donde_trabajan(llaves, hoy()),
        tope=consultas.HALLADAS,
    )


def _comparar(clase: Clase, una_id: int, otra_id: int) -> Response:
    with transaccion():
        par = operaciones.proponer(clase, una_id, otra_id, identidad(), hoy())
    return redirect(url_for("duplicados.ver", id=par.id), 303)


@bp.post("/<int:id>/ignorar")
@requiere(Permiso.EDITAR_RED)
def ignorar(id: int) -> Response:
    """No son la misma: deja de proponerse, y se puede volver a proponer."""
    par = _par(id)
    if _intentar(lambda: operaciones.ignorar(id, identidad())):
        flash("Anotamos que no son la misma. Puedes volver a proponerlas desde «No son la misma».", "exito")
    return redirect(url_for("duplicados.listar", clase=par.clase.value), 303)


@bp.post("/<int:id>/retomar")
@requiere(Permiso.EDITAR_RED)
def retomar(id: int) -> Response:
    """Vuelve a proponer un par que se había ignorado."""
    _par(id)
    if _intentar(lambda: operaciones.retomar(id, identidad())):
        flash("El par espera otra vez tu decisión.", "exito")
    return redirect(url_for("duplicados.ver", id=id), 303)


@bp.route("/<int:id>/fusionar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def fusionar(id: int) -> Pagina:
    """Lo que pasaría al juntarlas, dato por dato y tabla por tabla; y hacerlo."""
    par = _par(id)
    queda, se_va = _cual_queda(par)
    if any(registro.fusionada_en_id is not None for registro in _los_dos(par)):
        raise NoEncontrado
    form = FormularioFusion()
    if form.validate_on_submit():
        elegidos = request.form.to_dict()
        with transaccion(form) as hecho:
            fusion = operaciones.fusionar(
                identidad(), par.clase, queda, se_va, elegidos, form.vista.data or ""
            )
        if hecho:
            flash(
                "Listo: ahora son un solo registro. Si te equivocaste, desde aquí mismo se deshace.", "exito"
            )
            return redirect(url_for("duplicados.fusion", id=fusion.id), 303)
    trazo = operaciones.trazar(identidad(), par.clase, queda, se_va, request.form.to_dict())
    form.vista.data = operaciones.trazar(identidad(), par.clase, queda, se_va, {}).huella
    pagina = render_template(
        "duplicados/fusionar.html",
        form=form,
        par=par,
        trazo=trazo,
        queda=queda,
        se_va=se_va,
        nombres=consultas.nombres(par.clase, [queda, se_va]),
        dichos=consultas.dichos(trazo.campos),
        tablas=_por_tabla(trazo),
    )
    return pagina, 422 if form.hay_errores else 200


@bp.get("/fusiones")
@requiere(Permiso.EDITAR_RED)
def fusiones() -> Pagina:
    """Lo que se juntó, con su diario."""
    clase = opcion_pedida(Clase, "clase") or Clase.PERSONA
    redes = identidad().redes_con(Permiso.EDITAR_RED)
    pagina = consultas.fusiones(clase, redes, hoy(), request.args.get("pagina", 1, type=int))
    llaves = [llave for fusion in pagina.filas for llave in (fusion.queda_id, fusion.se_va_id)]
    return render_template(
        "duplicados/fusiones.html",
        pagina=pagina,
        clase=clase,
        clases=list(Clase),
        nombres=consultas.nombres(clase, llaves),
    )


@bp.get("/fusiones/<int:id>")
@requiere(Permiso.EDITAR_RED)
def fusion(id: int) -> Pagina:
    """Qué se juntó, quién lo hizo y cómo deshacerlo."""
    hecha = _fusion(id)
    return render_template(
        "duplicados/fusion.html",
        fusion=hecha,
        queda=buscar(consultas.modelo_de(hecha.clase), hecha.queda_id),
        nombres=consultas.nombres(hecha.clase, [hecha.queda_id, hecha.se_va_id]),
        pasos=[(en_plural(tabla), cuantas) for tabla, cuantas in consultas.pasos_por_tabla(hecha)],
        puede_deshacer=hecha.deshecha_en is None
        and derechos.responde_por(identidad(), hecha.clase, hecha.queda_id, hoy()),
    )


@bp.post("/fusiones/<int:id>/deshacer")
@requiere(Permiso.EDITAR_RED)
def deshacer(id: int) -> Response:
    """Separa lo que se juntó y deja cada cosa como estaba."""
    _fusion(id)
    conservado: list[str] = []
    if _intentar(lambda: conservado.extend(operaciones.deshacer(identidad(), id))):
        flash("Los separamos: cada registro quedó como estaba.", "exito")
        if conservado:
            flash(
                contar(len(conservado), "dato cambió", "datos cambiaron")
                + " después de juntarlos y se conserva como quedó.",
                "aviso",
            )
    return redirect(url_for("duplicados.fusion", id=id), 303)


@pendientes_de_red
def _por_decidir(red: Red, quien: Identidad) -> list[Pendiente]:
    """A quien coordina: cuántos registros de su Red se parecen."""
    if not quien.puede(Permiso.EDITAR_RED, red.alcance):
        return []
    pendientes = []
    frases = {
        Clase.PERSONA: ("par de personas se parece", "pares de personas se parecen"),
        Clase.INSTITUCION: ("par de instituciones se parece", "pares de instituciones se parecen"),
    }
    for clase, (singular, plural) in frases.items():
        cuantos = consultas.cuantos(clase, frozenset({red.id}), hoy(red.zona))
        if cuantos:
            pendientes.append(
                Pendiente(
                    ("Más de " if cuantos == consultas.TOPE else "") + contar(cuantos, singular, plural),
                    url_for("duplicados.listar", clase=clase.value),
                    "Compara cada par y di si es el mismo registro.",
                )
            )
    return pendientes


def _par(id: int) -> ParDuplicado:
    par = buscar(ParDuplicado, id)
    operaciones.exigir_que_las_vea(identidad(), par)
    return par


def _fusion(id: int) -> Fusion:
    hecha = buscar(Fusion, id)
    if not derechos.la_ve(identidad(), hecha.clase, hecha.queda_id, hoy()):
        raise NoEncontrado
    return hecha


def _los_dos(par: ParDuplicado) -> tuple[Any, Any]:
    modelo = consultas.modelo_de(par.clase)
    return buscar(modelo, par.a_id), buscar(modelo, par.b_id)


def _cual_queda(par: ParDuplicado) -> tuple[int, int]:
    """La que se pidió en la dirección; si no, la que tiene cuenta o se registró antes."""
    pedida = request.values.get("queda", type=int)
    if pedida not in {par.a_id, par.b_id}:
        con_cuenta = consultas.con_cuenta(par.a_id, par.b_id) if par.clase is Clase.PERSONA else set()
        pedida = par.b_id if con_cuenta == {par.b_id} else par.a_id
    return pedida, par.b_id if pedida == par.a_id else par.a_id


def _por_tabla(trazo: operaciones.Trazo) -> list[tuple[str, int, list[str]]]:
    """Cuántas filas de cada tabla pasan y qué choques hay, con palabras."""
    mudan = trazo.plano.mudanzas()
    choques: dict[str, list[str]] = {}
    for tabla, frase in trazo.plano.choques:
        choques.setdefault(tabla, []).append(frase)
    return [
        (en_plural(tabla), mudan.get(tabla, 0), list(dict.fromkeys(choques.get(tabla, []))))
        for tabla in sorted({*mudan, *choques}, key=en_plural)
    ]


def _intentar(acto: Any) -> bool:
    """Hace el acto en su transacción; si una regla dice que no, la dice y devuelve falso."""
    try:
        with transaccion():
            acto()
    except NoEncontrado:
        raise
    except ErrorDeDominio as error:
        flash(error.mensaje, "error")
        return False
    return True
