"""El camino de una lista en las páginas: subir, revisar, decidir, aplicar y deshacer; y lo ajeno, que no existe."""

import io

import pytest
from flask import Flask
from sqlalchemy import select

from red.base import db
from red.bitacora.modelos import Cambio, Registro
from red.importacion.hojas import a_xlsx
from red.importacion.lectura.proceso import leer
from red.importacion.modelos import Destino, EstadoPlan, PlanDeImportacion, Que
from red.personas.modelos import Persona
from tests import fabricas
from tests.cliente import Cliente
from tests.importacion.apoyo import ENCABEZADOS, libro, planear, renglones, texto, una

QUE = {"que": "personas"}


@pytest.fixture
def red(app: Flask):
    tesoreria = fabricas.una_institucion(nombre="Tesorería", siglas="TM")
    return fabricas.una_red(instituciones=[tesoreria])


def _subir(cliente: Cliente, red, datos: bytes, nombre: str = "lista.xlsx") -> int:
    respuesta = cliente.post(
        "/importacion/nueva", {**QUE, "red": red.clave, "archivo": (io.BytesIO(datos), nombre)}
    )
    assert respuesta.status_code == 303, respuesta.get_data(as_text=True)
    return int(respuesta.headers["Location"].split("/")[2])


def _mapeo(plan: PlanDeImportacion) -> dict[str, str]:
    return {clave: f"c{columna}" for clave, columna in plan.columnas.items()} | {"apellidos_primero": "no"}


def test_el_camino_entero(red, cliente: Cliente) -> None:
    cliente.entrar(fabricas.una_coordinadora(red))
    assert "Importar una lista" in cliente.get("/importacion/").get_data(as_text=True)
    cliente.get("/importacion/nueva")
    id = _subir(cliente, red, libro(ENCABEZADOS, una(), una("sin-arroba")))
    pagina = cliente.get(f"/importacion/{id}/columnas").get_data(as_text=True)
    assert "Correo electrónico" in pagina
    plan = db.session.get_one(PlanDeImportacion, id)
    assert cliente.post(f"/importacion/{id}/columnas", _mapeo(plan)).status_code == 303
    pagina = cliente.get(f"/importacion/{id}").get_data(as_text=True)
    assert "Aplicar 1 cambio" in pagina
    assert "El correo no está completo" in pagina
    cliente.post(f"/importacion/{id}/aplicar")
    assert db.session.scalars(select(Persona.correo).where(Persona.correo == "ana@ejemplo.test")).all()
    cliente.get(f"/importacion/{id}/deshacer")
    cliente.post(f"/importacion/{id}/deshacer")
    assert not db.session.scalars(select(Persona.correo).where(Persona.correo == "ana@ejemplo.test")).all()
    deshecho = cliente.get(f"/importacion/{id}").get_data(as_text=True)
    assert "Todo quedó como estaba" in deshecho
    assert "Se había registrado" in deshecho
    assert "Se registra" not in deshecho
    assert "1 renglón no entró como estaba" in deshecho


def test_lo_que_no_cambia_nada_no_esta_listo_para_aplicarse(red, cliente: Cliente) -> None:
    cliente.entrar(fabricas.una_coordinadora(red))
    cambia, no_cambia = (
        planear(libro(ENCABEZADOS, una(correo)), red=red) for correo in ("ana@ejemplo.test", "sin-arroba")
    )
    assert "Listo para aplicarse" in cliente.get(f"/importacion/{cambia.id}").get_data(as_text=True), (
        "el control"
    )
    sin_nada = cliente.get(f"/importacion/{no_cambia.id}").get_data(as_text=True)
    assert "No hay nada que aplicar" in sin_nada
    assert "Listo para aplicarse" not in sin_nada


