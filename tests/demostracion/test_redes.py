"""Las tres redes: completas, con referencias que resuelven, fechas posibles y siempre iguales."""

from collections import Counter
from dataclasses import fields
from datetime import date, timedelta
from itertools import pairwise

import pytest

from red.demostracion import listas
from red.demostracion.redes_demo import componer
from red.demostracion.tipos import NOTA_INVENTADA, RedDemo
from red.formacion.modelos import EstadoInscripcion, Modalidad, TipoCurso
from red.invitaciones.modelos import EstadoInvitacion
from red.permisos import Rol
from red.personas.modelos import Audiencia, CampoVisible, Finalidad, NivelCargo, Tema
from red.redes.modelos import EstadoMembresia, MideMeta
from red.unidades.modelos import INSTALADAS, EstadoUnidad, Funcion, TipoUnidad
from red.vinculos.modelos import Intensidad

HOY = date(2026, 11, 21)
DIAS = (date(2024, 1, 1), HOY, date(2026, 12, 24), date(2031, 2, 28))


@pytest.fixture(scope="module", params=DIAS, ids=str)
def dia(request: pytest.FixtureRequest) -> date:
    return request.param


@pytest.fixture(scope="module")
def redes(dia: date) -> list[RedDemo]:
    return componer("estatal", dia)


def por_clave(red: RedDemo) -> dict[str, object]:
    return {
        ficha.clave: ficha
        for campo in fields(red)
        if isinstance(valor := getattr(red, campo.name), tuple) and campo.name != "cuentas"
        for ficha in valor
    }


def vigente(ficha, dia):
    return ficha.desde <= dia and (ficha.hasta is None or dia <= ficha.hasta)


def test_la_escala_de_guadalajara_trae_solo_esa_red():
    assert [red.clave for red in componer("guadalajara", HOY)] == ["guadalajara"]
    assert componer("guadalajara", HOY)[0] == componer("estatal", HOY)[0]


def test_la_escala_estatal_trae_las_tres(redes):
    assert [red.clave for red in redes] == ["guadalajara", "chiapas", "coquimbo"]
    assert [red.meta for red in redes] == [100, 68, 15]
    assert [red.mide for red in redes] == ["personas", "unidades", "unidades"]


def test_una_escala_que_no_existe_se_dice():
    with pytest.raises(ValueError, match="«mundial»"):
        componer("mundial", HOY)


def test_un_hoy_demasiado_antiguo_se_dice():
    with pytest.raises(ValueError, match="01/01/2024"):
        componer("guadalajara", date(2023, 12, 31))


def test_componer_dos_veces_da_lo_mismo(redes, dia):
    assert componer("estatal", dia) == redes


def test_las_claves_y_los_correos_no_se_repiten(redes):
    claves = [ficha for red in redes for ficha in por_clave(red)]
    assert len(claves) == len(set(claves))
    total = sum(
        len(getattr(r, f.name)) for r in redes for f in fields(r) if isinstance(getattr(r, f.name), tuple)
    )
    assert total == len(claves) + sum(len(red.cuentas) for red in redes)
    correos = [p.correo for red in redes for p in red.personas]
    correos += [i.correo for red in redes for i in red.invitaciones if i.persona is None]
    assert len(correos) == len(set(correos))
    assert all(c.endswith("ejemplo.test") and c == c.lower() and c.isascii() for c in correos)


def test_todas_las_referencias_resuelven(redes):
    territorios = {t.clave for t in listas.todos_los_territorios()}
    for red in redes:
        fichas = por_clave(red)
        assert red.territorio in territorios
        assert red.convocante in fichas
        personas = {p.clave for p in red.personas}
        instituciones = {i.clave for i in red.instituciones}
        for a in red.adscripciones:
            assert a.persona in personas
            assert a.institucion in instituciones
        for m in (*red.membresias, *red.asignaciones, *red.designaciones, *red.inscripciones, *red.cuentas):
            assert m.persona in personas
        for x in (*red.invitaciones, *red.unidades):
            assert x.institucion in instituciones
        for i in red.invitaciones:
            assert i.creada_por in personas
            assert i.persona is None or i.persona in personas
        for d in red.designaciones:
            assert d.unidad in {u.clave for u in red.unidades}
        for e in red.ediciones:
            assert e.curso in {c.clave for c in red.cursos}
        for x in red.inscripciones:
            assert x.edicion in {e.clave for e in red.ediciones}
        for x in red.colaboraciones:
            assert x.declara in personas
            assert (x.con_persona is None) != (x.con_institucion is None)
            assert x.con_persona in personas if x.con_persona else x.con_institucion in instituciones
            assert x.con_persona != x.declara


