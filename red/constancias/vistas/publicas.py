"""Comprobar una constancia sin cuenta: por su código, por el archivo o preguntando por un nombre.

Ninguna página de éstas se indexa ni se guarda. Quien adivina códigos se topa con el freno; quien acierta no gasta.
"""

from flask import make_response, redirect, render_template, url_for
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from red.archivos import almacen
from red.constancias import codigos, comprobacion, consultas, correos
from red.constancias.contenido import iniciales
from red.constancias.formularios import FormularioCodigo, FormularioNombre, FormularioPdf
from red.constancias.modelos import Constancia, EstadoConstancia, NombreMostrado
from red.constancias.vistas import bp
from red.constancias.vistas.papel import entregar
from red.envios import recibe_hasta
from red.errores import ErrorDeDominio, NoEncontrado
from red.fallas import pagina_de_error
from red.limites import Demasiados, Tope, de_donde
from red.portero import identidad, publica
from red.textos import contar

Pagina = str | Response | tuple[str, int]

CODIGOS = Tope("constancias-codigo", 30, 3600)
"""Códigos que no son de nadie, por dirección de red; los que sí lo son no cuentan."""
ARCHIVOS = Tope("constancias-archivo", 60, 3600)
NOMBRES = Tope("constancias-nombre", 10, 3600)
"""Nombres que se prueban con una misma constancia, desde una dirección; y, desde todas, seis veces más."""
NOMBRES_EN_TOTAL = Tope("constancias-nombre-total", 60, 3600)


@bp.route("/verificar", methods=["GET", "POST"])
@publica
@recibe_hasta(1)
def verificar() -> Pagina:
    """Dónde se escribe el código; también se puede subir el archivo."""
    form = FormularioCodigo()
    if form.validate_on_submit():
        codigo = comprobacion.codigo_escrito(form.codigo.data or "")
        if codigo is not None:
            return redirect(url_for("constancias.resultado", codigo=codigos.en_grupos(codigo)), 303)
        form.codigo.errors = ["Revisa el código: son 26 letras y números. No lleva las letras I, L, O ni U."]
    return _sin_guardar(
        render_template("constancias/verificar.html", form=form, form_archivo=FormularioPdf()),
        422 if form.hay_errores else 200,
    )


@bp.route("/verificar/<codigo>", methods=["GET", "POST"])
@publica
@recibe_hasta(1)
def resultado(codigo: str) -> Pagina:
    """Lo que dice la constancia de ese código y si vale; y si el nombre que se escriba es el suyo."""
    limpio = comprobacion.codigo_escrito(codigo)
    constancia = _con_codigo(limpio)
    if constancia is None or limpio is None:
        return _sin_guardar(
            render_template(
                "constancias/desconocida.html",
                form=FormularioCodigo(formdata=None),
                form_archivo=FormularioPdf(),
            ),
            404,
        )
    form, coincide = FormularioNombre(), None
    if form.validate_on_submit():
        NOMBRES.contar(str(constancia.id), de_donde())
        NOMBRES_EN_TOTAL.contar(str(constancia.id))
        coincide = comprobacion.coincide_nombre(constancia, form.nombre.data or "", limpio)
    return _sin_guardar(
        render_template(
            "constancias/resultado.html",
            **lo_que_se_ve(constancia),
            codigo=limpio,
            form=form,
            coincide=coincide,
        ),
        422 if form.hay_errores else 200,
    )


@publica
def corta(codigo: str) -> Response:
    """La dirección que cabe en el código de la cámara."""
    return redirect(url_for("constancias.resultado", codigo=codigo))


@publica
def corta_sin_codigo() -> Response:
    """La que se escribe a mano."""
    return redirect(url_for("constancias.verificar"))


@bp.record
def _cortas(estado: BlueprintSetupState) -> None:
    """En minúscula para escribirse y en mayúscula para la cámara."""
    for letra in ("v", "V"):
        estado.app.add_url_rule(
            f"/{letra}", endpoint=f"constancias.corta_sin_codigo_{letra}", view_func=corta_sin_codigo
        )
        estado.app.add_url_rule(f"/{letra}/<codigo>", endpoint=f"constancias.corta_{letra}", view_func=corta)