def test_los_que_hay_que_corregir_vuelven_como_venian(red, cliente: Cliente) -> None:
    cliente.entrar(fabricas.una_coordinadora(red))
    datos = texto(
        ["Notas", *ENCABEZADOS],
        ["ñandú", *una("sin-arroba")],
        ["x", *una()],
        separador=";",
        codificacion="cp1252",
    )
    plan = planear(datos, red=red, archivo="lista.csv")
    respuesta = cliente.get(f"/importacion/{plan.id}/con-error")
    assert respuesta.headers["Content-Type"] == "text/csv; charset=windows-1252"
    recibido = respuesta.get_data().decode("cp1252").splitlines()
    assert recibido[0] == ";".join(["Notas", *ENCABEZADOS, "error"])
    assert recibido[1].startswith("ñandú;Ana;Ruiz;Soto;sin-arroba;")
    assert "El correo no está completo" in recibido[1]
    assert len(recibido) == 2


def test_quien_se_parece_espera_una_decision(red, cliente: Cliente) -> None:
    cliente.entrar(fabricas.una_coordinadora(red))
    lugar = db.session.scalars(
        select(fabricas.Institucion).where(fabricas.Institucion.nombre == "Tesorería")
    ).one()
    ya = fabricas.una_persona(
        nombre="Ana", primer_apellido="Ruiz", segundo_apellido="Soto", correo="otra@ejemplo.test"
    )
    fabricas.una_adscripcion(ya, lugar)
    plan = planear(libro(ENCABEZADOS, una(desde="")), red=red)
    assert renglones(plan)[0].destino is Destino.YA_EXISTE
    id, numero = plan.id, renglones(plan)[0].numero
    assert "Decidirlos" in cliente.get(f"/importacion/{id}").get_data(as_text=True)
    cliente.post(f"/importacion/{id}/aplicar")
    assert db.session.get_one(PlanDeImportacion, id).estado is EstadoPlan.LISTO
    cliente.post(f"/importacion/{id}/decidir", {"numero": numero, "decision": f"usar:{ya.id}"})
    assert renglones(plan)[0].destino is Destino.ACTUALIZA
    cliente.post(f"/importacion/{id}/decidir", {"numero": numero, "decision": "crear"})
    assert renglones(plan)[0].destino is Destino.NUEVA
    cliente.post(f"/importacion/{id}/decidir", {"numero": numero, "decision": "omitir"})
    assert renglones(plan)[0].destino is Destino.OMITIDA
    cliente.post(f"/importacion/{id}/decidir", {"numero": numero, "decision": ""})
    assert renglones(plan)[0].destino is Destino.YA_EXISTE
    cliente.post(f"/importacion/{id}/decidir", {"destino": "ya_existe", "decision": "usar"})
    cliente.post(f"/importacion/{id}/aplicar")
    db.session.expire_all()
    assert ya.correo == "ana@ejemplo.test"


def test_un_archivo_que_no_se_puede_leer_dice_por_que(red, cliente: Cliente) -> None:
    cliente.entrar(fabricas.una_coordinadora(red))
    respuesta = cliente.post(
        "/importacion/nueva", {**QUE, "red": red.clave, "archivo": (io.BytesIO(b"%PDF-1.7 x"), "lista.pdf")}
    )
    assert respuesta.status_code == 422
    assert "es un PDF" in respuesta.get_data(as_text=True)


def test_leer_el_archivo_no_espera_a_quien_escribe_ni_lo_hace_esperar(red, cliente: Cliente) -> None:
    cliente.entrar(fabricas.una_coordinadora(red))
    cliente.get("/importacion/nueva")
    datos = {**QUE, "red": red.clave, "archivo": (io.BytesIO(b"%PDF-1.7 x"), "lista.pdf")}
    with db.engine.connect().execution_options(escribe=True) as otra, otra.begin():
        otra.execute(select(PlanDeImportacion.id))
        respuesta = cliente.post("/importacion/nueva", datos)
    assert "es un PDF" in respuesta.get_data(as_text=True), (
        "Se leyó aunque otra persona tiene el turno de escribir"
    )


@pytest.mark.parametrize(
    ("decision", "numero"),
    [
        ("usar:99999999999999999999", "2"),
        ("usar:²", "2"),
        ("usar:-1", "2"),
        ("omitir", "99999999999999999999"),
        ("omitir", "²"),
    ],
)
def test_una_decision_imposible_no_rompe_nada(red, cliente: Cliente, decision: str, numero: str) -> None:
    cliente.entrar(fabricas.una_coordinadora(red))
    plan = planear(libro(ENCABEZADOS, una()), red=red)
    datos = {"decision": decision, "numero": numero, "pagina": "99999999999999999999"}
    assert cliente.post(f"/importacion/{plan.id}/decidir", datos).status_code == 303
    assert [r.destino for r in renglones(plan)] == [Destino.NUEVA]


