"""La Red estatal de Unidades de Igualdad de Género de Chiapas, compuesta para enseñarse.

Los 68 organismos existen; qué unidad tiene cada uno, y en qué estado, es inventado.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from red.demostracion.aulas import abrir_edicion, inscribir
from red.demostracion.compositora import Compositora, Marco
from red.demostracion.instalacion import INSTALADAS, abrir_unidad
from red.demostracion.lazos import colaborar, tejer, terminar
from red.demostracion.personas_inventadas import azar

MARCO = Marco("chiapas", "MX", "MX-07", "961 555", meses_de_vida=24)
CONVOCANTE = "chis-sec-mujer-igualdad-genero"
FUNDAMENTO = "Decreto publicado el 28 de octubre de 2020"

ESTADOS = {
    "en_operacion": 9,
    "con_plan": 8,
    "instalada": 9,
    "en_relevo": 3,
    "instalacion_programada": 3,
    "designada": 5,
    "designacion_solicitada": 4,
}
"""Cuántas unidades hay en cada estado; los demás organismos no han empezado."""

PUENTE = "chis-sec-economia-trabajo"
"""Por su enlace, y sólo por ella, la comunidad económica está unida con el resto."""


def componer(hoy: date) -> Compositora:
    """Compone la red entera, con ``hoy`` como el día en que se mira."""
    c = Compositora(MARCO, hoy)
    coordinadora, analista, *equipo = _coordinacion(c)
    estados = _reparto(c)
    _unidades(c, estados, coordinadora)
    _lazos(c, coordinadora, analista, equipo)
    _formacion(c, [analista, *equipo])
    terminar(c, cada=5, hace_dias=90)
    _sin_aceptar(c, estados, coordinadora)
    return c


def _coordinacion(c: Compositora) -> list[str]:
    coordinadora = c.persona(
        CONVOCANTE, "superior", correo="coordinadora@chiapas.ejemplo.test", registrada_el=c.creada_el,
        puesto="Coordinación de Unidades de Igualdad de Género", clave_en_la_red=True,
    )  # fmt: skip
    analista = c.persona(
        CONVOCANTE, "mando_medio", correo="instituto@chiapas.ejemplo.test", registrada_el=c.creada_el,
        puesto="Jefatura de seguimiento a unidades", clave_en_la_red=True,
    )  # fmt: skip
    c.sumar(coordinadora, rol="coordinadora")
    c.sumar(analista, rol="analista")
    asesoras = [c.persona(CONVOCANTE, "operativo", puesto="Asesoría técnica de unidades") for _ in range(2)]
    for asesora in asesoras:
        c.sumar(asesora)
        c.invitar_a(asesora, coordinadora)
    c.cuenta(coordinadora, "coordinadora", "Coordina las unidades del estado: cobertura, relevos y formación")
    c.cuenta(analista, "analista", "Personal de la secretaría: analiza la red estatal y abre su mapa")
    return [coordinadora, analista, *asesoras]


def _reparto(c: Compositora) -> dict[str, str]:
    """Qué estado le toca a cada organismo: primero las dependencias, después los demás al azar."""
    sorteo = azar("chiapas", "reparto")
    centrales = [i.clave for i in c.instituciones.values() if i.tipo == "dependencia"]
    demas = [i.clave for i in c.instituciones.values() if i.tipo != "dependencia"]
    sorteo.shuffle(demas)
    orden = [CONVOCANTE, PUENTE, *(k for k in centrales if k not in (CONVOCANTE, PUENTE)), *demas]
    estados = [estado for estado, cuantas in ESTADOS.items() for _ in range(cuantas)]
    return dict(zip(orden, estados, strict=False))


def _unidades(c: Compositora, estados: dict[str, str], coordinadora: str) -> None:
    for institucion, estado in estados.items():
        sorteo = azar(institucion, "unidad")
        designadas: dict[str, str] = {}
        if estado != "designacion_solicitada":
            # Sólo algunas unidades tienen además suplente y una persona que hace de enlace.
            funciones = ["titular"]
            funciones += ["enlace"] if sorteo.random() < 0.6 else []
            funciones += ["suplente"] if sorteo.random() < 0.3 else []
            for funcion in funciones:
                designadas[funcion] = _designada(c, institucion, funcion, coordinadora)
        relevo = estado == "en_relevo"
        vence = relevo or (estado in INSTALADAS and sorteo.random() < 0.12)
        abrir_unidad(
            c, institucion, estado, FUNDAMENTO, designadas,
            vencidas=frozenset({"titular"}) if vence else frozenset(),
        )  # fmt: skip


def _designada(c: Compositora, institucion: str, funcion: str, coordinadora: str) -> str:
    equipo = c.equipos[institucion]
    sorteo = azar(institucion, funcion)
    sexo = "mujer" if funcion == "titular" or sorteo.random() < 0.8 else "hombre"
    nivel = "superior" if funcion == "titular" and sorteo.random() < 0.45 else "mando_medio"
    nivel = "operativo" if funcion == "enlace" and sorteo.random() < 0.25 else nivel
    persona = c.persona(institucion, nivel, sexo=sexo, clave_en_la_red=not equipo)
    if funcion != "enlace" and sorteo.random() < 0.15:
        c.rotar(persona, _vecina(c, institucion))
    # La primera designada de cada organismo lo registra en la plataforma: es su enlace.
    if funcion == "titular":
        c.sumar(persona, rol="enlace", institucion=institucion)
    else:
        c.sumar(persona)
    c.invitar_a(persona, coordinadora)
    return persona


def _vecina(c: Compositora, institucion: str) -> str:
    """Otra institución de su comunidad: de ahí viene quien cambió de puesto."""
    grupo = c.instituciones[institucion].grupo
    otras = [i.clave for i in c.instituciones.values() if i.grupo == grupo and i.clave != institucion]
    return azar(institucion, "vecina").choice(otras)


def _lazos(c: Compositora, coordinadora: str, analista: str, equipo: list[str]) -> None:
    comunidades: dict[str, list[str]] = {}
    for ficha in c.instituciones.values():
        if ficha.clave != CONVOCANTE and c.equipos.get(ficha.clave):
            comunidades.setdefault(ficha.grupo, []).append(ficha.clave)
    colaborar(c, coordinadora, analista, "integra", confirmada=True)
    for asesora in equipo:
        colaborar(c, analista, asesora, "coordina", confirmada=True)
    centros: list[str] = []
    for grupo, instituciones in comunidades.items():
        centro = c.equipos[PUENTE if grupo == "economia" else instituciones[0]][0]
        centros.append(centro)
        colaborar(c, coordinadora, centro, "coordina", confirmada=True)
        for institucion in instituciones:
            # De cada cuatro organismos, a uno todavía nadie lo ha acercado a los demás.
            if azar(institucion, "cerca").random() < 0.75 and c.equipos[institucion][0] != centro:
                colaborar(c, centro, c.equipos[institucion][0], "coopera")
        cercanas = [i for i in instituciones if azar(i, "cerca").random() < 0.75]
        tejer(c, cercanas, dentro=0.7, fuera=0.10)
    # Los sectores vecinos se tratan entre sí; el económico sólo pasa por su puente.
    otros = [p for p in centros if c.vigente(p).institucion != PUENTE]
    for una, otra in pairwise(otros):
        colaborar(c, una, otra, "coordina", confirmada=True)


def _formacion(c: Compositora, casa: list[str]) -> None:
    def sector(grupo: str, cuantas: int) -> list[str]:
        gente = [
            persona
            for institucion, equipo in c.equipos.items()
            if c.instituciones[institucion].grupo == grupo and institucion != CONVOCANTE
            for persona in equipo
        ]
        return gente[:cuantas]

    aula = "Sala de capacitación de la secretaría, Tuxtla Gutiérrez"
    pasadas = (
        ("TAL-10", "Sector educación", 400, 20, sector("educacion", 14)),
        ("SEM-09", "Sector seguridad y justicia", 300, 20, sector("seguridad", 16)),
        ("SEM-01", "Sector bienestar", 240, 20, sector("bienestar", 14)),
        ("CUR-06", "Administración y finanzas", 180, 15, sector("administracion", 12)),
        ("CUR-07", "Sector económico", 120, 12, sector("economia", 10)),
        ("EC0308", "Primera generación", 160, 15, [*casa, *sector("seguridad", 4), *sector("educacion", 4)]),
    )
    for codigo, nombre, hace, cupo, personas in pasadas:
        inscribir(c, abrir_edicion(c, codigo, nombre, en_dias=-hace, cupo=cupo, lugar=aula), personas)
    segunda = abrir_edicion(c, "EC0308", "Segunda generación", en_dias=30, cupo=14, lugar=aula)
    inscribir(c, segunda, [*sector("bienestar", 7), *sector("territorio", 3), *sector("administracion", 3)])
    acoso = abrir_edicion(c, "CUR-08", "Grupo A", en_dias=45, cupo=12, lugar="En línea", modalidad="en_linea")
    inscribir(c, acoso, [*sector("seguridad", 8), *sector("administracion", 8)])
    abrir_edicion(c, "SEM-05", "Agenda común", en_dias=70, cupo=60, lugar=aula, modalidad="mixta")


def _sin_aceptar(c: Compositora, estados: dict[str, str], coordinadora: str) -> None:
    sin_unidad = [clave for clave in c.instituciones if clave not in estados]
    suertes = ("enviada", "enviada", "abierta", "vencida", "enviada", "abierta", "rechazada")
    for n, institucion in enumerate(sin_unidad[:22]):
        estado = suertes[n % len(suertes)]
        motivo = "Esperamos la designación de nuestra persona titular" if estado == "rechazada" else None
        c.invitar(estado, institucion, "mando_medio", coordinadora, motivo)
    for institucion in [k for k, estado in estados.items() if estado == "designacion_solicitada"]:
        c.invitar("enviada", institucion, "superior", coordinadora)
