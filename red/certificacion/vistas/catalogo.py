"""El catálogo de estándares: qué pide cada uno, con qué texto, y cargar otro."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from red.base import buscar, transaccion
from red.certificacion import consultas, consultas_expediente, de_la_casa, operaciones
from red.certificacion.calculo import en_puntos
from red.certificacion.formularios import FormularioEstandar, FormularioVacio
from red.certificacion.lectura import ArchivoConErrores, leer
from red.certificacion.modelos_estandar import VersionDeEstandar
from red.certificacion.vistas.lista import Pagina, bp, la_red, mis_redes, pagina
from red.envios import recibe_hasta
from red.errores import ErrorDeDominio, NoEncontrado
from red.importacion.tablas import celdas
from red.permisos import Permiso
from red.portero import identidad, requiere

MAS_RENGLONES = 1000


@bp.get("/estandares")
@requiere(Permiso.CERTIFICAR)
def estandares() -> str:
    """Los estándares, con la versión que usa cada Red."""
    redes = mis_redes()
    filas = []
    for estandar in consultas.estandares():
        usos = [(red, consultas.version_en_uso(estandar.id, red.id)) for red in redes[:4]]
        filas.append((estandar, usos))
    return render_template(
        "certificacion/estandares.html",
        filas=filas,
        redes=redes,
        faltan=[c for c in de_la_casa.CODIGOS if consultas.estandar_o_nada(c) is None],
    )


@bp.get("/estandares/versiones/<int:version_id>")
@requiere(Permiso.CERTIFICAR)
def version(version_id: int) -> str:
    """Los elementos, criterios y reactivos de una versión."""
    fila = _version(version_id)
    completa = consultas_expediente.version_completa(fila.id)
    return render_template("certificacion/version.html", v=completa, en_puntos=en_puntos)


def _version(version_id: int) -> VersionDeEstandar:
    """La versión, si es de la plataforma o de una Red cuya certificación lleva quien pide."""
    fila = buscar(VersionDeEstandar, version_id)
    if fila.red is not None and not identidad().puede(Permiso.CERTIFICAR, fila.red.alcance):
        raise NoEncontrado
    return fila


@bp.route("/red/<clave>/estandar", methods=["GET", "POST"])
@requiere(Permiso.CERTIFICAR)
@recibe_hasta(6)
def cargar(clave: str) -> Pagina:
    """Carga el texto de un estándar para la Red: todo o nada."""
    red, form = la_red(clave), FormularioEstandar()
    faltas: tuple[object, ...] = ()
    if form.validate_on_submit():
        try:
            leido = leer(_renglones(form))
        except ArchivoConErrores as error:
            faltas = error.faltas
            form.agregar_error(error)
        except ErrorDeDominio as error:
            form.agregar_error(error)
        else:
            with transaccion(form) as hecho:
                nueva = operaciones.cargar(
                    leido, red_id=red.id, oficial=bool(form.oficial.data), quien_id=identidad().persona
                )
                numero, version_id = nueva.numero, nueva.id
            if hecho:
                flash(
                    f"Cargamos {leido.codigo}, versión {numero}. Los expedientes abiertos siguen con la suya.",
                    "exito",
                )
                return redirect(url_for("certificacion.version", version_id=version_id), 303)
    return pagina("certificacion/cargar.html", form, red=red, faltas=faltas)


def _renglones(form: FormularioEstandar) -> list[tuple[int, list[str], list[int]]]:
    """Las celdas del archivo, abierto en su propio proceso."""
    subido = form.archivo.data
    if not getattr(subido, "filename", ""):
        raise ErrorDeDominio("Elige el archivo que quieres subir.", "archivo")
    return celdas(subido.read(), subido.filename, MAS_RENGLONES)


@bp.get("/estandares/plantilla.csv")
@requiere(Permiso.CERTIFICAR)
def plantilla() -> Response:
    """La forma del archivo, con un ejemplo que no es oficial."""
    cabeceras = {"Content-Disposition": 'attachment; filename="plantilla-de-estandar.csv"'}
    return Response("\ufeff" + de_la_casa.texto("EC0308"), mimetype="text/csv", headers=cabeceras)


@bp.post("/estandares/traer")
@requiere(Permiso.CERTIFICAR)
def traer() -> Response:
    """Trae los títulos que la plataforma conoce, con su plantilla no oficial."""
    if FormularioVacio().validate_on_submit():
        with transaccion() as hecho:
            cuantos = de_la_casa.cargar_los_que_falten(identidad().persona)
        if hecho:
            flash(
                f"Trajimos {cuantos} con su título y una plantilla no oficial. Carga el texto oficial cuando lo tengas."
                if cuantos
                else "Ya estaban todos.",
                "exito",
            )
    return redirect(url_for("certificacion.estandares"), 303)