@pytest.mark.parametrize("hoja", ["Personal/2024", "[Lista]", "'x'", "History", "?*:", "L" * 40])
def test_los_que_hay_que_corregir_vuelven_se_llame_como_se_llame_su_hoja(red, hoja: str) -> None:
    datos = a_xlsx(ENCABEZADOS, [una("sin-arroba")], hoja)
    assert leer(datos, "l.xlsx", 5).total == 2


def test_el_sitio_y_el_correo_de_una_institucion_se_comprueban(red) -> None:
    plan = planear(
        libro(
            ["Nombre", "Sitio", "Correo electrónico", "Siglas"],
            ["Uno", "javascript:alert(1)", "", ""],
            ["Dos", "javascript://ejemplo.mx/%0aalert(1)", "", ""],
            ["Tres", "", "no es correo", ""],
            ["Cuatro", "", "", "S" * 31],
            ["Cinco", "www.ejemplo.gob.mx", "hola@ejemplo.test", "C"],
        ),
        que=Que.INSTITUCIONES,
        red=red,
    )
    assert [r.columna for r in renglones(plan)] == ["sitio", "sitio", "correo", "siglas", None]
    assert renglones(plan)[4].efectos[0][2]["sitio"] == "https://www.ejemplo.gob.mx"


def test_la_coordinadora_de_otra_red_no_encuentra_el_plan(red, cliente: Cliente) -> None:
    plan = planear(libro(ENCABEZADOS, una(nombre="Canaria")), red=red)
    id = plan.id
    otra = fabricas.una_coordinadora(fabricas.una_red())
    cliente.entrar(otra)
    for pagina in ("", "/columnas", "/con-error", "/deshacer", "/descartar"):
        assert cliente.get(f"/importacion/{id}{pagina}").status_code == 404
    for acto in ("columnas", "decidir", "preparar", "aplicar", "deshacer", "descartar"):
        assert cliente.post(f"/importacion/{id}/{acto}").status_code == 404
    assert "lista.xlsx" not in cliente.get("/importacion/").get_data(as_text=True)
    db.session.expire_all()
    assert db.session.get_one(PlanDeImportacion, id).estado is EstadoPlan.LISTO


def test_no_se_importa_para_una_red_ajena(red, cliente: Cliente) -> None:
    ajena = fabricas.una_red()
    cliente.entrar(fabricas.una_coordinadora(red))
    respuesta = cliente.post(
        "/importacion/nueva",
        {**QUE, "red": ajena.clave, "archivo": (io.BytesIO(libro(ENCABEZADOS, una())), "l.xlsx")},
    )
    assert respuesta.status_code in {404, 422}
    assert not db.session.scalars(select(PlanDeImportacion)).all()


def test_si_algo_cambio_el_plan_caduca_y_se_vuelve_a_preparar(red, cliente: Cliente) -> None:
    cliente.entrar(fabricas.una_coordinadora(red))
    id = planear(libro(ENCABEZADOS, una()), red=red).id
    fabricas.una_persona(correo="ana@ejemplo.test")
    respuesta = cliente.post(f"/importacion/{id}/aplicar", sigue=True)
    assert "Algo cambió desde que se preparó" in respuesta.get_data(as_text=True)
    db.session.expire_all()
    assert db.session.get_one(PlanDeImportacion, id).estado is EstadoPlan.CADUCO
    cliente.post(f"/importacion/{id}/preparar")
    db.session.expire_all()
    plan = db.session.get_one(PlanDeImportacion, id)
    assert plan.estado is EstadoPlan.LISTO
    assert renglones(plan)[0].destino is Destino.CON_ERROR


