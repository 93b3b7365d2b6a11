"""El portafolio: qué falta, quién sube y ve qué, la verificación que lo devuelve o lo pasa, y el archivo que se entrega."""

import io
import zipfile

import pytest
from pypdf import PdfReader

from red.base import db, transaccion
from red.bitacora.modelos import Cambio, Registro
from red.certificacion import operaciones_expediente, portafolio_operaciones
from red.certificacion.modelos import Etapa, EvidenciaDeExpediente, PapelEnExpediente, PiezaDePortafolio
from red.certificacion.operaciones_expediente import DosPapeles, LoLleva
from red.certificacion.portafolio import DE_LA_PLATAFORMA, portafolio_de
from red.errores import NoEncontrado
from tests import fabricas
from tests.archivos.muestras import PDF
from tests.certificacion.escena import Escena
from tests.certificacion.hasta_el_dictamen import completar, integrar
from tests.cliente import Cliente

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

P = PiezaDePortafolio


def _subir(cliente: Cliente, url: str, pieza: PiezaDePortafolio, **otros: object):
    datos = {"pieza": pieza.value, "titulo": "", "archivo": (io.BytesIO(PDF), "mi archivo.pdf"), **otros}
    return cliente.post(f"{url}/portafolio", datos, content_type="multipart/form-data")


def _texto(respuesta) -> str:
    return " ".join(respuesta.get_data(as_text=True).split())


def test_dice_lo_que_falta_y_no_se_integra_incompleto(cliente: Cliente, escena: Escena) -> None:
    e = escena.hasta(Etapa.PORTAFOLIO)
    url = f"/certificacion/expedientes/{e.clave}"
    faltan = {pieza.clase for pieza in portafolio_de(e).faltan}
    assert faltan == {P.CURP, P.IDENTIFICACION, P.DERECHOS, P.PRODUCTO, P.FIRMA, P.FOTOS}
    cliente.entrar(escena.evaluadora)
    assert "Faltan 6 piezas de 12" in _texto(cliente.get(f"{url}/portafolio"))
    cliente.post(f"{url}/portafolio/integrar")
    db.session.refresh(e)
    assert e.etapa is Etapa.PORTAFOLIO, "incompleto no avanza, aunque se pida"
    completar(escena, e)
    assert "pasar a verificación" in _texto(cliente.get(f"{url}/portafolio"))
    cliente.post(f"{url}/portafolio/integrar")
    db.session.refresh(e)
    assert e.etapa is Etapa.VERIFICACION


def test_la_candidata_sube_lo_suyo_y_no_ve_lo_reservado(cliente: Cliente, escena: Escena) -> None:
    e = escena.hasta(Etapa.PORTAFOLIO)
    url = f"/certificacion/expedientes/{e.clave}"
    cliente.entrar(escena.candidata)
    assert _subir(cliente, url, P.CURP).status_code == 303
    assert _subir(cliente, url, P.FOTOS).status_code == 422, "no está entre lo que ella sube"
    cliente.entrar(escena.evaluadora)
    assert (
        _subir(cliente, url, P.PRODUCTO, titulo="Cuestionario con claves", reservada="y").status_code == 303
    )
    suya, reservada = db.session.query(EvidenciaDeExpediente).order_by(EvidenciaDeExpediente.id).all()
    ligas = {uno: f"/archivos/{uno.archivo.clave}" for uno in (suya, reservada)}
    retirar = {uno: f"{url}/portafolio/{uno.id}/retirar" for uno in (suya, reservada)}
    otra = fabricas.una_integrante(escena.red)
    for quien, ve_suya, ve_reservada in (
        (escena.candidata, 200, 404),
        (escena.evaluadora, 200, 200),
        (escena.coordinadora, 200, 200),
        (otra, 404, 404),
    ):
        cliente.entrar(quien)
        assert (cliente.get(ligas[suya]).status_code, cliente.get(ligas[reservada]).status_code) == (
            ve_suya, ve_reservada,
        )  # fmt: skip
    assert cliente.get(f"{url}/portafolio").status_code == 404
    cliente.entrar(escena.candidata)
    assert cliente.post(retirar[reservada]).status_code == 404
    assert cliente.post(retirar[suya]).status_code == 303
    db.session.refresh(suya)
    assert suya.retirada_por_id == escena.candidata.id


