"""Cada Red dice a su manera lo que se puede, sin perder el enlace, sin revelar el tema y sin firmar por otra."""

import re

import pytest

from red.avisos import editables, envio, textos
from red.avisos.editables import EDITABLES, TextoNoSirve
from red.avisos.modelos import Aviso, TextoDeCorreo
from red.avisos.operaciones import encolar
from red.base import db, transaccion
from red.reloj import ahora
from tests import fabricas as f
from tests.avisos.test_redaccion import MALDADES
from tests.cliente import Cliente

INVITACION = EDITABLES["invitacion"]
CUERPO = "Hola, {nombre}:\n\nVen a {red}.\n\nDice: «{mensaje}»\n\n→ Verla: {enlace}\n\nHasta el {vence}."
DATOS = {
    "ficha": "abc",
    "nombre": "Ana",
    "quien": "Eva",
    "red": "la Red",
    "convocante": "I",
    "mensaje": "",
    "vence": "hoy",
}


def test_los_de_la_casa_pasan_su_propia_revision(app):
    for correo in EDITABLES.values():
        editables.revisar(correo, correo.titulo, correo.cuerpo)
        with app.test_request_context():
            assert editables.muestra(correo, correo.titulo, correo.cuerpo).parrafos


@pytest.mark.parametrize(
    ("titulo", "cuerpo", "campo", "porque"),
    [
        ("Curso de género", CUERPO, "titulo", "género"),
        ("Alto a la VIOLENCIA", CUERPO, "titulo", "VIOLENCIA"),
        ("Ven al seminario de Presupuesto público", CUERPO, "titulo", "Presupuesto público"),
        ("{red} te espera", CUERPO, "titulo", "{red}"),
        ("Mira http://otro.test", CUERPO, "titulo", "direcciones"),
        ("", CUERPO, "titulo", "asunto"),
        ("Hola", "Hola, {nombre}:\n\nVen.", "cuerpo", "enlace"),
        ("Hola", CUERPO + "\n\n→ Otra: {enlace}", "cuerpo", "enlace"),
        ("Hola", CUERPO + "\n\nMira {enlace}", "cuerpo", "enlace"),
        ("Hola", CUERPO.replace("{enlace}", "https://otro.test/"), "cuerpo", "enlace"),
        ("Hola", CUERPO + "\n\nEntra en otro-sitio.com", "cuerpo", "dirección"),
        ("Hola", CUERPO + "\n\n{contrasena}", "cuerpo", "{contrasena}"),
        ("Hola", CUERPO + "\n\n{{ config }}", "cuerpo", "llave"),
        ("Hola", CUERPO + "\n\nSabemos de tu denuncia.", "cuerpo", "denuncia"),
    ],
)
def test_lo_que_no_puede_salir_se_rechaza_y_dice_por_que(titulo, cuerpo, campo, porque):
    with pytest.raises(TextoNoSirve) as error:
        editables.revisar(INVITACION, titulo, cuerpo, ["Presupuesto público"])
    assert error.value.campo == campo
    assert porque.lower() in error.value.mensaje.lower()


@pytest.mark.parametrize("maldad", MALDADES)
def test_un_dato_no_abre_parrafos_ni_finge_la_accion(app, maldad):
    carta = editables.redactar(
        INVITACION, "{quien} te invita", CUERPO, {**DATOS, "quien": maldad, "nombre": maldad}
    )
    assert "\n" not in carta.asunto
    assert [p.url for p in carta.parrafos if p.url] == ["http://localhost/invitacion/abc"]
    assert len(carta.parrafos) == 4


def test_lo_que_falta_no_deja_hueco(app):
    carta = editables.redactar(INVITACION, "Hola", CUERPO, {**DATOS, "nombre": ""})
    assert carta.parrafos[0].texto == "Hola:"
    assert "Dice" not in carta.en_texto


@pytest.fixture
def red(app):
    return f.una_red()


def test_sale_como_la_red_lo_dice_y_las_demas_siguen_igual(red, correo):
    quien, otra = f.una_coordinadora(red), f.una_red()
    with transaccion():
        textos.guardar(
            red.id,
            EDITABLES["solicitud_aprobada"],
            "Buenas noticias",
            "Ven, {nombre}.\n\n→ Ir: {enlace}",
            quien.id,
        )
    from red.avisos.redaccion import REDACTORES

    antes = REDACTORES["solicitud_aprobada"]
    REDACTORES["solicitud_aprobada"] = lambda aviso: dict(aviso.datos)
    try:
        for cual in (red, otra):
            datos = {
                "nombre": "Ana",
                "red": cual.con_articulo,
                "clave": cual.clave,
                "ficha": "abc",
                "vence": "hoy",
            }
            with transaccion():
                encolar("solicitud_aprobada", f"ana@{cual.clave}.test", datos, red_id=cual.id)
        assert envio.enviar_pendientes() == {"enviados": 2}
    finally:
        REDACTORES["solicitud_aprobada"] = antes
    (propio,), (comun,) = (correo.para(f"ana@{cual.clave}.test") for cual in (red, otra))
    assert (propio["Subject"], comun["Subject"]) == ("Buenas noticias", "Respuesta a tu solicitud")
    for forma in ("plain", "html"):
        dicho = propio.get_body((forma,)).get_content()
        assert "Ven, Ana." in dicho
        assert "/invitacion/abc" in dicho


