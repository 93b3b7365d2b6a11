"""Las páginas de la asistencia: pasar lista, leer códigos y la hoja firmada."""

import io
import re
from datetime import timedelta
from zipfile import ZipFile

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from red.asistencias import consultas, firmas, operaciones, operaciones_de_visitas
from red.asistencias.modelos import Asistencia, EstadoAsistencia, MarcaDeAsistencia
from red.asistencias.operaciones import Dicho, Quien
from red.base import db, transaccion
from red.formacion import imparticion
from red.reloj import ahora
from tests import fabricas
from tests.asistencias.conftest import Aula, con_lugar, una_jornada
from tests.cliente import Cliente

PRESENTE = EstadoAsistencia.PRESENTE


def texto(respuesta) -> str:
    return " ".join(respuesta.get_data(as_text=True).split())


def estado_de(aula: Aula, persona) -> EstadoAsistencia | None:
    db.session.rollback()
    una = consultas.asistencia_de(aula.jornada.id, persona.id, None)
    return una.estado if una else None


def cuantas(modelo) -> int:
    db.session.rollback()
    return db.session.query(modelo).count()


def personal(aula: Aula, persona, app: Flask) -> str:
    inscripcion = aula.inscripcion(persona)
    return firmas.codigo_personal(app.config["SECRET_KEY"], inscripcion.id, aula.edicion.id, persona.id)


def test_quien_imparte_pasa_lista_de_su_edicion_y_de_ninguna_otra(aula: Aula, cliente: Cliente):
    otra = fabricas.una_edicion(aula.red)
    ajena = una_jornada(otra, ahora())
    cliente.entrar(aula.imparte)
    inicio = texto(cliente.get("/asistencias/"))
    assert "Pasar lista" in inicio
    url = f"/asistencias/jornadas/{aula.jornada.id}"
    assert cliente.post(f"{url}/marcar", {"marca": f"p{aula.ana.id}:presente"}).status_code == 303
    assert estado_de(aula, aula.ana) is PRESENTE
    assert cliente.get(f"/asistencias/jornadas/{ajena.id}").status_code == 404
    assert cliente.get(f"{url}/reabrir").status_code in {403, 404}
    with transaccion():
        imparticion.retirar(imparticion.de_edicion(aula.edicion.id)[0].id, "Cambió")
    assert cliente.get(url).status_code == 404, "quien deja de impartir deja de ver la lista"
    cliente.entrar(aula.ana)
    assert cliente.get(url).status_code == 404
    assert cliente.post(f"{url}/marcar", {"marca": f"p{aula.ana.id}:presente"}).status_code == 404