def test_las_opciones_son_las_de_los_modelos(redes, dia):
    for red in redes:
        assert MideMeta(red.mide)
        for p in red.personas:
            assert all(Tema(t) for t in (*p.ofrece, *p.busca))
            assert all(CampoVisible(campo) and Audiencia(audiencia) for campo, audiencia in p.visibilidad)
            assert all(Finalidad(c.finalidad) for c in p.consentimientos)
        assert all(NivelCargo(a.nivel) for a in (*red.adscripciones, *red.invitaciones))
        assert all(EstadoMembresia(m.estado) for m in red.membresias)
        assert all(Rol(a.rol) for a in (*red.asignaciones, *red.cuentas))
        assert all(EstadoInvitacion(i.estado(dia)) for i in red.invitaciones)
        assert all(TipoUnidad(u.tipo) and EstadoUnidad(u.estado) for u in red.unidades)
        assert all(Funcion(d.funcion) for d in red.designaciones)
        assert all(TipoCurso(c.tipo) for c in red.cursos)
        assert all(Modalidad(e.modalidad) for e in red.ediciones)
        assert all(EstadoInscripcion(i.estado) for i in red.inscripciones)
        assert all(Intensidad(c.intensidad) for c in red.colaboraciones)


def test_las_personas_dicen_que_son_inventadas(redes):
    for persona in (p for red in redes for p in red.personas):
        assert persona.nota == NOTA_INVENTADA
        assert NOTA_INVENTADA in persona.ofrece_texto


def test_los_telefonos_son_de_series_que_no_se_ocupan(redes):
    series = {"guadalajara": "33 5550 ", "chiapas": "961 555 ", "coquimbo": "51 200 "}
    for red in redes:
        assert all(p.telefono.startswith(series[red.clave]) for p in red.personas)
        assert len({p.telefono for p in red.personas}) == len(red.personas)


def test_ofrecer_y_buscar_lo_mismo_no_tiene_sentido(redes):
    for persona in (p for red in redes for p in red.personas):
        assert persona.ofrece
        assert persona.busca
        assert not set(persona.ofrece) & set(persona.busca)


def test_todas_aceptan_participar_y_algunas_niegan_o_retiran_lo_demas(redes):
    personas = [p for red in redes for p in red.personas]
    assert all(p.consiente("participar") for p in personas)
    for finalidad in ("directorio", "mapa"):
        parte = sum(p.consiente(finalidad) for p in personas) / len(personas)
        assert 0.75 < parte < 1
    assert any(c.retirado_el for p in personas for c in p.consentimientos)


def test_ninguna_vigencia_termina_antes_de_empezar(redes):
    for red in redes:
        for ficha in (
            *red.adscripciones, *red.membresias, *red.asignaciones,
            *red.unidades, *red.designaciones, *red.colaboraciones,
        ):  # fmt: skip
            assert ficha.hasta is None or ficha.desde <= ficha.hasta, ficha


def test_nada_que_ya_paso_tiene_fecha_por_venir(redes, dia):
    for red in redes:
        assert listas.PRIMER_DIA <= red.creada_el <= dia
        for ficha in (
            *red.adscripciones,
            *red.membresias,
            *red.unidades,
            *red.designaciones,
            *red.colaboraciones,
        ):
            assert listas.PRIMER_DIA <= ficha.desde <= dia, ficha
        for u in red.unidades:
            assert u.instalada_el is None or u.desde <= u.instalada_el <= dia
        for i in red.invitaciones:
            hechos = [i.creada_el, i.abierta_el, i.aceptada_el or i.rechazada_el or i.revocada_el]
            en_orden = [h for h in hechos if h]
            assert en_orden == sorted(en_orden), i
            assert en_orden[-1] <= dia, i
        for x in red.inscripciones:
            assert x.pedida_el <= dia
        for p in red.personas:
            assert red.creada_el <= p.registrada_el <= dia
            for c in p.consentimientos:
                assert c.retirado_el is None or c.otorgado_el <= c.retirado_el <= dia


def test_cada_persona_tiene_a_lo_mas_un_puesto_a_la_vez(redes):
    for red in redes:
        suyas: dict[str, list] = {}
        for a in red.adscripciones:
            suyas.setdefault(a.persona, []).append(a)
        for puestos in suyas.values():
            for antes, despues in pairwise(sorted(puestos, key=lambda a: a.desde)):
                assert antes.hasta is not None
                assert antes.hasta < despues.desde