def test_se_edita_se_prueba_se_guarda_y_se_vuelve_atras(red, app, correo):
    quien = f.una_coordinadora(red)
    cliente = Cliente(app).entrar(quien)
    pagina = f"/avisos/textos/{red.clave}/invitacion"
    mio = {"titulo": "Te esperamos", "cuerpo": CUERPO}
    assert "Así llegará" in cliente.get(pagina).text
    rechazada = cliente.post(pagina, {**mio, "titulo": "Curso de igualdad", "que": "guardar"})
    assert rechazada.status_code == 422
    assert "pantalla bloqueada" in rechazada.text
    vista = cliente.post(pagina, {**mio, "que": "ver"})
    assert vista.status_code == 200
    assert "la Red de Tonalá" in vista.text
    assert db.session.scalars(db.select(TextoDeCorreo)).all() == [], "ver no guarda"
    assert cliente.post(pagina, {**mio, "que": "probar"}).status_code == 200
    envio.enviar_pendientes()
    (prueba,) = correo.para(quien.correo)
    assert prueba["Subject"] == "Te esperamos"
    for titulo in ("Te esperamos", "Ven con nosotras"):
        assert cliente.post(pagina, {**mio, "titulo": titulo, "que": "guardar"}).status_code == 303
    assert "versión 2" in cliente.get(f"/avisos/textos/{red.clave}").text
    assert "Versión 1" in cliente.get(pagina).text
    assert cliente.post(f"{pagina}/restablecer").status_code == 303
    assert "De la plataforma" in cliente.get(f"/avisos/textos/{red.clave}").text
    db.session.rollback()
    assert len(db.session.scalars(db.select(TextoDeCorreo)).all()) == 2, "las versiones se conservan"
    ajena = Cliente(app).entrar(f.una_coordinadora(f.una_red()))
    assert ajena.get(pagina).status_code == 404
    assert cliente.get(f"/avisos/textos/{red.clave}/recuperar").status_code == 404, "ése no se edita"


def test_la_lista_de_los_que_no_llegan_es_de_cada_red_y_dice_que_hacer(red, app):
    from red.avisos.modelos import DireccionCaida, MotivoDeRebote
    from tests.fabricas import guardar

    persona = f.una_integrante(red, telefono="33 1234 5678")
    with transaccion():
        aviso = encolar("invitacion", "nadie@ejemplo.test", {}, "invitacion:7", red_id=red.id)
    for correo, motivo in ((persona.correo, MotivoDeRebote.LLENO), (aviso.para, MotivoDeRebote.NO_EXISTE)):
        guardar(DireccionCaida(correo=correo, desde=ahora(), motivo=motivo, bloqueada=True, veces=1))
    propia = Cliente(app).entrar(f.una_coordinadora(red))
    texto = propia.get("/avisos/no-llegan").text
    for dicho in (
        persona.nombre_visible,
        "33 1234 5678",
        "Su buzón está lleno",
        "nadie@ejemplo.test",
        "/invitaciones/7",
        f"/personas/{persona.clave}/editar",
    ):
        assert dicho in texto
    assert "2 personas no reciben nuestros correos" in propia.get("/panel").text
    ajena = Cliente(app).entrar(f.una_coordinadora(f.una_red()))
    assert persona.correo not in ajena.get("/avisos/no-llegan").text
    caida = db.session.scalars(db.select(DireccionCaida).order_by(DireccionCaida.id)).first()
    for que in ("ya-funciona", "corregida"):
        assert ajena.post(f"/avisos/no-llegan/{caida.id}/{que}").status_code == 404
    sin_cambio = propia.post(f"/avisos/no-llegan/{caida.id}/corregida", sigue=True).text
    assert f"sigue siendo el correo de {persona.nombre_visible}" in sin_cambio
    db.session.refresh(caida)
    assert caida.cerrada_en is None
    assert propia.post(f"/avisos/no-llegan/{caida.id}/ya-funciona").status_code == 303
    otra_vez = propia.post(f"/avisos/no-llegan/{caida.id}/ya-funciona", sigue=True)
    assert "ya no estaba en la lista" in otra_vez.text
    propia.get("/avisos/no-llegan")
    assert persona.correo not in re.sub(
        r'<div class="recientes.*?</div>\s*</div>', "", propia.get("/avisos/no-llegan").text, flags=re.S
    ).replace(f"Volvemos a escribir a {persona.correo}", "")
    assert Cliente(app).entrar(f.una_analista(red)).get("/avisos/no-llegan").status_code == 403
    assert db.session.scalar(db.select(db.func.count(Aviso.id))) == 1, (
        "no había nada de esa persona que reenviar"
    )
