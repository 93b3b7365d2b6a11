"""Comprobar sin cuenta: se ve todo lo impreso, el nombre como ella quiso, y una copia cambiada se distingue."""

import io
import json
import re
import zlib

import pytest

from red.archivos import almacen
from red.archivos.modelos import Archivo
from red.base import db, transaccion
from red.constancias import codigos, comprobacion, consultas, correos, operaciones
from red.constancias.modelos import Constancia, NombreMostrado
from red.constancias.vistas.emision import comprimir
from red.limites import limitador
from tests import fabricas as f
from tests.constancias.conftest import emitir, emitir_todas, terminan

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture(name="ana")
def _ana(red):
    return f.una_integrante(red, nombre="María", primer_apellido="Ñúñez", segundo_apellido="Ávila")


@pytest.fixture(name="suya")
def _suya(app, edicion, firmante, ana):
    limitador.storage.reset()
    terminan(edicion, [ana])
    return emitir(edicion, ana)


def _texto(respuesta):
    return " ".join(re.sub("<[^>]+>", " ", respuesta.get_data(as_text=True).partition("<main")[2]).split())


def _pdf(suya):
    return almacen.leer(suya.archivo.huella)


def _subir(cliente, contenido):
    return cliente.post("/constancias/verificar/archivo", {"archivo": (io.BytesIO(contenido), "mía.pdf")})


def test_con_el_codigo_se_lee_todo_lo_impreso_menos_el_nombre_si_ella_no_quiso(cliente, ana, suya):
    respuesta = cliente.get(f"/v/{suya.codigo.lower()}", sigue=True)
    texto = _texto(respuesta)
    for parte in (suya.folio, suya.contenido["emisor"], suya.contenido["dice"]["por"], "Mtra. Laura Ejemplo",
                  suya.contenido["dice"]["lugar_y_fecha"], "Vigente", "M. Ñ. Á."):  # fmt: skip
        assert parte in texto, parte
    assert "Ñúñez" not in texto
    assert respuesta.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert respuesta.headers["Cache-Control"] == "no-store"
    assert 'name="robots"' in respuesta.get_data(as_text=True)
    cliente.entrar(ana)
    assert "María Ñúñez Ávila" in _texto(cliente.get(f"/constancias/verificar/{suya.codigo}")), (
        "ella sí se lee"
    )
    cliente.post(f"/constancias/{suya.id}/nombre", {f"c{suya.id}-como": "completo"})
    cliente.salir()
    assert "María Ñúñez Ávila" in _texto(
        cliente.get(f"/constancias/verificar/{codigos.en_grupos(suya.codigo)}")
    )


def test_preguntar_por_un_nombre_dice_si_o_no_y_se_cansa(cliente, suya):
    direccion = f"/constancias/verificar/{suya.codigo}"
    assert "Sí coincide" in _texto(cliente.post(direccion, {"nombre": " maria nunez AVILA "}))
    for nombre in ("María Ñúñez", "Ana Ruiz", "%", "M. Ñ. Á."):
        assert "No coincide" in _texto(cliente.post(direccion, {"nombre": nombre}))
    respuestas = [cliente.post(direccion, {"nombre": f"Ana {n}"}).status_code for n in range(8)]
    assert respuestas[-1] == 429


def test_lo_que_no_existe_responde_siempre_lo_mismo_y_adivinar_se_frena(cliente, suya):
    paginas = [
        cliente.get(f"/constancias/verificar/{escrito}")
        for escrito in ("0" * 26, codigos.nuevo(), "x", "%27OR1=1")
    ]
    assert {p.status_code for p in paginas} == {404}
    sin_ficha = {re.sub(r'name="csrf_token"[^>]+>', "", p.get_data(as_text=True)) for p in paginas}
    assert len(sin_ficha) == 1
    for _ in range(26):
        cliente.get(f"/constancias/verificar/{codigos.nuevo()}")
    frenada = cliente.get(f"/constancias/verificar/{codigos.nuevo()}")
    assert frenada.status_code == 429
    assert re.search(r"Vuelve en \d+ minutos", _texto(frenada))
    assert "cuenta" not in _texto(frenada), "quien comprueba quizá no tiene"
    assert int(frenada.headers["Retry-After"]) > 600
    ficha = correos.ficha_de(suya.id)
    assert cliente.get(f"/constancias/con-enlace/{ficha}").status_code == 200, "lo que existe responde"
    for _ in range(40):
        assert cliente.get(f"/constancias/verificar/{suya.codigo}").status_code == 200, (
            "quien acierta no gasta"
        )


