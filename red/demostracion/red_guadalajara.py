"""La Red Interinstitucional de Género del Gobierno Municipal de Guadalajara, compuesta para enseñarse.

Tiene forma a propósito: comunidades por coordinación general, unas cuantas personas que las unen,
tres organismos descentralizados que se quedarían fuera si falta el enlace del DIF, y dependencias
a las que la Red todavía no llega o de las que nadie colabora con nadie.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from red.demostracion.aulas import abrir_edicion, inscribir
from red.demostracion.compositora import Compositora, Marco
from red.demostracion.instalacion import abrir_unidad, designar
from red.demostracion.lazos import colaborar, colaborar_con_institucion, tejer, terminar
from red.demostracion.personas_inventadas import azar

MARCO = Marco("guadalajara", "MX", "MX", "33 5550", meses_de_vida=20)
FUNDAMENTO = "Oficio de designación de la persona titular de la dependencia"

EQUIPOS = {
    "gdl-presidencia": 2,
    "gdl-secretaria-general": 2,
    "gdl-sindicatura": 2,
    "gdl-registro-civil": 2,
    "gdl-proteccion-civil": 2,
    "gdl-archivo": 1,
    "gdl-tesoreria": 2,
    "gdl-contraloria": 2,
    "gdl-administracion": 1,
    "gdl-recursos-humanos": 3,
    "gdl-adquisiciones": 1,
    "gdl-innovacion": 2,
    "gdl-comunidad": 3,
    "gdl-educacion": 3,
    "gdl-cultura": 2,
    "gdl-servicios-medicos": 2,
    "gdl-participacion": 2,
    "gdl-economia": 2,
    "gdl-programas-sociales": 2,
    "gdl-emprendimiento": 2,
    "gdl-turismo": 1,
    "gdl-ciudad": 2,
    "gdl-obras-publicas": 2,
    "gdl-movilidad": 2,
    "gdl-medio-ambiente": 2,
    "gdl-servicios": 1,
    "gdl-mercados": 1,
    "gdl-comisaria": 2,
    "gdl-dif": 4,
    "gdl-comude": 2,
    "gdl-imaj": 2,
}
"""Cuántas personas de cada dependencia entraron a la Red; de las demás, ninguna todavía."""

TITULARES = ("gdl-participacion", "gdl-emprendimiento", "gdl-imaj")
AISLADAS = ("gdl-archivo", "gdl-mercados")
ORGANISMOS = ("gdl-dif", "gdl-comude", "gdl-imaj")

CENTROS = {
    "gobierno": "gdl-secretaria-general",
    "administracion": "gdl-recursos-humanos",
    "comunidad": "gdl-comunidad",
    "economia": "gdl-economia",
    "ciudad": "gdl-ciudad",
    "organismos": "gdl-dif",
}
"""La dependencia alrededor de la cual se reúne cada comunidad."""

PUENTES = (
    ("gdl-inmujeres", "gdl-secretaria-general"),
    ("gdl-inmujeres", "gdl-comunidad"),
    ("gdl-inmujeres", "gdl-recursos-humanos"),
    ("gdl-inmujeres", "gdl-dif"),
    ("gdl-inmujeres", "gdl-comisaria"),
    ("gdl-recursos-humanos", "gdl-comunidad"),
    ("gdl-tesoreria", "gdl-economia"),
    ("gdl-participacion", "gdl-obras-publicas"),
    ("gdl-movilidad", "gdl-comisaria"),
    ("gdl-medio-ambiente", "gdl-servicios"),
    ("gdl-dif", "gdl-programas-sociales"),
    ("gdl-dif", "gdl-servicios-medicos"),
)
"""Parejas de dependencias que se unen por la primera persona de cada una."""


def componer(hoy: date) -> Compositora:
    """Compone la red entera, con ``hoy`` como el día en que se mira."""
    c = Compositora(MARCO, hoy)
    coordinadora = _instituto(c)
    _integrantes(c, coordinadora)
    _rotacion(c)
    _lazos(c)
    _unidades(c)
    _formacion(c)
    _salidas(c)
    _por_confirmar(c)
    _sin_aceptar(c, coordinadora)
    return c


def primera(c: Compositora, institucion: str) -> str:
    """La primera persona de una institución: su enlace, si tiene."""
    return c.equipos[institucion][0]


def _instituto(c: Compositora) -> str:
    casa = "gdl-inmujeres"
    coordinadora = c.persona(
        casa, "superior", correo="coordinadora@guadalajara.ejemplo.test", registrada_el=c.creada_el,
        puesto="Coordinación de la Red Interinstitucional de Género", clave_en_la_red=True,
    )  # fmt: skip
    analista = c.persona(
        casa, "mando_medio", correo="instituto@guadalajara.ejemplo.test", registrada_el=c.creada_el,
        puesto="Jefatura de transversalidad", clave_en_la_red=True,
    )  # fmt: skip
    capacita = c.persona(casa, "operativo", clave_en_la_red=True)
    c.sumar(coordinadora, rol="coordinadora")
    c.sumar(analista, rol="analista")
    c.sumar(capacita)
    c.invitar_a(capacita, coordinadora)
    c.cuenta(coordinadora, "coordinadora", "Coordina la Red: invita, sigue la meta y ve a quién falta llegar")
    c.cuenta(analista, "analista", "Personal del instituto: analiza la Red y abre su mapa")
    administra = c.persona(None, "operativo", correo="administradora@ejemplo.test", registrada_el=c.creada_el)
    c.cuenta(administra, "administradora", "Administra la plataforma entera")
    return coordinadora


def _integrantes(c: Compositora, coordinadora: str) -> None:
    for institucion, cuantas in EQUIPOS.items():
        for lugar in range(cuantas):
            correo = _correo_fijo(institucion, lugar)
            persona = c.persona(
                institucion,
                _nivel(institucion, lugar),
                correo=correo,
                clave_en_la_red=lugar == 0 or correo is not None,
            )
            es_enlace = lugar == 0 and institucion not in AISLADAS
            if es_enlace:
                c.sumar(persona, rol="enlace", institucion=institucion)
            else:
                c.sumar(persona)
            c.invitar_a(persona, coordinadora)
    enlace, integrante = primera(c, "gdl-dif"), c.equipos["gdl-educacion"][1]
    c.cuenta(enlace, "enlace", "Enlace del DIF: registra su unidad y a su equipo", institucion="gdl-dif")
    c.cuenta(integrante, "integrante", "Integrante de la Red: su perfil, sus cursos y sus colegas")


def _correo_fijo(institucion: str, lugar: int) -> str | None:
    fijos = {
        ("gdl-dif", 0): "enlace@guadalajara.ejemplo.test",
        ("gdl-educacion", 1): "integrante@guadalajara.ejemplo.test",
    }
    return fijos.get((institucion, lugar))


def _nivel(institucion: str, lugar: int) -> str:
    if lugar == 0:
        if institucion in TITULARES:
            return "titular"
        return "superior" if azar(institucion, "mando").random() < 0.5 else "mando_medio"
    return azar(institucion, str(lugar), "nivel").choices(
        ("mando_medio", "superior", "operativo"), (75, 12, 13)
    )[0]


def _rotacion(c: Compositora) -> None:
    """Quienes cambiaron de dependencia y siguen en la Red."""
    for institucion, lugar, antes in (
        ("gdl-educacion", 1, "gdl-cultura"),
        ("gdl-innovacion", 1, "gdl-administracion"),
        ("gdl-emprendimiento", 1, "gdl-turismo"),
        ("gdl-registro-civil", 1, "gdl-secretaria-general"),
        ("gdl-obras-publicas", 1, "gdl-movilidad"),
    ):
        c.rotar(c.equipos[institucion][lugar], antes)


def _por_confirmar(c: Compositora) -> None:
    """Dijeron ellas mismas dónde trabajan y la coordinación todavía no lo confirma."""
    for institucion in ("gdl-innovacion", "gdl-registro-civil", "gdl-obras-publicas"):
        actual = c.vigente(c.equipos[institucion][1])
        c.adscripciones[c.adscripciones.index(actual)] = replace(actual, por_confirmar=True)


def _lazos(c: Compositora) -> None:
    comunidades: dict[str, list[str]] = {grupo: [] for grupo in CENTROS}
    for institucion in EQUIPOS:
        grupo = c.instituciones[institucion].grupo
        if institucion not in AISLADAS and grupo in comunidades:
            comunidades[grupo].append(institucion)
    for una, otra in PUENTES:
        colaborar(c, primera(c, una), primera(c, otra), "coordina", confirmada=True)
    for grupo, instituciones in comunidades.items():
        centro = primera(c, CENTROS[grupo])
        for institucion in instituciones:
            if institucion != CENTROS[grupo]:
                colaborar(c, centro, primera(c, institucion), "coopera")
        tejer(c, instituciones, dentro=0.5, fuera=0.16)
    instituto = c.equipos["gdl-inmujeres"]
    colaborar(c, instituto[0], instituto[1], "integra", confirmada=True)
    colaborar(c, instituto[1], instituto[2], "coordina", confirmada=True)
    colaborar(c, instituto[1], primera(c, "gdl-innovacion"), "coordina", confirmada=True)
    colaborar(c, instituto[2], primera(c, "gdl-programas-sociales"), "coopera")
    comisaria = c.equipos["gdl-comisaria"]
    colaborar(c, comisaria[0], comisaria[1], "coordina", confirmada=True)
    colaborar_con_institucion(
        c, instituto[1], "gdl-contraloria", "Revisar juntas el protocolo de acoso y hostigamiento"
    )
    colaborar_con_institucion(
        c, primera(c, "gdl-participacion"), "gdl-cultura", "Llevar los talleres a las colonias"
    )


def _unidades(c: Compositora) -> None:
    def abrir(institucion: str, estado: str, funciones: str, *vencidas: str) -> None:
        # La primera del equipo es el enlace; la segunda, titular; la tercera, suplente.
        orden = dict(zip(("enlace", "titular", "suplente"), c.equipos[institucion], strict=False))
        designadas = {funcion: orden[funcion] for funcion in funciones.split()}
        abrir_unidad(c, institucion, estado, FUNDAMENTO, designadas, vencidas=frozenset(vencidas))

    abrir("gdl-dif", "en_operacion", "titular suplente enlace")
    abrir("gdl-recursos-humanos", "en_operacion", "titular suplente enlace")
    abrir("gdl-comunidad", "en_operacion", "titular suplente enlace")
    abrir("gdl-programas-sociales", "en_operacion", "titular enlace")
    abrir("gdl-contraloria", "en_operacion", "titular enlace", "titular")
    abrir("gdl-tesoreria", "con_plan", "titular enlace")
    abrir("gdl-economia", "con_plan", "titular enlace")
    abrir("gdl-comisaria", "instalada", "titular enlace")
    abrir("gdl-educacion", "instalada", "suplente enlace")
    abrir("gdl-secretaria-general", "instalada", "titular enlace")
    abrir("gdl-participacion", "en_relevo", "titular enlace", "titular", "enlace")
    abrir("gdl-cultura", "instalacion_programada", "titular enlace")
    abrir("gdl-ciudad", "designada", "titular enlace")
    abrir("gdl-movilidad", "designada", "enlace")
    abrir("gdl-obras-publicas", "designacion_solicitada", "")
    abrir("gdl-proteccion-civil", "designacion_solicitada", "")


def _formacion(c: Compositora) -> None:
    def de(*instituciones: str) -> list[str]:
        return [persona for institucion in instituciones for persona in c.equipos[institucion]]

    def enlaces(*instituciones: str) -> list[str]:
        return [primera(c, institucion) for institucion in instituciones]

    aula = "Aula de capacitación del InMujeresGDL"
    gobierno = ("gdl-presidencia", "gdl-secretaria-general", "gdl-sindicatura", "gdl-registro-civil")
    gasto = ("gdl-tesoreria", "gdl-contraloria", "gdl-recursos-humanos", "gdl-adquisiciones")
    comunidad = ("gdl-comunidad", "gdl-educacion", "gdl-cultura", "gdl-servicios-medicos")
    economia = ("gdl-economia", "gdl-programas-sociales", "gdl-emprendimiento", "gdl-turismo")
    ciudad = ("gdl-ciudad", "gdl-obras-publicas", "gdl-movilidad", "gdl-medio-ambiente")

    def pasada(
        codigo: str, nombre: str, hace: int, cupo: int, personas: list[str], lugar: str = aula
    ) -> None:
        inscribir(c, abrir_edicion(c, codigo, nombre, en_dias=-hace, cupo=cupo, lugar=lugar), personas)

    pasada("SEM-01", "Grupo A", 330, 20, de(*comunidad))
    pasada("SEM-02", "Grupo A", 270, 20, de(*gobierno))
    pasada("CUR-06", "Primera edición", 210, 18, de(*gasto))
    pasada("SEM-03", "Grupo A", 170, 15, de(*economia))
    pasada(
        "SEM-04", "Organismos descentralizados", 120, 15, de(*ORGANISMOS), "Sala de usos múltiples del DIF"
    )
    pasada(
        "EC0308", "Primera generación", 150, 12, enlaces(*CENTROS.values(), "gdl-educacion", "gdl-tesoreria")
    )
    pasada("CUR-13", "Grupo A", 60, 15, de(*ciudad) + enlaces("gdl-comisaria"))
    pasada(
        "CUR-07",
        "En marcha",
        10,
        15,
        de("gdl-innovacion", "gdl-tesoreria") + enlaces("gdl-programas-sociales"),
    )

    ec0308 = abrir_edicion(c, "EC0308", "Segunda generación", en_dias=24, cupo=10, lugar=aula)
    inscribir(
        c, ec0308,
        [*c.equipos["gdl-comunidad"][1:], *c.equipos["gdl-recursos-humanos"][1:], *c.equipos["gdl-economia"][1:],
         *c.equipos["gdl-cultura"][1:], *c.equipos["gdl-contraloria"], c.equipos["gdl-sindicatura"][0]],
        desiste=c.equipos["gdl-turismo"][0],
    )  # fmt: skip
    acoso = abrir_edicion(c, "CUR-08", "Grupo A", en_dias=38, cupo=10, lugar=aula, modalidad="mixta")
    inscribir(
        c, acoso, [*de(*gobierno), *de("gdl-recursos-humanos", "gdl-participacion", "gdl-comisaria")][:15]
    )
    agendas = abrir_edicion(
        c, "SEM-05", "Grupo A", en_dias=60, cupo=30, lugar="En línea", modalidad="en_linea"
    )
    inscribir(c, agendas, [*enlaces("gdl-participacion", "gdl-cultura"), *c.equipos["gdl-emprendimiento"]])
    abrir_edicion(c, "SEM-02", "Grupo B", en_dias=80, cupo=25, lugar=aula)
    abrir_edicion(c, "CUR-06", "Segunda edición", en_dias=18, cupo=18, lugar=aula, cancelada_hace=4)


def _salidas(c: Compositora) -> None:
    c.pausar(c.equipos["gdl-medio-ambiente"][1], "Licencia por cuidados")
    terminar(c, cada=4, hace_dias=70)
    for n, (institucion, hace) in enumerate(
        (("gdl-secretaria-general", 40), ("gdl-presidencia", 25), ("gdl-obras-publicas", 12))
    ):
        persona = c.persona(institucion, "mando_medio", registrada_el=c.hace(400 - 30 * n))
        c.sumar(persona)
        c.invitar_a(persona, primera(c, "gdl-inmujeres"))
        colaborar(c, persona, primera(c, institucion), "coopera")
        if institucion == "gdl-presidencia":
            # Su unidad quedó sin titular cuando dejó el servicio público.
            unidad = abrir_unidad(
                c, institucion, "instalada", FUNDAMENTO, {"enlace": primera(c, institucion)}
            )
            designar(c, unidad, persona, "titular")
        c.retirar(persona, hace, "Dejó el servicio público")


def _sin_aceptar(c: Compositora, coordinadora: str) -> None:
    pendientes = (
        ("enviada", "gdl-alumbrado", "mando_medio"),
        ("enviada", "gdl-parques", "superior"),
        ("enviada", "gdl-parques", "mando_medio"),
        ("enviada", "gdl-mercados", "mando_medio"),
        ("enviada", "gdl-servicios", "mando_medio"),
        ("enviada", "gdl-comisaria", "superior"),
        ("enviada", "gdl-adquisiciones", "mando_medio"),
        ("abierta", "gdl-archivo", "superior"),
        ("abierta", "gdl-turismo", "mando_medio"),
        ("abierta", "gdl-sindicatura", "mando_medio"),
        ("abierta", "gdl-comude", "titular"),
        ("abierta", "gdl-ciudad", "mando_medio"),
        ("vencida", "gdl-alumbrado", "superior"),
        ("vencida", "gdl-mercados", "superior"),
        ("vencida", "gdl-proteccion-civil", "superior"),
        ("vencida", "gdl-comisaria", "mando_medio"),
        ("vencida", "gdl-administracion", "superior"),
        ("vencida", "gdl-tesoreria", "titular"),
        ("vencida", "gdl-cultura", "mando_medio"),
        ("vencida", "gdl-economia", "mando_medio"),
        ("abierta", "gdl-programas-sociales", "superior"),
        ("revocada", "gdl-innovacion", "mando_medio"),
    )
    for estado, institucion, nivel in pendientes:
        c.invitar(estado, institucion, nivel, coordinadora)
    for institucion, motivo in (
        ("gdl-presidencia", "Por ahora no puedo comprometer el tiempo"),
        ("gdl-registro-civil", "Ya participa una compañera de mi área"),
        ("gdl-medio-ambiente", None),
    ):
        c.invitar("rechazada", institucion, "mando_medio", coordinadora, motivo)