def test_lo_que_imparto_cuesta_lo_mismo_con_una_edicion_que_con_cinco(aula: Aula, cliente: Cliente):
    def consultas_de_la_pagina() -> int:
        hechas: list[str] = []
        contar = lambda *dicho: hechas.append(dicho[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", contar)
        assert "Lo que imparto" in texto(cliente.get("/asistencias/"))
        event.remove(db.engine, "before_cursor_execute", contar)
        return len(hechas)

    cliente.entrar(aula.imparte)
    una = [consultas_de_la_pagina() for _ in range(2)][1]  # la primera además lee quién es
    for _ in range(4):
        otra = fabricas.una_edicion(aula.red, curso=aula.edicion.curso)
        una_jornada(otra, ahora() - timedelta(days=2))
        with transaccion():
            imparticion.agregar(otra.id, aula.imparte.id, "Consultora")
    assert [consultas_de_la_pagina() for _ in range(2)][1] == una


def test_en_la_lista_quien_imparte_no_tiene_botones_para_si_misma(aula: Aula, cliente: Cliente):
    con_lugar(aula.edicion, aula.imparte, 3)
    cliente.entrar(aula.imparte)
    url, suya = f"/asistencias/jornadas/{aula.jornada.id}", f"p{aula.imparte.id}"
    pagina = texto(cliente.get(url))
    assert f'value="p{aula.ana.id}:presente"' in pagina
    assert f'value="{suya}:presente"' not in pagina
    assert "La tuya la anotas con el código de la sala" in pagina
    respuesta = cliente.post(f"{url}/marcar", {"marca": f"{suya}:presente"})
    assert respuesta.status_code == 422
    assert "no la anotas tú" in texto(respuesta)
    hoja = texto(cliente.get(f"{url}/hoja"))
    assert f"p{aula.ana.id}_estado" in hoja
    assert f"{suya}_estado" not in hoja
    assert "Tu renglón no está en esta hoja" in hoja


def test_leer_el_codigo_de_una_persona_no_cambia_nada_y_un_toque_si(aula: Aula, cliente: Cliente, app: Flask):
    url = f"/asistencias/persona/{personal(aula, aula.ana, app)}"
    cliente.entrar(aula.imparte)
    assert "Ana Ruiz" in texto(cliente.get(url))
    assert cuantas(Asistencia) == 0
    cliente.post(url)
    assert estado_de(aula, aula.ana) is PRESENTE
    cliente.post(url)
    assert cuantas(MarcaDeAsistencia) == 1, "leerlo dos veces seguidas no anota dos veces"
    with time_machine.travel(ahora() + timedelta(hours=2), tick=False):
        assert "Anotar su salida" in texto(cliente.get(url))
        cliente.post(url, {"que": "salida"})
    db.session.rollback()
    assert consultas.asistencia_de(aula.jornada.id, aula.ana.id, None).salida is not None


def test_a_quien_no_imparte_el_codigo_no_le_dice_nada(aula: Aula, cliente: Cliente, app: Flask):
    bueno = personal(aula, aula.ana, app)
    malo = bueno[:-1] + ("A" if bueno[-1] != "A" else "B")
    for quien in (aula.ana, aula.luz, fabricas.una_integrante(fabricas.una_red())):
        cliente.entrar(quien)
        paginas = {_sin_ficha(cliente.get(f"/asistencias/persona/{c}")) for c in (bueno, malo, "1.x", "zzz")}
        assert len(paginas) == 1
        assert "Ana Ruiz" not in paginas.pop().partition("<main")[2]
        assert cliente.post(f"/asistencias/persona/{bueno}").status_code == 404
    assert cuantas(Asistencia) == 0
    cliente.navegador.delete_cookie("sesion")


def _sin_ficha(respuesta) -> str:
    assert respuesta.status_code == 404
    return re.sub(r'value="[^"]*"', "", respuesta.get_data(as_text=True))


def test_el_codigo_de_la_sala_anota_a_quien_esta_y_la_foto_que_se_manda_despues_no(
    aula: Aula, cliente: Cliente, app: Flask
):
    cliente.entrar(aula.imparte)
    pantalla = cliente.get(f"/asistencias/jornadas/{aula.jornada.id}/pantalla")
    assert 1 <= int(pantalla.headers["Refresh"]) <= 31
    foto = f"/asistencias/sala/{firmas.codigo_de_sala(app.config['SECRET_KEY'], aula.jornada.id, ahora())}"
    cliente.entrar(aula.ana)
    pagina = texto(cliente.get(foto))
    pase = re.search(r'name="pase" value="([^"]+)"', pagina)[1]
    assert cuantas(Asistencia) == 0, "leer no anota"
    cliente.entrar(aula.luz)
    assert cliente.post("/asistencias/sala", {"pase": pase}).status_code == 404, "el pase de otra no sirve"
    cliente.entrar(aula.ana)
    assert cliente.post("/asistencias/sala", {"pase": pase}).status_code == 303
    assert estado_de(aula, aula.ana) is PRESENTE
    cliente.entrar(aula.luz)
    assert cliente.get(foto).status_code == 200, "quien está en la sala la lee a tiempo"
    with time_machine.travel(ahora() + timedelta(seconds=100), tick=False):
        assert cliente.get(foto).status_code == 404, "la misma foto, minuto y medio después, no sirve"
    cliente.entrar(fabricas.una_integrante(aula.red))
    assert cliente.get(foto).status_code == 404, "sin lugar no hay asistencia que anotar"


def test_las_cifras_de_la_sala_se_prueban_pocas_veces(aula: Aula, cliente: Cliente, app: Flask):
    cliente.entrar(aula.ana)
    buenas = firmas.cifras(app.config["SECRET_KEY"], aula.jornada.id, ahora())
    assert "Ya llegué" in texto(cliente.post("/asistencias/codigo", {"cifras": f"{buenas[:3]} {buenas[3:]}"}))
    malas = f"{(int(buenas) + 7) % 10**6:06d}"
    respuestas = [cliente.post("/asistencias/codigo", {"cifras": malas}).status_code for _ in range(7)]
    assert respuestas == [422] * 6 + [429]


def test_la_camara_se_deja_usar_sólo_donde_se_leen_codigos(aula: Aula, cliente: Cliente):
    cliente.entrar(aula.imparte)
    url = f"/asistencias/jornadas/{aula.jornada.id}"
    assert "camera=(self)" in cliente.get(f"{url}/escanear").headers["Permissions-Policy"]
    assert "camera=()" in cliente.get(url).headers["Permissions-Policy"]


def test_las_marcas_que_esperaban_llegan_en_orden_y_una_sola_vez(aula: Aula, cliente: Cliente, app: Flask):
    cliente.entrar(aula.imparte)
    url = f"/asistencias/jornadas/{aula.jornada.id}/marcas"
    marcas = [
        {"clave": "a" * 32, "quien": f"p{aula.ana.id}", "estado": "falta", "hace": 60000},
        {"clave": "b" * 32, "quien": f"p{aula.ana.id}", "estado": "presente", "hace": 30000},
        {"clave": "c" * 32, "codigo": personal(aula, aula.luz, app), "hace": 20000},
        {"clave": "d" * 32, "quien": "p2147483647", "estado": "presente", "hace": 0},
        {"clave": "no", "quien": 3},
        "basura",
    ]
    ficha = {"X-CSRFToken": cliente.ficha()}
    primera = cliente.navegador.post(url, json={"marcas": marcas}, headers=ficha)
    assert [m["ok"] for m in primera.json["marcas"]] == [True, True, True, False, False, False]
    assert estado_de(aula, aula.ana) is PRESENTE
    assert primera.json["cuentas"]["presentes"] == 2
    segunda = cliente.navegador.post(url, json={"marcas": marcas[:3]}, headers=ficha)
    assert [m["nueva"] for m in segunda.json["marcas"]] == [False] * 3
    assert cuantas(MarcaDeAsistencia) == 3
    assert cliente.navegador.post(url, json={"marcas": marcas[:1]}).status_code == 400, (
        "sin ficha no se recibe"
    )
    assert cliente.navegador.post(url, json={"marcas": marcas[:1] * 201}, headers=ficha).status_code == 400


def test_la_hoja_se_guarda_de_una_vez_y_no_pisa_lo_que_otra_persona_marco(aula: Aula, cliente: Cliente):
    cliente.entrar(aula.imparte)
    url = f"/asistencias/jornadas/{aula.jornada.id}/hoja"
    como_estaba = re.search(
        r'name="como_estaba"[^>]*value="([^"]*)"', cliente.get(url).get_data(as_text=True)
    )
    datos = {
        "como_estaba": como_estaba[1].replace("&#34;", '"'),
        f"p{aula.ana.id}_estado": "presente",
        f"p{aula.luz.id}_estado": "justificada",
    }
    sin_motivo = cliente.post(url, datos)
    assert sin_motivo.status_code == 422
    assert cuantas(Asistencia) == 0, "todo o nada"
    with transaccion():
        operaciones.marcar(
            aula.jornada.id, aula.ana.id, None, Dicho(EstadoAsistencia.FALTA), Quien(None, coordina=True)
        )
    datos[f"p{aula.luz.id}_motivo"] = "Oficio de comisión"
    choque = cliente.post(url, datos)
    assert choque.status_code == 422
    assert "Todavía no guardamos nada" in texto(choque)
    assert estado_de(aula, aula.ana) is EstadoAsistencia.FALTA
    ahora_si = re.search(r'name="como_estaba"[^>]*value="([^"]*)"', choque.get_data(as_text=True))
    datos["como_estaba"] = ahora_si[1].replace("&#34;", '"')
    assert cliente.post(url, datos).status_code == 303
    assert estado_de(aula, aula.ana) is PRESENTE
    assert estado_de(aula, aula.luz) is EstadoAsistencia.JUSTIFICADA


def test_lo_que_se_lleva_en_una_hoja_de_calculo_son_textos(aula: Aula, cliente: Cliente):
    with transaccion():
        operaciones_de_visitas.anotar_visita(aula.jornada.id, "=1+1", "@SUMA", None, Quien(aula.imparte.id))
    cliente.entrar(aula.imparte)
    contenido = cliente.post(f"/asistencias/ediciones/{aula.edicion.id}/asistencia.xlsx").data
    with ZipFile(io.BytesIO(contenido)) as libro:
        hojas = "".join(libro.read(n).decode() for n in libro.namelist() if "worksheets/" in n)
        textos = libro.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in hojas
    assert "=1+1" in textos
    assert "Ana Ruiz" in textos


def test_la_hoja_para_firmar_es_un_pdf_accesible_con_todas_las_personas(aula: Aula, cliente: Cliente):
    cliente.entrar(aula.imparte)
    respuesta = cliente.get(f"/asistencias/jornadas/{aula.jornada.id}/hoja.pdf")
    assert respuesta.mimetype == "application/pdf"
    assert b"pdfuaid" in respuesta.data or b"StructTreeRoot" in respuesta.data


@pytest.mark.parametrize("quien", ["imparte", "coordina"])
def test_la_coordinacion_reconoce_a_la_visita_y_quien_imparte_no(aula: Aula, cliente: Cliente, quien: str):
    with transaccion():
        visita = operaciones_de_visitas.anotar_visita(
            aula.jornada.id, "Rosa Elena Prado Mora", "Cultura", "rosa@ejemplo.test", Quien(aula.imparte.id)
        )
    rosa = fabricas.una_integrante(
        aula.red, nombre="Rosa Elena", primer_apellido="Prado", segundo_apellido="Mora"
    )
    url = f"/asistencias/visitas/{visita.id}/reconocer"
    if quien == "imparte":
        cliente.entrar(aula.imparte)
        assert cliente.get(url).status_code in {403, 404}
        return
    cliente.entrar(fabricas.una_coordinadora(aula.red))
    assert rosa.clave in cliente.get(url).get_data(as_text=True), "se propone a quien se le parece"
    assert cliente.post(url, {"persona": rosa.clave}).status_code == 303
    assert consultas.horas_de(aula.edicion.id)[rosa.id].presentes == {aula.jornada.id}