def test_el_archivo_emitido_se_reconoce_y_el_cambiado_tambien(cliente, suya):
    pdf = _pdf(suya)
    assert "Es el documento que emitimos" in _texto(_subir(cliente, pdf))
    limitador.storage.reset()
    for lugar in range(0, len(pdf), len(pdf) // 40):
        alterado = bytearray(pdf)
        alterado[lugar] ^= 1
        try:
            revision = comprobacion.revisar_pdf(bytes(alterado))
        except comprobacion.NoEsPdf:
            continue
        assert revision.veredicto is not comprobacion.Veredicto.ORIGINAL, lugar
    cambiado = _texto(_subir(cliente, pdf + b"\n"))
    assert f"Es una copia alterada de la constancia {suya.folio}" in cambiado
    assert suya.contenido["dice"]["por"] in cambiado, "dice lo que sí se emitió"
    assert "La original está vigente" in cambiado
    assert "Vigente" not in cambiado, "el sello no va junto a una copia alterada"
    assert "auténtica" not in cambiado
    sin_metadatos = pdf.replace(b"constancia:", b"xxxxxxxxxx:")
    assert comprobacion.revisar_pdf(sin_metadatos).constancia.id == suya.id, (
        "el código también va en el adjunto"
    )
    assert "No lo emitimos" in _texto(_subir(cliente, b"%PDF-1.7\nnada %%EOF"))


def test_la_credencial_tambien_se_comprueba_y_la_cambiada_no_es_de_nadie(cliente, suya, monkeypatch):
    ficha = suya.insignia
    texto = _texto(_subir(cliente, f"{ficha}\n".encode()))
    assert "Es el documento que emitimos" in texto
    assert suya.folio in texto
    assert "Ñúñez" not in texto
    cabeza, cuerpo, firma = ficha.split(".")
    otro = ("A" if cuerpo[40] != "A" else "B").join((cuerpo[:40], cuerpo[41:]))
    for mala in (f"{cabeza}.{otro}.{firma}", f"{cabeza}.{cuerpo}.{firma[::-1]}", f"{cabeza}.{cuerpo}"):
        assert "No es un PDF ni una credencial de las que emitimos" in _texto(_subir(cliente, mala.encode()))
    monkeypatch.setattr(consultas, "llaves", list)
    assert comprobacion.reconocer(ficha.encode()) is None, "el control: la responde una llave publicada"


def test_los_archivos_malos_se_rechazan_con_palabras_y_nada_se_guarda(cliente, suya):
    antes = db.session.scalar(db.select(db.func.count(Archivo.id)))
    bomba = b"%PDF-1.7\nstream\n" + zlib.compress(b"0" * 40_000_000) + b"\nendstream"
    for malo, dicho in ((b"", "vacío"), (b"hola", "No es un PDF"), (bomba, "No lo emitimos"), (b"%PDF-" + b"stream\n" * 5000, "No lo emitimos")):  # fmt: skip
        assert dicho in _texto(_subir(cliente, malo))
    assert "Elige el archivo" in _texto(cliente.post("/constancias/verificar/archivo"))
    with pytest.raises(comprobacion.NoEsPdf, match="más de 3 MB"):
        comprobacion.revisar_pdf(b"%PDF-" + b"0" * (3 * 1024 * 1024))
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count(Archivo.id))) == antes