def test_quien_preparo_no_entra_al_portafolio_ni_verifica(cliente: Cliente, escena: Escena) -> None:
    e = escena.hasta(Etapa.PORTAFOLIO)
    with transaccion():
        operaciones_expediente.nombrar(
            e.id, escena.capacitadora.id, PapelEnExpediente.CAPACITADORA, escena.coordinadora.id
        )
    cliente.entrar(escena.capacitadora)
    assert cliente.get(f"/certificacion/expedientes/{e.clave}").status_code == 200
    assert cliente.get(f"/certificacion/expedientes/{e.clave}/portafolio").status_code == 404
    for quien in (escena.capacitadora, escena.evaluadora):
        with pytest.raises(DosPapeles), transaccion():
            operaciones_expediente.nombrar(e.id, quien.id, PapelEnExpediente.VERIFICADORA, None)


def test_quien_lleva_el_expediente_no_lo_verifica(escena: Escena) -> None:
    e = escena.hasta(Etapa.PORTAFOLIO)
    verificadora = PapelEnExpediente.VERIFICADORA
    for por in (escena.coordinadora.id, None):
        with pytest.raises(LoLleva), transaccion():
            operaciones_expediente.nombrar(e.id, escena.coordinadora.id, verificadora, por)
    with transaccion():
        operaciones_expediente.nombrar(e.id, escena.verificadora.id, verificadora, escena.coordinadora.id)


def test_con_observaciones_vuelve_se_corrige_y_se_verifica(cliente: Cliente, escena: Escena) -> None:
    e = integrar(escena)
    url = f"/certificacion/expedientes/{e.clave}"
    cliente.entrar(escena.evaluadora)
    assert cliente.get(f"{url}/verificar").status_code == 404
    cliente.entrar(escena.verificadora)
    assert "Escribe qué hay que corregir" in _texto(
        cliente.post(f"{url}/verificar", {"resultado": "con_observaciones"})
    )
    assert "Para darlo por conforme" in _texto(cliente.post(f"{url}/verificar", {"resultado": "conforme"}))
    devuelto = {"resultado": "con_observaciones", "observaciones": "La CURP no se lee"}
    assert cliente.post(f"{url}/verificar", devuelto).status_code == 303
    db.session.refresh(e)
    assert e.etapa is Etapa.PORTAFOLIO
    cliente.entrar(escena.candidata)
    assert "La CURP no se lee" in _texto(cliente.get(f"{url}/portafolio"))
    assert _subir(cliente, url, P.CURP).status_code == 303
    integrar(escena, e)
    cliente.entrar(escena.candidata)
    assert _subir(cliente, url, P.CURP).status_code == 422, "lo que se verifica ya no cambia"
    cliente.entrar(escena.verificadora)
    todo = [pieza.clase.value for pieza in portafolio_operaciones.por_revisar(e)]
    assert cliente.post(f"{url}/verificar", {"resultado": "conforme", "revisado": todo}).status_code == 303
    db.session.refresh(e)
    assert e.etapa is Etapa.DICTAMEN
    assert len(portafolio_de(e).faltan) == 0


def test_verifica_quien_sigue_siendolo(escena: Escena) -> None:
    e = integrar(escena)
    with pytest.raises(NoEncontrado), transaccion():
        portafolio_operaciones.verificar(e.id, escena.evaluadora.id, {}, conforme=True)


def test_se_entrega_en_su_orden_y_consta_quien_se_lo_llevo(cliente: Cliente, escena: Escena) -> None:
    e = integrar(escena)
    url = f"/certificacion/expedientes/{e.clave}/portafolio.zip"
    cliente.entrar(escena.candidata)
    assert cliente.post(url).status_code == 404
    cliente.entrar(escena.coordinadora)
    respuesta = cliente.post(url)
    assert respuesta.status_code == 200
    with zipfile.ZipFile(io.BytesIO(respuesta.get_data())) as paquete:
        nombres = paquete.namelist()
        assert nombres == sorted(nombres)
        assert [nombre.partition("-")[0] for nombre in nombres[1:]] == [
            "1.02", "1.03", "1.05", "2.03", "4.01", "4.03",
        ]  # fmt: skip
        assert paquete.read(nombres[1]) == PDF
        hojas = PdfReader(io.BytesIO(paquete.read(nombres[0]))).pages
    dicho = " ".join(" ".join(hoja.extract_text() for hoja in hojas).split())
    for pieza in portafolio_de(e).piezas:
        assert pieza.clase.etiqueta in dicho
        if pieza.clase in DE_LA_PLATAFORMA and pieza.esta:
            assert f"{pieza.numero} {pieza.clase.etiqueta}" in dicho
    assert escena.candidata.nombre_completo in dicho
    assert "OEAL800101MJCRRZ09" in dicho
    respuesta.close()
    leidos = db.session.query(Registro).filter_by(cambio=Cambio.LEER, tabla="expediente", fila_id=e.id).all()
    assert [uno.quien_id for uno in leidos] == [escena.coordinadora.id]
