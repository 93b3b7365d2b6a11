"""La lista de expedientes, abrir uno, y «Mi certificación»."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.base import llave, transaccion
from red.bitacora.operaciones import anotar_lectura
from red.certificacion import consultas, consultas_expediente, turno
from red.certificacion.cadena import EN_ORDEN, LLEVA, QUE_SIGUE
from red.certificacion.consultas_listas import Filtro, evaluadoras_de, expedientes, sin_evaluadora, todos
from red.certificacion.formularios import FormularioAbrir
from red.certificacion.modelos_expediente import Etapa, Expediente
from red.certificacion.operaciones_expediente import abrir
from red.directorio import consultas as directorio
from red.directorio.mirada import Mirada as MiradaDelDirectorio
from red.errores import ErrorDeDominio, NoEncontrado
from red.formacion.apartados import Apartado, apartado_de_mi_formacion
from red.formacion.exportacion import escribir_csv
from red.formularios import Formulario, opcion_pedida
from red.paginacion import paginar
from red.permisos import Identidad, Permiso
from red.portero import exigir, identidad, requiere
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.consultas import red_de_clave, redes_de
from red.redes.modelos import Red
from red.reloj import dia_de, hoy
from red.textos import contar

bp = Blueprint("certificacion", __name__, url_prefix="/certificacion", cli_group="certificacion")
Pagina = str | Response | tuple[str, int]
HALLADAS = 25
Hecho = TypeVar("Hecho")
COLUMNAS = (
    "Candidata", "Correo", "Institución", "Estándar", "Etapa", "En esta etapa desde", "Días", "Intento", "Evaluadora",
)  # fmt: skip


def pagina(plantilla: str, form: Formulario, **datos: Any) -> Pagina:
    """La página con su formulario; 422 si hay algo que corregir."""
    return render_template(plantilla, form=form, **datos), 422 if form.hay_errores else 200


def hacer_y_decir(acto: Callable[[], Hecho], dicho: str | Callable[[Hecho], str]) -> None:
    """Un acto de un botón: o queda y se dice, con lo que resultó si hace falta, o se dice por qué no."""
    try:
        with transaccion() as hecho:
            resulto = acto()
    except NoEncontrado:
        raise
    except ErrorDeDominio as error:
        flash(error.mensaje, "atencion")
    else:
        if hecho:
            flash(dicho if isinstance(dicho, str) else dicho(resulto), "exito")


def dias_en_etapa(expediente: Expediente) -> int:
    """Cuántos días lleva en la etapa en que está."""
    zona = expediente.red.zona
    return max(0, (hoy(zona) - dia_de(expediente.etapa_desde, zona)).days)


def mis_redes() -> list[Red]:
    """Las Redes cuya certificación lleva quien pide."""
    return redes_de(identidad().redes_con(Permiso.CERTIFICAR))


def la_red(clave: str | None) -> Red:
    """La Red pedida, si lleva su certificación; lanza NoEncontrado si no."""
    red = red_de_clave(clave or "")
    exigir(Permiso.CERTIFICAR, red.alcance)
    return red


def ofrecer_personas(form: Any, red: Red) -> None:
    """Las integrantes que coinciden con lo buscado; sin buscar, las primeras."""
    mirada = MiradaDelDirectorio(frozenset({red.id}), True, hoy(red.zona))
    halladas = directorio.visibles_y_llaves(mirada, (form.buscada.data or "").strip(), HALLADAS)
    form.persona_id.choices = [("", "Elige a la persona"), *halladas]
    elegida = form.persona_id.data
    if elegida and elegida not in dict(halladas):
        form.persona_id.choices += directorio.nombre_de(elegida, mirada)


def ofrecer_estandares(form: Any) -> None:
    """Los del catálogo."""
    form.estandar_id.choices = [
        ("", "Elige el estándar"),
        *((e.id, e.nombre) for e in consultas.estandares()),
    ]


@bp.get("/")
@requiere(Permiso.CERTIFICAR)
def listar() -> str:
    """Los expedientes de mis Redes, con filtros."""
    redes = mis_redes()
    pedidos = paginar(_pedidos(), request.args.get("pagina", 1, type=int))
    return render_template(
        "certificacion/listar.html",
        pagina=pedidos,
        evaluadoras=evaluadoras_de([e.id for e in pedidos.filas]),
        dias={e.id: dias_en_etapa(e) for e in pedidos.filas},
        redes=redes,
        opciones_de_red=[(red.clave, red.nombre) for red in redes],
        estandares=[(e.id, e.codigo) for e in consultas.estandares()],
        etapas=Etapa.opciones(),
    )


@bp.post("/expedientes.csv")
@requiere(Permiso.CERTIFICAR)
def exportar() -> Response:
    """La lista con sus filtros, para una hoja de cálculo; queda anotado quién se la llevó."""
    filas = todos(_pedidos())
    evaluadoras = evaluadoras_de([e.id for e in filas])
    renglones = [
        (
            e.persona.nombre_completo,
            e.persona.correo,
            e.institucion.nombre if e.institucion else "",
            e.estandar.codigo,
            e.etapa.etiqueta,
            dia_de(e.etapa_desde, e.red.zona).isoformat(),
            dias_en_etapa(e),
            e.intento,
            evaluadoras[e.id].nombre_completo if e.id in evaluadoras else "",
        )
        for e in filas
    ]
    cuantos: dict[int, int] = {}
    for e in filas:
        cuantos[e.red_id] = cuantos.get(e.red_id, 0) + 1
    with transaccion():
        for red_id, cuantas in sorted(cuantos.items()):
            anotar_lectura("expediente", red_id, {"personas": cuantas}, red_id=red_id)
    archivo = {"Content-Disposition": 'attachment; filename="expedientes.csv"'}
    return Response(escribir_csv(COLUMNAS, renglones), mimetype="text/csv", headers=archivo)


def _pedidos() -> Any:
    """La consulta con lo que dice la dirección."""
    redes = {red.clave: red.id for red in mis_redes()}
    try:
        estandar = llave(request.args.get("estandar", ""))
    except ValueError:
        estandar = None
    return expedientes(
        identidad().redes_con(Permiso.CERTIFICAR),
        Filtro(
            red_id=redes.get(request.args.get("red", "")),
            estandar_id=estandar,
            etapa=opcion_pedida(Etapa, "etapa"),
            escrito=request.args.get("q", ""),
            abiertos=request.args.get("cuales") == "abiertos",
            sin_evaluadora=request.args.get("cuales") == "sin_evaluadora",
        ),
    )


@bp.route("/red/<clave>/nuevo", methods=["GET", "POST"])
@requiere(Permiso.CERTIFICAR)
def nuevo(clave: str) -> Pagina:
    """Abre un expediente a una integrante."""
    red, form = la_red(clave), FormularioAbrir()
    ofrecer_estandares(form)
    ofrecer_personas(form, red)
    if request.form.get("accion") != "buscar" and form.validate_on_submit():
        with transaccion(form) as hecho:
            expediente = abrir(
                red.id, form.persona_id.data or 0, form.estandar_id.data or 0, identidad().persona
            )
            nueva = expediente.clave
        if hecho:
            flash("Abrimos el expediente. Ahora nombra a quien la evaluará.", "exito")
            return redirect(url_for("certificacion.ver", clave=nueva), 303)
    return pagina("certificacion/nuevo.html", form, red=red)


@bp.get("/mia")
@requiere(Permiso.USAR)
def mia() -> str:
    """Mi certificación: en qué voy, qué sigue y a quién le toca; y los expedientes en que participo."""
    persona_id = identidad().persona or 0
    mios = consultas_expediente.de_persona(persona_id)
    atiendo = consultas_expediente.que_atiende(persona_id)
    return render_template(
        "certificacion/mia.html",
        mios=[(e, turno.de(e), dias_en_etapa(e)) for e in mios],
        atiendo=[(p, turno.de(p.expediente), dias_en_etapa(p.expediente)) for p in atiendo],
        orden=EN_ORDEN,
        que_sigue=QUE_SIGUE,
        LLEVA=LLEVA,
    )


@pendientes_de_red
def _por_atender(red: Red, quien: Identidad) -> list[Pendiente]:
    """A quien lleva la certificación: expedientes sin evaluadora y acreditaciones por vencer."""
    if not quien.puede(Permiso.CERTIFICAR, red.alcance):
        return []
    dia, pendientes = hoy(red.zona), []
    if faltan := sin_evaluadora(red.id):
        pendientes.append(
            Pendiente(
                contar(faltan, "expediente sin evaluadora", "expedientes sin evaluadora"),
                url_for("certificacion.listar", red=red.clave, cuales="sin_evaluadora"),
                "Nómbrala para que la certificación avance.",
                tono="atencion",
            )
        )
    vencen = consultas.por_vencer(red.id, dia)
    if vencen:
        pendientes.append(
            Pendiente(
                contar(len(vencen), "acreditación por vencer", "acreditaciones por vencer"),
                url_for("certificacion.evaluadoras", red=red.clave),
                "Sin ella no pueden seguir evaluando.",
                tono="atencion",
            )
        )
    urgen = [p for plazo in consultas.plazos_de(frozenset({red.id})) if plazo.activo
             for p in consultas.por_certificarse(plazo, dia) if p.dias <= consultas.AVISO_DE_PLAZO]  # fmt: skip
    if urgen:
        pendientes.append(
            Pendiente(
                contar(len(urgen), "titular por certificarse", "titulares por certificarse"),
                url_for("certificacion.plazos", red=red.clave),
                "Su plazo ya venció o vence en tres meses.",
                tono="mal" if any(p.dias < 0 for p in urgen) else "atencion",
            )
        )
    return pendientes


@apartado_de_mi_formacion
def _en_mi_formacion(quien: Identidad) -> Apartado | None:
    """A quien tiene expedientes, los suyos y los que atiende."""
    if quien.persona is None:
        return None
    mios = consultas_expediente.de_persona(quien.persona)
    atiende = consultas_expediente.que_atiende(quien.persona)
    if not mios and not atiende:
        return None
    datos = {"mios": mios, "atiende": len(atiende)}
    return Apartado("Mi certificación", "certificacion/_en_mi_formacion.html", datos, orden=70)