@pytest.mark.parametrize("columna", ["contenido", "nombre", "folio", "firma", "clase"])
def test_lo_cambiado_por_dentro_se_nota(cliente, suya, columna):
    assert comprobacion.revisar_firma(suya) is comprobacion.Firma.VALE
    otro = {"contenido": {**suya.contenido, "emisor": "Otro"}, "nombre": "Eva Ruiz", "folio": "X/C/2026/0009",
            "firma": suya.firma[:-2] + ("AA" if suya.firma[-2:] != "AA" else "BA"), "clase": "participacion"}[columna]  # fmt: skip
    with db.engine.connect().execution_options(escribe=True) as conexion, conexion.begin():
        tabla = Constancia.__table__
        conexion.execute(tabla.update().values({columna: otro}))
    db.session.rollback()
    db.session.expire_all()
    assert comprobacion.revisar_firma(suya) is comprobacion.Firma.NO_VALE
    assert "No podemos responder por lo que dice" in _texto(
        cliente.get(f"/constancias/verificar/{suya.codigo}")
    )


def test_sustituida_y_revocada_siguen_respondiendo_y_dicen_por_cual_y_por_que(
    cliente, coordinadora, ana, edicion, suya
):
    cliente.entrar(coordinadora)
    viejo, folio = suya.codigo, suya.folio
    assert (
        cliente.post(
            f"/constancias/{suya.id}/sustituir", {"nombre": "María Núñez de Ávila", "motivo": "Faltaba «de»."}
        ).status_code
        == 303
    )
    nueva = consultas.viva_de(edicion.id, ana.id)
    assert (nueva.folio, nueva.sustituye_a.folio, nueva.nombre) == (
        f"{folio}-S1",
        folio,
        "María Núñez de Ávila",
    )
    assert f"Sustituye a la constancia con folio {folio}." in nueva.contenido["dice"]["notas"]
    assert nueva.contenido["curso"] == suya.contenido["curso"]
    assert (
        cliente.post(f"/constancias/{suya.id}/sustituir", {"nombre": "Otra", "motivo": "x"}).status_code
        == 422
    )
    codigo = nueva.codigo
    assert (
        cliente.post(
            f"/constancias/{nueva.id}/revocar", {"motivo": "No asistió a la última jornada."}
        ).status_code
        == 303
    )
    cliente.salir()
    texto = _texto(cliente.get(f"/constancias/verificar/{viejo}"))
    assert "se sustituyó el" in texto
    assert f"por la del folio {folio}-S1, que también dejó de valer. Motivo: Faltaba «de»." in texto
    assert "se revocó el" in (texto := _texto(cliente.get(f"/constancias/verificar/{codigo}")))
    assert "No asistió a la última jornada." in texto
    assert consultas.por_emitir(edicion.id) == [], "lo revocado no se vuelve a dar solo"
    otra = emitir(edicion, ana)
    assert otra.folio.endswith("/0002")


def test_corregir_el_nombre_no_se_la_da_a_otra_persona(cliente, red, coordinadora, ana, edicion, suya):
    cliente.entrar(coordinadora)
    direccion, motivo = f"/constancias/{suya.id}/sustituir", "Se escribió mal."
    for otro in ("Otra Persona Distinta", "María Ñúñez Ruiz", "Ñúñez Ávila", "María Ñúñez Ávila Иван"):
        respuesta = cliente.post(direccion, {"nombre": otro, "motivo": motivo})
        assert respuesta.status_code == 422, otro
        assert "corrige primero su registro" in _texto(respuesta)
    db.session.expire_all()
    assert consultas.viva_de(edicion.id, ana.id).id == suya.id
    with transaccion():
        ana.segundo_apellido = "Ruiz"
    nuevo = {"nombre": "María Núñez Ruiz", "motivo": motivo}
    assert cliente.post(direccion, nuevo).status_code == 303, "corregido su registro, sí"