@bp.post("/verificar/archivo")
@publica
@recibe_hasta(4)
def archivo() -> Pagina:
    """Si ese archivo es, byte por byte, uno de los emitidos: el papel o la credencial. No se guarda nada."""
    form = FormularioPdf()
    if not form.validate_on_submit():
        return _sin_guardar(_pedir_archivo(form), 422)
    try:
        revision = _revisar(form.contenido())
    except ErrorDeDominio as error:
        form.agregar_error(error)
        return _sin_guardar(_pedir_archivo(form), 422)
    visto = lo_que_se_ve(revision.constancia) if revision.constancia is not None else {}
    return _sin_guardar(
        render_template("constancias/archivo.html", revision=revision, form=form, **visto), 200
    )


def _revisar(contenido: bytes) -> comprobacion.Revision:
    """Reconocer lo emitido no gasta; buscar dentro de lo demás cuesta, y se cuenta antes."""
    original = comprobacion.reconocer(contenido)
    if original is None:
        ARCHIVOS.contar(de_donde())
        return comprobacion.revisar_pdf(contenido)
    return original


def _pedir_archivo(form: FormularioPdf) -> str:
    return render_template(
        "constancias/verificar.html", form=FormularioCodigo(formdata=None), form_archivo=form
    )


@bp.get("/con-enlace/<ficha>")
@publica
def con_enlace(ficha: str) -> Response:
    """El papel de quien no tiene cuenta, con el enlace que llegó a su correo."""
    constancia_id = correos.leer_ficha(ficha)
    constancia = consultas.una(constancia_id) if constancia_id is not None else None
    if constancia is None or constancia.archivo is None:
        CODIGOS.contar(de_donde())
        raise NoEncontrado
    return entregar(constancia.archivo.nombre, almacen.leer(constancia.archivo.huella))


def _con_codigo(codigo: str | None) -> Constancia | None:
    """La de ese código; sólo cuenta el que no es de nadie: acertar al azar no se puede y quien acierta no espera."""
    constancia = consultas.por_codigo(codigo)
    if constancia is None:
        CODIGOS.contar(de_donde())
    return constancia


@bp.errorhandler(Demasiados)
def _que_espere(error: Demasiados) -> Pagina:
    """Cuándo volver, y que lo emitido se sigue comprobando; quien lo lee quizá no tiene cuenta."""
    cuando = contar(error.minutos, "minuto", "minutos")
    explicacion = (
        f"Desde tu conexión se probaron muchas veces datos que no son de ninguna constancia. Vuelve en {cuando}. "
        "Mientras tanto, un código correcto se sigue comprobando."
    )
    cuerpo, estado, cabeceras = pagina_de_error(429, explicacion=explicacion)
    respuesta = _sin_guardar(cuerpo, estado)
    respuesta.headers.update({**cabeceras, "Retry-After": str(error.espera)})
    return respuesta


def lo_que_se_ve(constancia: Constancia) -> dict[str, object]:
    """Lo que lee quien la comprueba: todo lo impreso, salvo el nombre si su titular prefirió sus iniciales."""
    suya = identidad().persona is not None and constancia.persona_id == identidad().persona
    nombre = constancia.nombre
    completo = constancia.mostrar_nombre is NombreMostrado.COMPLETO or suya
    siguiente = (
        consultas.la_que_sustituye(constancia) if constancia.estado is EstadoConstancia.SUSTITUIDA else None
    )
    return {
        "constancia": constancia,
        "nombre": None if nombre is None else (nombre if completo else iniciales(nombre)),
        "completo": nombre is not None and completo,
        "firma": comprobacion.revisar_firma(constancia),
        "siguiente": siguiente,
    }


def _sin_guardar(pagina: str, estado: int) -> Response:
    """Que ningún buscador la anote y ninguna máquina intermedia la guarde."""
    respuesta = make_response(pagina, estado)
    respuesta.headers["X-Robots-Tag"] = "noindex, nofollow"
    respuesta.headers["Cache-Control"] = "no-store"
    respuesta.headers["Referrer-Policy"] = "no-referrer"
    return respuesta