def test_nadie_mas_es_titular_de_una_institucion_al_mismo_tiempo(redes, dia):
    for red in redes:
        titulares = Counter(
            a.institucion for a in red.adscripciones if a.nivel == "titular" and vigente(a, dia)
        )
        assert not titulares or max(titulares.values()) == 1


def test_una_unidad_no_tiene_dos_titulares_ni_dos_suplentes_a_la_vez(redes):
    for red in redes:
        for unidad in red.unidades:
            for funcion in ("titular", "suplente"):
                suyas = [d for d in red.designaciones if (d.unidad, d.funcion) == (unidad.clave, funcion)]
                for antes, despues in pairwise(sorted(suyas, key=lambda d: d.desde)):
                    assert antes.hasta is not None
                    assert antes.hasta < despues.desde


def test_quien_tiene_una_designacion_trabaja_en_esa_institucion(redes, dia):
    for red in redes:
        casa = {u.clave: u.institucion for u in red.unidades}
        for d in red.designaciones:
            suyas = [a for a in red.adscripciones if a.persona == d.persona and vigente(a, d.desde)]
            assert [a.institucion for a in suyas] == [casa[d.unidad]], d


def test_solo_lo_instalado_tiene_fecha_de_instalacion(redes):
    for red in redes:
        for unidad in red.unidades:
            assert (unidad.instalada_el is not None) == (EstadoUnidad(unidad.estado) in INSTALADAS)


def test_hay_unidades_vacantes_y_designaciones_vencidas(redes, dia):
    for red in redes:
        assert any(d.hasta and d.hasta < dia for d in red.designaciones)
        con_titular = {d.unidad for d in red.designaciones if d.funcion == "titular" and vigente(d, dia)}
        assert {u.clave for u in red.unidades} - con_titular


def test_hay_rotacion_y_hay_quien_se_fue(redes, dia):
    for red in redes:
        pasadas = {a.persona for a in red.adscripciones if a.hasta and a.hasta < dia}
        siguen = {a.persona for a in red.adscripciones if vigente(a, dia)}
        assert len(pasadas & siguen) >= 3
    guadalajara = redes[0]
    concluidas = [m for m in guadalajara.membresias if m.estado == "concluida"]
    assert len(concluidas) == 3
    for membresia in concluidas:
        assert membresia.hasta is not None
        assert membresia.hasta < dia
        suyos = (*guadalajara.adscripciones, *guadalajara.designaciones, *guadalajara.asignaciones)
        assert not [x for x in suyos if x.persona == membresia.persona and vigente(x, dia)]


def test_cada_persona_es_integrante_una_sola_vez(redes):
    for red in redes:
        assert len({m.persona for m in red.membresias}) == len(red.membresias)


def test_el_cupo_se_respeta_y_la_espera_solo_existe_cuando_se_lleno(redes):
    for red in redes:
        for edicion in red.ediciones:
            suyas = [i for i in red.inscripciones if i.edicion == edicion.clave]
            lugares = [i.lugar for i in suyas if i.lugar is not None]
            assert lugares == list(range(1, len(lugares) + 1))
            assert len(lugares) <= edicion.cupo
            if any(i.estado == "en_espera" for i in suyas):
                assert len(lugares) == edicion.cupo
            assert [i.pedida_el for i in suyas] == sorted(i.pedida_el for i in suyas)
            vivas = [i.persona for i in suyas if i.estado != "cancelada"]
            assert len(vivas) == len(set(vivas))


def test_nadie_se_inscribe_antes_de_estar_en_la_red_ni_fuera_de_plazo(redes):
    for red in redes:
        llegada = {p.clave: p.registrada_el for p in red.personas}
        ediciones = {e.clave: e for e in red.ediciones}
        for i in red.inscripciones:
            edicion = ediciones[i.edicion]
            assert llegada[i.persona] <= i.pedida_el
            assert edicion.inscripcion_desde <= i.pedida_el <= edicion.inscripcion_hasta