def test_un_motivo_que_cualquiera_lee_no_dice_su_nombre(cliente, coordinadora, suya):
    cliente.entrar(coordinadora)
    assert "El público leerá exactamente" in _texto(cliente.get(f"/constancias/{suya.id}/revocar"))
    for que, motivo in (("revocar", "La de NUNEZ, no asistió."), ("sustituir", "Decía «Avila» sin acento.")):
        respuesta = cliente.post(f"/constancias/{suya.id}/{que}", {"nombre": suya.nombre, "motivo": motivo})
        assert respuesta.status_code == 422
        assert "parte de su nombre" in _texto(respuesta)
    sin_el = {"motivo": "No asistió a la última jornada."}
    assert cliente.post(f"/constancias/{suya.id}/revocar", sin_el).status_code == 303
    with transaccion():
        suya.red.responde_contacto = "datos@inst.test"
    cliente.entrar(suya.persona)
    assert 'href="mailto:datos@inst.test"' in cliente.get("/constancias/mias").get_data(as_text=True), (
        "y ella sabe a quién decirle que es un error"
    )


def test_quien_no_tiene_cuenta_baja_la_suya_con_su_enlace_y_nadie_mas(cliente, suya):
    ficha = correos.ficha_de(suya.id)
    assert cliente.get(f"/constancias/con-enlace/{ficha}").data == _pdf(suya)
    for mala in (ficha[:-1], f"{ficha}x", "x"):
        assert cliente.get(f"/constancias/con-enlace/{mala}").status_code == 404


def test_todas_en_un_archivo_sin_juntarlas_en_la_memoria(app, cliente, red, coordinadora, edicion, firmante):
    terminan(edicion, [f.una_persona() for _ in range(6)])
    emitir_todas(app, edicion, 6)
    papeles = [(una.archivo.nombre, una.archivo.huella) for una in consultas.de_edicion(edicion.id)]
    trozos = list(comprimir(papeles))
    assert len(trozos) == 7
    assert max(map(len, trozos)) < 80_000, "cada trozo es un papel"
    cliente.entrar(coordinadora)
    respuesta = cliente.post(f"/constancias/edicion/{edicion.id}/todas")
    import zipfile

    dentro = zipfile.ZipFile(io.BytesIO(respuesta.data))
    assert dentro.testzip() is None
    assert {almacen.huella_de(dentro.read(nombre)) for nombre in dentro.namelist()} == {
        huella for _, huella in papeles
    }


def test_borrado_el_nombre_se_sigue_comprobando(cliente, suya):
    codigo, pdf, firma, publica = suya.codigo, _pdf(suya), suya.firma, suya.llave.publica
    with transaccion():
        operaciones.borrar_nombre(suya)
    guardado = db.session.execute(db.select(Constancia.__table__)).mappings().one()
    crudo = json.dumps({k: str(v) for k, v in guardado.items()}, ensure_ascii=False)
    assert "Ñúñez" not in crudo
    assert codigo not in crudo, "sin el código no hay con qué probar nombres"
    assert suya.archivo is None
    texto = _texto(cliente.get(f"/constancias/verificar/{codigo}"))
    assert "Vigente" in texto
    assert "se borró a petición suya" in texto
    assert "Sí coincide" in _texto(
        cliente.post(f"/constancias/verificar/{codigo}", {"nombre": "María Núñez Avila"})
    )
    assert "No coincide" in _texto(cliente.post(f"/constancias/verificar/{codigo}", {"nombre": "Ana Ruiz"}))
    assert comprobacion.revisar_pdf(pdf).veredicto is comprobacion.Veredicto.ORIGINAL, (
        "el papel sigue siendo el emitido"
    )
    assert (firma, publica) == (suya.firma, suya.llave.publica)


def test_el_nombre_visible_lo_decide_solo_ella(cliente, red, coordinadora, suya):
    cliente.entrar(coordinadora)
    assert cliente.post(f"/constancias/{suya.id}/nombre", {f"c{suya.id}-como": "completo"}).status_code == 404
    db.session.expire_all()
    assert suya.mostrar_nombre is NombreMostrado.INICIALES
    assert cliente.get(f"/constancias/{suya.id}/credencial").status_code == 404
    assert cliente.get(f"/constancias/{suya.id}/papel").status_code == 200
    otra = f.una_integrante(red)
    cliente.entrar(otra)
    assert cliente.get(f"/constancias/{suya.id}/papel").status_code == 404
