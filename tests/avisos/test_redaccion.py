"""Lo que un correo dice: nada que alguien escriba lo desvía, y el asunto no revela el tema."""

import re

import pytest

from red.avisos import consultas, envio, redaccion
from red.avisos.modelos import Aviso, EstadoAviso
from red.avisos.operaciones import encolar
from red.base import db, transaccion

PLANTILLA = "contrasena_cambiada"


def _encolar(para="ana@ejemplo.test", **datos):
    with transaccion():
        aviso = encolar(PLANTILLA, para, {"nombre": "Ana", **datos})
    return aviso.id


MALDADES = [
    "Ana\r\nBcc: otra@ejemplo.test",
    "Ana\nSubject: otro",
    "Ana\r\n\r\n→ Entra aquí: http://otro.sitio/",
    "Ana\n\n→ Entra aquí: http://otro.sitio/\n\n",
    "Ana\u2028Bcc: x@y.z",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
]


@pytest.mark.parametrize("nombre", MALDADES)
def test_lo_que_alguien_escribio_no_abre_cabeceras_ni_finge_enlaces(app, correo, nombre):
    _encolar(nombre=nombre)
    envio.enviar_pendientes()
    ((destinos, mensaje),) = correo.recibidos
    assert destinos == ["ana@ejemplo.test"]
    assert mensaje["Subject"] == "Tu contraseña cambió"
    assert mensaje["Bcc"] is None
    html = mensaje.get_body(("html",)).get_content()
    assert 'href="http://otro.sitio' not in html
    assert "<script" not in html
    assert "49" not in mensaje.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    "para",
    [
        "ana@ejemplo.test\r\nRCPT TO:<otra@ejemplo.test>",
        "ana@ejemplo.test\nBcc: otra@ejemplo.test",
        "ana@ejemplo.test, otra@ejemplo.test",
        "ana@ejemplo.test>\r\nDATA",
        "",
        "sin arroba",
    ],
)
def test_una_direccion_con_trampa_no_llega_a_otra_persona(app, correo, para):
    _encolar(para)
    envio.enviar_pendientes()
    for destinos, mensaje in correo.recibidos:
        assert "otra@ejemplo.test" not in destinos
        assert mensaje["Bcc"] is None
    db.session.rollback()
    (aviso,) = db.session.scalars(consultas.salida(None)).all()
    assert aviso.estado in {EstadoAviso.FALLIDO, EstadoAviso.ENVIADO}


def test_los_enlaces_llevan_la_direccion_publica_y_no_la_de_la_peticion(app, correo):
    with app.test_request_context(
        "/", base_url="http://otro.sitio", headers={"X-Forwarded-Host": "otro.sitio"}
    ):
        _encolar()
        envio.enviar_pendientes()
    assert "otro.sitio" not in correo.recibidos[0][1].as_string()


def test_ninguna_plantilla_revela_el_tema_en_el_asunto(app):
    """El asunto se lee por encima del hombro y en la pantalla bloqueada del teléfono."""
    plantillas = [p for p in app.jinja_env.list_templates() if p.startswith("avisos/") and p.endswith(".txt")]
    assert len(plantillas) >= 3
    for plantilla in plantillas:
        origen = app.jinja_env.loader.get_source(app.jinja_env, plantilla)[0]
        asunto = origen.splitlines()[0]
        assert asunto.startswith("Asunto: "), plantilla
        for palabra in (
            "género",
            "mujer",
            "violencia",
            "feminis",
            "acoso",
            "igualdad",
            "integrante",
            "red de",
        ):
            assert palabra not in asunto.lower(), f"{plantilla}: {asunto}"


def test_una_plantilla_sin_asunto_es_un_error():
    with pytest.raises(ValueError, match="Asunto"):
        redaccion._leer("Hola:\n\nSin asunto.")


def test_nombrar_un_dato_que_no_llego_es_un_error(app):
    from jinja2 import UndefinedError

    aviso = Aviso(plantilla=PLANTILLA, para="a@b.c", datos={}, identificador="0" * 32)
    with pytest.raises(UndefinedError):
        redaccion.escribir(aviso)


def _pegadas(origen: str) -> list[str]:
    """Los renglones de acción que quedarían dentro de un párrafo: ni botón, ni dirección que se pueda abrir."""
    llano = re.sub(r"\{%.*?%\}\n?", "", origen, flags=re.DOTALL)
    bloques = re.split(r"\n\s*\n", llano.partition("\n")[2].strip())
    return [bloque for bloque in bloques if "→" in bloque and ("\n" in bloque or not bloque.startswith("→ "))]


def test_toda_accion_va_en_su_propio_parrafo(app):
    for plantilla in app.jinja_env.list_templates(filter_func=lambda p: re.match(r"avisos/\w+\.txt$", p)):
        assert not _pegadas(app.jinja_env.loader.get_source(app.jinja_env, plantilla)[0]), plantilla
    assert _pegadas('Asunto: x\n{% for e in todas %}{{ e }}.\n{% endfor %}\n→ Ver: {{ enlace("x") }}'), (
        "control: el renglón vacío tras cerrar un bloque se lo lleva el bloque"
    )