def test_las_ediciones_caben_en_el_calendario(redes, dia):
    for red in redes:
        horas = {c.clave: c.horas for c in red.cursos}
        for e in red.ediciones:
            assert e.inscripcion_desde <= e.inscripcion_hasta < e.inicia_el <= e.termina_el
            assert e.jornadas[0].el == e.inicia_el
            assert e.jornadas[-1].el == e.termina_el
            assert all(j.el.weekday() < 5 and j.inicia < j.termina for j in e.jornadas)
            minutos = sum(
                (j.termina.hour - j.inicia.hour) * 60 + j.termina.minute - j.inicia.minute for j in e.jornadas
            )
            # Cada una acaba en un cuarto de hora: entre todas dan las horas del curso, con lo que se redondeó.
            assert all(j.termina.minute % 15 == 0 for j in e.jornadas)
            assert abs(minutos - horas[e.curso] * 60) <= 7.5 * len(e.jornadas)
        assert any(e.termina_el < dia for e in red.ediciones)
        assert any(e.inicia_el > dia for e in red.ediciones)


def test_no_hay_jornadas_en_las_fiestas_de_fin_de_anio(redes):
    for jornada in (j for red in redes for e in red.ediciones for j in e.jornadas):
        assert (1, 6) < (jornada.el.month, jornada.el.day) < (12, 20)


def test_en_guadalajara_una_edicion_de_ec0308_casi_se_llena_y_otra_tiene_espera(redes, dia):
    guadalajara = redes[0]
    codigo = {c.clave: c.codigo for c in guadalajara.cursos}
    cuentas = {e.clave: Counter() for e in guadalajara.ediciones}
    for i in guadalajara.inscripciones:
        cuentas[i.edicion][i.estado] += 1
    por_venir = [e for e in guadalajara.ediciones if e.inicia_el > dia and not e.cancelada_el]
    (alineacion,) = [e for e in por_venir if codigo[e.curso] == "EC0308"]
    assert cuentas[alineacion.clave]["inscrita"] == alineacion.cupo - 1
    (llena,) = [e for e in por_venir if cuentas[e.clave]["en_espera"]]
    assert cuentas[llena.clave]["en_espera"] == 5
    integrante = next(c.persona for c in guadalajara.cuentas if c.rol == "integrante")
    assert not [
        i for i in guadalajara.inscripciones if i.persona == integrante and i.edicion == alineacion.clave
    ]


def test_el_embudo_de_invitaciones_de_guadalajara_se_parece_a_uno_de_verdad(redes, dia):
    guadalajara = redes[0]
    estados = Counter(i.estado(dia) for i in guadalajara.invitaciones)
    assert sum(estados.values()) == 90
    assert estados["aceptada"] == 65
    assert estados["enviada"] + estados["abierta"] == 13
    assert estados["vencida"] == 8
    assert estados["rechazada"] == 3
    assert estados["revocada"] == 1
    assert sum(m.hasta is None for m in guadalajara.membresias) == 64


def test_guadalajara_llega_a_casi_todas_sus_dependencias_pero_no_a_todas(redes, dia):
    guadalajara = redes[0]
    personas = {m.persona for m in guadalajara.membresias if m.hasta is None}
    con_gente = {
        a.institucion for a in guadalajara.adscripciones if a.persona in personas and vigente(a, dia)
    }
    participan = {i.clave for i in guadalajara.instituciones if i.participa}
    assert con_gente < participan
    assert len(con_gente) / len(participan) > 0.85


def test_en_guadalajara_casi_todas_son_mandos_medios_o_superiores(redes):
    niveles = Counter(a.nivel for a in redes[0].adscripciones if a.hasta is None)
    assert (niveles["mando_medio"] + niveles["superior"]) / niveles.total() > 0.85
    assert niveles["mando_medio"] > niveles["superior"]


def test_chiapas_tiene_41_unidades_en_varios_estados(redes):
    estados = Counter(u.estado for u in redes[1].unidades)
    assert estados.total() == 41
    assert len(estados) == 7
    assert all(u.tipo == "uig" for u in redes[1].unidades)


def test_once_de_las_quince_comunas_tienen_oficina(redes):
    coquimbo = redes[2]
    comunas = {i.clave for i in coquimbo.instituciones if i.tipo == "municipalidad"}
    con_oficina = {u.institucion for u in coquimbo.unidades if u.tipo == "omm"}
    assert len(comunas) == 15
    assert len(con_oficina) == 11
    assert con_oficina < comunas


def test_un_dia_despues_la_gente_es_la_misma(redes, dia):
    manana = componer("estatal", dia + timedelta(days=1))
    assert [p.correo for red in manana for p in red.personas] == [
        p.correo for red in redes for p in red.personas
    ]
