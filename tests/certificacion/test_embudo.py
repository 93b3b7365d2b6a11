"""El embudo y las réplicas: cada paso contiene al siguiente, los días salen de los pasos y lo formado se cuenta una vez."""

import io
import zipfile
from datetime import timedelta

from time_machine import travel

from red.base import db, transaccion
from red.certificacion import certificados, consultas, dictamen, operaciones_expediente
from red.certificacion.embudo import decima_parte, embudo_de
from red.certificacion.modelos import Etapa, ResultadoDeDictamen
from red.certificacion.replica import por_dependencia, replicadoras
from red.formacion.modelos import Imparte, TipoCurso
from red.formacion.modelos_logros import ClaseDeLogro, Logro
from red.reloj import ahora, hoy
from tests import fabricas
from tests.certificacion.escena import Escena
from tests.certificacion.hasta_el_dictamen import por_dictaminar
from tests.cliente import Cliente
from tests.preguntas import contando


def _cuentas(escena: Escena) -> dict[str, int]:
    return {paso.clave: paso.cuantas for paso in embudo_de(escena.red, escena.estandar).pasos}


def test_cada_paso_contiene_al_siguiente_y_cerrarse_no_es_llegar(escena: Escena) -> None:
    por_dictaminar(escena)
    escena.candidata = fabricas.una_integrante(escena.red)
    escena.hasta(Etapa.PLAN)
    escena.candidata = fabricas.una_integrante(escena.red)
    abandonado = escena.abrir()
    with transaccion():
        operaciones_expediente.cerrar(abandonado.id, "m", None)
    cuentas = _cuentas(escena)
    assert cuentas == {
        "invitadas": 6, "inscritas": 3, "diagnostico": 2, "alineacion": 2, "plan": 1, "evaluada": 1,
        "competente": 1, "dictaminada": 0, "certificada": 0,
    }  # fmt: skip
    assert sorted(cuentas.values(), reverse=True) == list(cuentas.values())


def test_lo_que_se_deshizo_deja_de_contar(escena: Escena) -> None:
    e = por_dictaminar(escena)

    def cuentas() -> tuple[int, int]:
        todas = _cuentas(escena)
        assert sorted(todas.values(), reverse=True) == list(todas.values())
        return todas["dictaminada"], todas["certificada"]

    with transaccion():
        lote = dictamen.armar(escena.red.id, escena.estandar.id, "ECE", [e.id], None)
        dictamen.enviar(lote.id, hoy())
        (uno,) = dictamen.vivos(lote)
        si = {uno.id: dictamen.Renglon(ResultadoDeDictamen.PROCEDENTE)}
        dictamen.resolver(lote.id, hoy(), si, quien_id=None)
    assert cuentas() == (1, 0)
    with transaccion():
        dictamen.deshacer(lote.id, None)
    assert cuentas() == (0, 0)
    with transaccion():
        dictamen.resolver(lote.id, hoy(), si, quien_id=None)
        suyo = certificados.registrar(e.id, folio="D-1", emitido_el=hoy(), quien_id=None)
    assert cuentas() == (1, 1), "y vuelve a contar cuando se asienta bien"
    with transaccion():
        certificados.anular(suyo.id, "m", None)
    assert cuentas() == (1, 0)


def test_los_dias_de_cada_etapa_y_donde_se_detiene(escena: Escena) -> None:
    assert embudo_de(escena.red, escena.estandar).atorado is None
    inicio = ahora()
    with travel(inicio, tick=False):
        e = escena.hasta(Etapa.FICHA)
    with travel(inicio + timedelta(days=10), tick=False):
        with transaccion():
            operaciones_expediente.mover(
                operaciones_expediente.apartar(e.id), operaciones_expediente.Acto.FIRMAR_FICHA, None
            )
        escena.candidata = fabricas.una_integrante(escena.red)
        escena.hasta(Etapa.FICHA)
    with travel(inicio + timedelta(days=14), tick=False):
        tiempos = {t.etapa: t for t in embudo_de(escena.red, escena.estandar).tiempos}
        assert (tiempos[Etapa.FICHA].mediana, tiempos[Etapa.FICHA].lento) == (10, 10)
        assert (tiempos[Etapa.FICHA].ahora, tiempos[Etapa.FICHA].esperan) == (1, 4)
        assert (tiempos[Etapa.PLAN].ahora, tiempos[Etapa.PLAN].esperan) == (1, 4)
    assert decima_parte([*range(1, 21)]) == 19


def test_quien_se_certifico_y_forma_a_otras(escena: Escena) -> None:
    quien = escena.evaluadora
    antes = fabricas.una_edicion(escena.red, inicia_el=hoy() - timedelta(days=9000), termina_el=hoy())
    despues = [
        fabricas.una_edicion(escena.red, inicia_el=hoy() - timedelta(days=n), termina_el=hoy())
        for n in (20, 10)
    ]
    alumna = fabricas.una_integrante(escena.red)
    with transaccion():
        for edicion in (antes, *despues):
            db.session.add(
                Imparte(edicion_id=edicion.id, persona_id=quien.id, puesto="p", desde=edicion.inicia_el,
                    hasta=edicion.termina_el)
            )  # fmt: skip
            db.session.add(
                Logro(persona_id=alumna.id, red_id=escena.red.id, curso_id=edicion.curso_id, edicion_id=edicion.id,
                    clase=ClaseDeLogro.ACREDITACION, horas=4, obtenido_el=hoy())
            )  # fmt: skip
    red, estandar = db.session.merge(escena.red), db.session.merge(escena.estandar)
    assert red.zona and estandar.id and quien.id  # noqa: PT018  (leídos antes de contar)
    with contando() as preguntas:
        filas = replicadoras(red, estandar)
    assert len(preguntas) == 3, "ni una por persona ni una por edición"
    assert [(f.persona.id, f.cursos, f.personas) for f in filas] == [(quien.id, 2, 1)]
    (suma,) = por_dependencia(filas)
    assert (suma.certificadas, suma.replican, suma.cursos, suma.personas) == (1, 1, 2, 1)


def test_por_su_pagina_y_como_hoja_de_calculo(cliente: Cliente, escena: Escena) -> None:
    curso = fabricas.un_curso(escena.red, tipo=TipoCurso.ALINEACION, codigo="ECO308")
    assert curso.codigo == escena.estandar.codigo
    escena.hasta(Etapa.EVALUACION)
    cliente.entrar(escena.coordinadora)
    assert cliente.get("/certificacion/embudo").status_code == 303
    url = f"/certificacion/red/{escena.red.clave}/embudo/EC0308"
    pagina = " ".join(cliente.get(url).get_data(as_text=True).split())
    assert "Donde más se espera: evaluación" in pagina
    hoja = cliente.post(f"{url}.xlsx")
    assert hoja.status_code == 200
    with zipfile.ZipFile(io.BytesIO(hoja.get_data())) as libro:
        textos = libro.read("xl/sharedStrings.xml").decode()
    assert "Competentes" in textos
    assert "Replican" in libro.namelist()[0] or "Personas formadas" in textos
    cliente.entrar(fabricas.una_coordinadora(fabricas.una_red()))
    assert cliente.get(url).status_code == 404
    assert consultas.estandar_o_nada("EC9999") is None
    cliente.entrar(escena.coordinadora)
    assert cliente.get(f"/certificacion/red/{escena.red.clave}/embudo/EC9999").status_code == 404
