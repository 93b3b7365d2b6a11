"""El mismo camino para todas: la página, quien coordina, muchas de una vez, otro programa y la consola; y sus excepciones."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from red.avisos.consultas import gastadas_de
from red.avisos.lotes import contar_uno, tope_de
from red.avisos.modelos import Aviso
from red.base import db, transaccion
from red.bitacora.modelos import Registro
from red.formacion import consultas, de_una_vez, espera, operaciones, reglas
from red.formacion.errores import FaltaJefatura, NoCumpleRequisitos, NoPuedePasar
from red.formacion.modelos import ClaseDeRequisito, Edicion, EstadoInscripcion, Inscripcion, RequisitoDeCurso
from red.formacion.operaciones import Excepcion, Exceptuable, FaltaMotivo, InscripcionCerrada
from red.invitaciones.direcciones import leer_direcciones
from red.personas.modelos import Persona
from red.redes.consultas import membresia_abierta
from red.redes.membresias import concluir
from red.redes.modelos import Red
from red.reloj import hoy
from tests import fabricas
from tests.cliente import Cliente
from tests.formacion.apoyo import ficha, ocupar, texto
from tests.formacion.test_lugares import correos
from tests.formacion.test_ofertas import enlace_de


def poner(edicion: Edicion, **cambios: object) -> None:
    with transaccion():
        reglas.poner_reglas(edicion.id, reglas.Reglas(**cambios))  # type: ignore[arg-type]


def inscribir(edicion: Edicion, persona: Persona, **opciones: object) -> operaciones.Peticion:
    with transaccion():
        return operaciones.inscribir(edicion.id, persona.id, **opciones)  # type: ignore[arg-type]


# ------------------------------------------------------------------ El visto bueno


def test_sin_el_visto_bueno_no_hay_lugar_y_con_el_se_recibe(red: Red, ana: Persona, cliente: Cliente) -> None:
    edicion = fabricas.una_edicion(red, cupo=5)
    poner(edicion, pide_visto_bueno=True)
    cliente.entrar(ana)
    assert "Escribe el correo de tu jefatura" in texto(cliente.post(f"{ficha(edicion)}/inscribirme"))
    suya = ana.correo
    assert "no la tuya" in texto(cliente.post(f"{ficha(edicion)}/inscribirme", {"jefatura_correo": suya}))
    cliente.post(f"{ficha(edicion)}/inscribirme", {"jefatura_correo": "jefa@ejemplo.test"})
    pedida = consultas.inscripcion_viva(edicion.id, ana.id)
    assert pedida is not None
    assert pedida.estado is EstadoInscripcion.POR_APROBAR
    assert "jefa@ejemplo.test" in texto(cliente.get(ficha(edicion)))
    anterior = enlace_de("formacion_visto_bueno")
    cliente.post(f"/formacion/inscripciones/{pedida.id}/jefatura", {"jefatura_correo": "otra@ejemplo.test"})
    cliente.get(anterior)
    assert cliente.get("/formacion/visto-bueno").status_code == 410, (
        "El enlace a la primera dirección ya no sirve"
    )
    cliente.get(enlace_de("formacion_visto_bueno"))
    assert ana.nombre_visible in texto(cliente.get("/formacion/visto-bueno"))
    db.session.refresh(pedida)
    assert pedida.falta_visto_bueno, "Abrir el enlace no responde nada"
    assert cliente.post("/formacion/visto-bueno", {"respuesta": "no"}).status_code == 422
    assert cliente.post("/formacion/visto-bueno", {"respuesta": "si"}).status_code == 303
    db.session.refresh(pedida)
    assert (pedida.lugar, pedida.visto_bueno_en is not None) == (1, True)
    assert correos(pedida).count("con_lugar") == 1


def test_si_ya_no_se_pide_visto_bueno_a_quien_lo_esperaba_se_le_escribe_donde_quedo(red: Red) -> None:
    edicion = fabricas.una_edicion(red, cupo=1)
    poner(edicion, pide_visto_bueno=True)
    primera, segunda = ocupar_con_jefatura(edicion, red, 2)
    poner(edicion, pide_visto_bueno=False)
    assert (primera.lugar, segunda.estado) == (1, EstadoInscripcion.EN_ESPERA)
    assert correos(primera)[-1] == "lugar_liberado"
    assert correos(segunda) == ["visto_bueno", "por_aprobar", "en_espera"]
    poner(edicion, pide_visto_bueno=False)
    assert correos(segunda).count("en_espera") == 1, "Sin cambio no se escribe otra vez"


def ocupar_con_jefatura(edicion: Edicion, red: Red, cuantas: int) -> list[Inscripcion]:
    """Otras personas piden lugar, cada una con el correo de su jefatura."""
    personas = [fabricas.una_integrante(red) for _ in range(cuantas)]
    return [
        inscribir(edicion, persona, jefatura=f"jefa{n}@ejemplo.test").inscripcion
        for n, persona in enumerate(personas)
    ]


def test_a_una_direccion_se_le_pide_a_lo_mas_tres_veces_al_dia(red: Red) -> None:
    edicion = fabricas.una_edicion(red, cupo=9)
    poner(edicion, pide_visto_bueno=True)
    personas = [fabricas.una_integrante(red) for _ in range(4)]
    for persona in personas[:3]:
        inscribir(edicion, persona, jefatura="jefa@ejemplo.test")
    with pytest.raises(FaltaJefatura, match="varias veces hoy"):
        inscribir(edicion, personas[3], jefatura="jefa@ejemplo.test")


def test_pedir_el_visto_bueno_cuenta_en_los_correos_del_dia_y_a_lo_mas_a_tres_direcciones(
    red: Red, ana: Persona, cliente: Cliente
) -> None:
    edicion = fabricas.una_edicion(red, cupo=9)
    poner(edicion, pide_visto_bueno=True)
    pedida = inscribir(edicion, ana, jefatura="jefa0@ejemplo.test").inscripcion
    cliente.entrar(ana)

    def decir(correo: str) -> str:
        return texto(
            cliente.post(
                f"/formacion/inscripciones/{pedida.id}/jefatura", {"jefatura_correo": correo}, sigue=True
            )
        )

    for numero in range(1, operaciones.JEFATURAS_AL_DIA):
        assert "Le escribimos a tu jefatura" in decir(f"jefa{numero}@ejemplo.test")
    respuesta = decir("jefa9@ejemplo.test")
    assert "ya dijiste 3 direcciones" in respuesta
    assert "Le escribimos" not in respuesta
    assert "Le escribimos a tu jefatura" in decir("jefa0@ejemplo.test"), (
        "A las que ya dijo sí se vuelve a pedir"
    )
    assert gastadas_de(ana.id, hoy()) == correos(pedida).count("visto_bueno") == 4
    with transaccion():
        for _ in range((tope_de(ana.id) or 0) - 4):
            contar_uno(ana.id)
    assert "mañana puedes seguir" in decir("jefa1@ejemplo.test")
    assert correos(pedida).count("visto_bueno") == 4


# ------------------------------------------------------------------ Cancelar tarde


def test_pasado_el_plazo_se_explica_y_cuenta_como_tarde(red: Red, ana: Persona, cliente: Cliente) -> None:
    edicion = fabricas.una_edicion(red, cupo=1)
    poner(edicion, cancelacion_hasta=hoy() - timedelta(days=1))
    suya = inscribir(edicion, ana).inscripcion
    direccion = f"/formacion/inscripciones/{suya.id}/cancelar"
    assert cliente.entrar(ana).post(direccion).status_code == 422
    assert cliente.post(direccion, {"motivo": "Me enfermé."}).status_code == 303
    db.session.refresh(suya)
    assert (suya.tarde, suya.motivo) == (True, "Me enfermé.")
    otra = inscribir(edicion, fabricas.una_integrante(red)).inscripcion
    with transaccion():
        operaciones.cancelar(otra.id, motivo="No vino.")
    assert not otra.tarde, "Sólo cuenta como tarde lo que deja la propia persona"


# ------------------------------------------------------------------ Las excepciones


def test_se_exceptua_con_motivo_y_nunca_del_cupo(red: Red, ana: Persona, coordinadora: Persona) -> None:
    dia = hoy()
    edicion = fabricas.una_edicion(red, cupo=1, inscripcion_hasta=dia - timedelta(days=1),
        inscripcion_desde=dia - timedelta(days=9))  # fmt: skip
    pide = {"curso_id": edicion.curso_id, "grupo": 1, "clase": ClaseDeRequisito.CURSO}
    fabricas.guardar(RequisitoDeCurso(**pide, pide_curso_id=fabricas.un_curso(red).id))
    todas = frozenset(Exceptuable)
    with pytest.raises(InscripcionCerrada):
        inscribir(edicion, ana)
    with pytest.raises(NoCumpleRequisitos, match="Le falta"):
        inscribir(
            edicion, ana, ajena=True, excepcion=Excepcion("Porque sí", frozenset({Exceptuable.VENTANA}))
        )
    with pytest.raises(FaltaMotivo):
        inscribir(edicion, ana, excepcion=Excepcion("  ", todas))
    primera = inscribir(
        edicion, ana, pedida_por_id=coordinadora.id, excepcion=Excepcion("Viene de lejos", todas)
    )
    assert primera.inscripcion.lugar == 1
    assert primera.inscripcion.excepciones == "requisitos,ventana", "Sólo consta lo que de verdad se exceptuó"
    anotados = db.session.scalars(select(Registro).where(Registro.tabla == "inscripcion"))
    assert any("Viene de lejos" in json.dumps(uno.cambios, ensure_ascii=False) for uno in anotados)
    otra = inscribir(edicion, fabricas.una_integrante(red), excepcion=Excepcion("También", todas))
    assert (otra.inscripcion.lugar, otra.posicion) == (None, 1), "Una excepción no pasa del cupo"


def test_del_maximo_por_institucion_se_espera_salvo_excepcion(red: Red, coordinadora: Persona) -> None:
    edicion = fabricas.una_edicion(red, cupo=5)
    poner(edicion, maximo_por_institucion=1)
    casa = fabricas.una_institucion()
    uno, dos, tres = (fabricas.una_integrante(red, casa) for _ in range(3))
    otra = fabricas.una_integrante(red)
    assert inscribir(edicion, uno).inscripcion.lugar == 1
    assert inscribir(edicion, dos).posicion == 1
    assert inscribir(edicion, otra).inscripcion.lugar == 2, "El lugar libre es de quien sí puede tomarlo"
    impide = operaciones.que_impide(edicion, tres.id)
    assert impide == {Exceptuable.MAXIMO: "Su institución ya tiene 1 de 1 lugar."}
    excepcion = Excepcion("Va a replicarlo", frozenset({Exceptuable.MAXIMO}))
    assert inscribir(edicion, tres, pedida_por_id=coordinadora.id, excepcion=excepcion).inscripcion.lugar == 3


def test_quien_coordina_exceptua_desde_la_pagina_y_otra_red_no(
    red: Red, ana: Persona, coordinadora: Persona, cliente: Cliente
) -> None:
    edicion = fabricas.una_edicion(red, cupo=1, inscripcion_hasta=hoy() - timedelta(days=1),
        inscripcion_desde=hoy() - timedelta(days=9))  # fmt: skip
    direccion = f"{ficha(edicion)}/excepcion/{ana.clave}"
    cliente.entrar(coordinadora)
    assert cliente.post(direccion, {"de": "ventana"}).status_code == 422
    assert cliente.post(direccion, {"de": "maximo", "motivo": "x"}).status_code == 422, (
        "Sólo lo que hoy le impide"
    )
    assert cliente.post(direccion, {"de": "ventana", "motivo": "Viene de lejos"}).status_code == 303
    assert "Viene de lejos" in texto(cliente.get(f"{ficha(edicion)}/inscritas"))
    assert cliente.entrar(fabricas.una_coordinadora(fabricas.una_red())).get(direccion).status_code == 404


# ------------------------------------------------------------------ Muchas de una vez, otro programa y la consola


def test_muchas_de_una_vez_dicen_la_suerte_de_cada_una_y_simular_no_guarda(
    red: Red, ana: Persona, coordinadora: Persona, cliente: Cliente
) -> None:
    edicion = fabricas.una_edicion(red, cupo=1)
    berta, ajena = fabricas.una_integrante(red), fabricas.una_persona()
    pegado = (
        f"{ana.correo}\n{berta.correo.upper()}, {ana.correo}; {ajena.correo}\nnadie@ejemplo.test\nsin-arroba"
    )
    direccion = f"{ficha(edicion)}/inscribir-a-varias"
    pagina = texto(cliente.entrar(coordinadora).post(direccion, {"correos": pegado}))
    assert "Inscribir a 2 personas" in pagina
    assert db.session.scalar(select(func.count(Inscripcion.id))) == 0
    assert db.session.scalar(select(func.count(Aviso.id))) == 0
    pagina = texto(cliente.post(direccion, {"correos": pegado, "confirmar": "1"}))
    assert "Hecho: cada renglón dice qué pasó." in pagina
    assert pagina.count("Nadie que integre la Red usa este correo.") == 2, (
        "No se averigua quién está en el registro"
    )
    assert (consultas.ocupacion(edicion).con_lugar, consultas.ocupacion(edicion).en_espera) == (1, 1)


def test_la_consola_hace_lo_mismo_y_contesta_en_json(app: Flask, red: Red, ana: Persona) -> None:
    edicion = fabricas.una_edicion(red, cupo=1)
    orden = ["formacion", "inscribir", str(edicion.id), ana.correo, "--json"]
    simulado = json.loads(app.test_cli_runner().invoke(args=[*orden, "--simular"]).output)
    assert (simulado["simulado"], simulado["cuentas"]) == (True, {"con_lugar": 1})
    assert consultas.inscripcion_viva(edicion.id, ana.id) is None
    hecho = app.test_cli_runner().invoke(args=orden)
    assert (hecho.exit_code, json.loads(hecho.output)["renglones"]) == (0, simulado["renglones"])
    viva = consultas.inscripcion_viva(edicion.id, ana.id)
    assert viva is not None
    assert viva.lugar == 1
    falla = app.test_cli_runner().invoke(args=["formacion", "inscribir", "999999", ana.correo])
    assert falla.exit_code == 1


def test_otro_programa_recibe_datos(red: Red, ana: Persona, cliente: Cliente) -> None:
    edicion = fabricas.una_edicion(red, cupo=1)
    ocupar(edicion, red)
    cliente.entrar(ana)
    antes = cliente.get(f"{ficha(edicion)}/lugares.json").get_json()
    assert (antes["libres"], antes["mi_situacion"]) == (0, None)
    cliente.post(f"{ficha(edicion)}/inscribirme")
    despues = cliente.get(f"{ficha(edicion)}/lugares.json").get_json()
    assert despues["mi_situacion"] == {"estado": "en_espera", "lugar": None, "posicion": 1, "esperan": 1}
    assert "orden de llegada" in despues["regla"]


# ------------------------------------------------------------------ Pasar la espera


def test_la_espera_pasa_entera_en_orden_y_sólo_si_es_la_que_se_confirmo(
    red: Red, coordinadora: Persona, cliente: Cliente
) -> None:
    origen = fabricas.una_edicion(red, cupo=1)
    dia = hoy()
    destino = fabricas.una_edicion(red, curso=origen.curso, nombre="Otoño", cupo=1,
        inscripcion_desde=dia + timedelta(days=5))  # fmt: skip
    _, dos, tres = ocupar(origen, red, 3)
    with pytest.raises(NoPuedePasar, match="ahora esperan 2 personas"), transaccion():
        espera.pasar(origen.id, destino.id, 1, None)
    ajena = fabricas.una_edicion(red)
    with pytest.raises(NoPuedePasar, match="mismo curso"), transaccion():
        espera.pasar(origen.id, ajena.id, 2, None)
    cliente.entrar(coordinadora)
    direccion = f"{ficha(origen)}/pasar-la-espera"
    assert "Pasar a 2 personas" in texto(cliente.get(direccion))
    assert cliente.post(direccion, {"destino": str(destino.id), "cuantas": "2"}).status_code == 303
    vivas = consultas.vivas_de(destino.id)
    assert [(una.persona_id, una.lugar) for una in vivas] == [(dos.persona_id, 1), (tres.persona_id, None)]
    assert [correos(una) for una in vivas] == [["pasada"], ["pasada"]]
    db.session.refresh(dos)
    assert dos.motivo == "Su espera pasó a «Otoño»."
    assert vivas[0].pasada_de_id == dos.id


def test_quien_dejo_la_red_no_impide_que_las_demas_pasen(
    red: Red, coordinadora: Persona, cliente: Cliente
) -> None:
    """De una edición que ya terminó no se sale; quien después deja la Red sigue en su lista y no pasa."""
    origen = fabricas.una_edicion(red, cupo=1)
    _, se_va, sigue = ocupar(origen, red, 3)
    with transaccion():
        dia = hoy()
        origen.inscripcion_desde, origen.inscripcion_hasta = dia - timedelta(days=9), dia - timedelta(days=8)
        origen.inicia_el, origen.termina_el = dia - timedelta(days=5), dia - timedelta(days=1)
    destino = fabricas.una_edicion(red, curso=origen.curso, nombre="Otoño")
    abierta = membresia_abierta(red.id, se_va.persona_id)
    assert abierta is not None
    with transaccion():
        concluir(abierta, hoy(), None)
    direccion = f"{ficha(origen)}/pasar-la-espera"
    cliente.entrar(coordinadora)
    assert "Pasar a 1 persona" in texto(cliente.get(direccion))
    assert cliente.post(direccion, {"destino": str(destino.id), "cuantas": "1"}).status_code == 303
    assert [una.persona_id for una in consultas.vivas_de(destino.id)] == [sigue.persona_id]


def test_al_pasar_la_espera_nadie_pierde_aquello_de_que_se_le_exceptuo(
    red: Red, coordinadora: Persona
) -> None:
    origen = fabricas.una_edicion(red, cupo=1)
    destino = fabricas.una_edicion(red, curso=origen.curso, cupo=1)
    for edicion in (origen, destino):
        ocupar(edicion, red, 1)
        poner(edicion, pide_visto_bueno=True, maximo_por_institucion=1)
    exceptuada, otra = fabricas.una_integrante(red), fabricas.una_integrante(red)
    de = frozenset({Exceptuable.VISTO_BUENO, Exceptuable.MAXIMO})
    with transaccion():
        operaciones.inscribir(origen.id, exceptuada.id, pedida_por_id=coordinadora.id,
            excepcion=Excepcion("La pidió su institución", de))  # fmt: skip
        operaciones.inscribir(origen.id, otra.id, pedida_por_id=coordinadora.id)
    with transaccion():
        espera.pasar(origen.id, destino.id, 2, coordinadora.id)
    suya, de_otra = (consultas.inscripcion_viva(destino.id, una.id) for una in (exceptuada, otra))
    assert suya
    assert de_otra
    assert (suya.excepciones, suya.motivo_excepcion) == ("maximo,visto_bueno", "La pidió su institución")
    assert (suya.estado, de_otra.estado) == (EstadoInscripcion.EN_ESPERA, EstadoInscripcion.POR_APROBAR)


def test_de_una_vez_no_caben_mas_de_las_que_se_hacen_de_corrido(red: Red) -> None:
    edicion = fabricas.una_edicion(red)
    muchas = leer_direcciones("\n".join(f"p{n}@ejemplo.test" for n in range(de_una_vez.CABEN + 1)))
    with pytest.raises(de_una_vez.DemasiadosCorreos):
        de_una_vez.simular(edicion.id, muchas, None)


def test_lo_pedido_antes_de_anotar_la_institucion_cuenta_con_la_de_su_puesto(red: Red) -> None:
    """Las inscripciones de antes no la tienen: sin esto todas contarían como de una misma."""
    edicion = fabricas.una_edicion(red, cupo=2)
    casa, otra = fabricas.una_institucion(), fabricas.una_institucion()
    for donde in (casa, otra):
        inscribir(edicion, fabricas.una_integrante(red, donde))
    suya = inscribir(edicion, fabricas.una_integrante(red, casa)).inscripcion
    with transaccion():
        for una in consultas.vivas_de(edicion.id):
            una.institucion_id = None
    (turno,) = reglas.quien_entraria(edicion, 1, reglas.ReglaDeFila.LLEGADA, 2)
    assert (turno.inscripcion.id, turno.entra) == (suya.id, True)
    (turno,) = reglas.quien_entraria(edicion, 1, reglas.ReglaDeFila.LLEGADA, 1)
    assert turno.traba is not None