@pytest.mark.parametrize("que", ["personas", "instituciones", "unidades"])
def test_lo_que_se_exporta_queda_anotado(red, cliente: Cliente, que: str) -> None:
    quien = fabricas.una_coordinadora(red)
    cliente.entrar(quien)
    cliente.get(f"/importacion/exportar/{que}")
    datos = {"red": red.clave, "formato": "csv", "motivo": "Para la reunión mensual"}
    respuesta = cliente.post(f"/importacion/exportar/{que}", datos)
    assert respuesta.mimetype == "text/csv"
    anotado = db.session.scalars(select(Registro).where(Registro.cambio == Cambio.LEER)).one()
    assert anotado.quien_id == quien.id
    assert anotado.cambios["motivo"] == [None, "Para la reunión mensual"]


@pytest.mark.parametrize("que", ["personas", "instituciones", "designaciones", "vinculos"])
@pytest.mark.parametrize("formato", ["xlsx", "csv"])
def test_cada_plantilla_se_puede_volver_a_subir(red, cliente: Cliente, que: str, formato: str) -> None:
    cliente.entrar(fabricas.una_coordinadora(red))
    plantilla = cliente.get(f"/importacion/plantilla?que={que}&formato={formato}").get_data()
    from red.importacion.columnas import faltan
    from red.importacion.modelos import Que

    plan = planear(plantilla, Que(que), red, archivo=f"p.{formato}")
    assert not faltan(plan.que, plan.columnas)
    assert plan.renglones == 1


def test_el_borrador_se_descarta_y_no_guarda_nada(red, cliente: Cliente) -> None:
    cliente.entrar(fabricas.una_coordinadora(red))
    id = planear(libro(ENCABEZADOS, una()), red=red).id
    cliente.get(f"/importacion/{id}/descartar")
    cliente.post(f"/importacion/{id}/descartar")
    assert cliente.get(f"/importacion/{id}").status_code == 404
    assert not renglones(db.session.get_one(PlanDeImportacion, id))


def test_una_lista_grande_se_trabaja_en_segundo_plano_y_se_ve_como_va(
    red, cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    from red.importacion import operaciones
    from red.importacion.trabajos import anotar_avance, atender_importaciones

    monkeypatch.setattr(operaciones, "GRANDE", 1)
    cliente.entrar(fabricas.una_coordinadora(red))
    id = _subir(cliente, red, libro(ENCABEZADOS, una(), una("eva@ejemplo.test", nombre="Eva")))
    cliente.post(f"/importacion/{id}/columnas", _mapeo(db.session.get_one(PlanDeImportacion, id)))
    pagina = cliente.get(f"/importacion/{id}").get_data(as_text=True)
    assert "Se está preparando" in pagina
    assert "Actualizar" in pagina
    anotar_avance(id, 1)
    assert "<strong>50</strong> de 100" in cliente.get(f"/importacion/{id}").get_data(as_text=True)
    atender_importaciones()
    cliente.post(f"/importacion/{id}/aplicar")
    assert "Se está aplicando" in cliente.get(f"/importacion/{id}").get_data(as_text=True)
    atender_importaciones()
    assert "Se aplicó el" in cliente.get(f"/importacion/{id}").get_data(as_text=True)
    cliente.post(f"/importacion/{id}/deshacer")
    atender_importaciones()
    assert "Todo quedó como estaba" in cliente.get(f"/importacion/{id}").get_data(as_text=True)


def test_lo_que_se_dijo_de_las_columnas_se_recuerda_en_esa_oficina(red, cliente: Cliente) -> None:
    raros = ["A", "B", "C", "D"]
    fila = ["Ana", "Ruiz", "ana@ejemplo.test", "x"]
    plan = planear(libro(raros, fila), red=red, nombre=0, primer_apellido=1, correo=2)
    assert renglones(plan)[0].destino is Destino.NUEVA
    cliente.entrar(fabricas.una_coordinadora(red))
    id = _subir(cliente, red, libro(raros, fila))
    assert db.session.get_one(PlanDeImportacion, id).columnas == {
        "nombre": 0,
        "primer_apellido": 1,
        "correo": 2,
    }
    otra = fabricas.una_red()
    cliente.entrar(fabricas.una_coordinadora(otra))
    id = _subir(cliente, otra, libro(raros, fila))
    assert db.session.get_one(PlanDeImportacion, id).columnas == {}
