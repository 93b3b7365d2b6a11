"""La Red intermunicipal de Oficinas Municipales de la Mujer de la Región de Coquimbo, para enseñarse.

Las 15 comunas existen; cuáles tienen oficina, y en qué estado, es inventado.
"""

from __future__ import annotations

from datetime import date

from red.demostracion import listas
from red.demostracion.aulas import abrir_edicion, inscribir
from red.demostracion.compositora import Compositora, Marco
from red.demostracion.instalacion import abrir_unidad
from red.demostracion.lazos import colaborar, tejer

MARCO = Marco("coquimbo", "CL", "CL", "51 200", meses_de_vida=18)
CONVOCANTE = "coq-sernameg"
FUNDAMENTO = "Convenio con SernamEG y decreto alcaldicio que lo aprueba"
COMUNAS = tuple(i.clave for i in listas.instituciones("coquimbo") if i.tipo == "municipalidad")

OFICINAS = {
    "coq-la-serena": ("en_operacion", 3),
    "coq-coquimbo": ("en_operacion", 3),
    "coq-vicuna": ("con_plan", 2),
    "coq-andacollo": ("instalada", 1),
    "coq-ovalle": ("en_operacion", 3),
    "coq-monte-patria": ("con_plan", 2),
    "coq-punitaqui": ("instalada", 1),
    "coq-combarbala": ("designada", 1),
    "coq-illapel": ("en_operacion", 2),
    "coq-salamanca": ("con_plan", 2),
    "coq-los-vilos": ("en_relevo", 1),
}
"""Las once comunas con oficina: su estado y cuántas personas de ella están en la Red."""

SIN_OFICINA = {"coq-paiguano": 1, "coq-canela": 1, "coq-la-higuera": 0, "coq-rio-hurtado": 0}
"""Las cuatro sin oficina y cuántas personas de ellas ya entraron."""

CENTROS = {"elqui": "coq-la-serena", "limari": "coq-ovalle", "choapa": "coq-illapel"}

VIENEN_DE = {"coq-los-vilos": "coq-illapel", "coq-punitaqui": "coq-ovalle", "coq-vicuna": "coq-la-serena"}
"""Encargadas que antes trabajaron en otra comuna: en estas oficinas se rota mucho."""

_ENCARGADA = "Encargada de la Oficina Municipal de la Mujer"


def componer(hoy: date) -> Compositora:
    """Compone la red entera, con ``hoy`` como el día en que se mira."""
    c = Compositora(MARCO, hoy)
    coordinadora, analista = _region(c)
    _comunas(c, coordinadora)
    _oficinas(c)
    _lazos(c, coordinadora, analista)
    _formacion(c)
    _sin_aceptar(c, coordinadora)
    return c


def _region(c: Compositora) -> tuple[str, str]:
    coordinadora = c.persona(
        CONVOCANTE, "superior", correo="coordinadora@coquimbo.ejemplo.test", registrada_el=c.creada_el,
        puesto="Encargada regional de Oficinas Municipales de la Mujer", clave_en_la_red=True,
    )  # fmt: skip
    analista = c.persona(
        CONVOCANTE, "operativo", registrada_el=c.creada_el, puesto="Análisis y seguimiento regional",
        clave_en_la_red=True,
    )  # fmt: skip
    contraparte = c.persona(CONVOCANTE, "mando_medio", puesto="Contraparte técnica de convenios")
    regional = c.persona("coq-gore", "mando_medio", puesto="Secretaría de la Comisión de Equidad de Género")
    corporacion = c.persona("coq-corporacion-la-serena", "mando_medio")
    c.sumar(coordinadora, rol="coordinadora")
    c.sumar(analista, rol="analista")
    for persona in (contraparte, regional, corporacion):
        c.sumar(persona)
        c.invitar_a(persona, coordinadora)
    c.cuenta(coordinadora, "coordinadora", "Coordina la red intermunicipal desde la región")
    return coordinadora, analista


def _comunas(c: Compositora, coordinadora: str) -> None:
    cuantas = {clave: numero for clave, (_, numero) in OFICINAS.items()} | SIN_OFICINA
    for institucion in COMUNAS:
        for lugar in range(cuantas[institucion]):
            con_oficina = institucion in OFICINAS
            encargada = lugar == 0 and con_oficina
            demo = institucion == "coq-la-serena" and lugar == 1
            persona = c.persona(
                institucion,
                "operativo" if lugar == 2 or not con_oficina else "mando_medio",
                correo="integrante@coquimbo.ejemplo.test" if demo else None,
                puesto=_ENCARGADA if encargada else None,
                clave_en_la_red=lugar == 0 or demo,
            )
            if institucion in VIENEN_DE and lugar == 0:
                c.rotar(persona, VIENEN_DE[institucion])
            if encargada:
                c.sumar(persona, rol="enlace", institucion=institucion)
            else:
                c.sumar(persona)
            c.invitar_a(persona, coordinadora)
            if demo:
                c.cuenta(persona, "integrante", "Integrante de la oficina de La Serena")


def _oficinas(c: Compositora) -> None:
    for institucion, (estado, _) in OFICINAS.items():
        equipo = c.equipos[institucion]
        designadas = {"titular": equipo[0]}
        if len(equipo) > 1:
            designadas["suplente"] = equipo[1]
        if len(equipo) > 2:
            designadas["enlace"] = equipo[2]
        abrir_unidad(
            c, institucion, estado, FUNDAMENTO, designadas, tipo="omm",
            nombre="Oficina Municipal de la Mujer",
            vencidas=frozenset({"titular"}) if estado == "en_relevo" else frozenset(),
        )  # fmt: skip


def _lazos(c: Compositora, coordinadora: str, analista: str) -> None:
    encargada = {clave: equipo[0] for clave, equipo in c.equipos.items()}
    colaborar(c, coordinadora, analista, "integra", confirmada=True)
    colaborar(c, coordinadora, c.equipos[CONVOCANTE][2], "coordina", confirmada=True)
    colaborar(c, coordinadora, encargada["coq-gore"], "coordina", confirmada=True)
    colaborar(c, encargada["coq-corporacion-la-serena"], c.equipos["coq-la-serena"][1], "coopera")
    colaborar(c, coordinadora, encargada["coq-la-serena"], "coordina", confirmada=True)
    colaborar(c, coordinadora, encargada["coq-ovalle"], "coordina", confirmada=True)
    colaborar(c, encargada["coq-la-serena"], encargada["coq-coquimbo"], "integra", confirmada=True)
    # A la provincia de Choapa se llega sólo por la encargada de Illapel.
    colaborar(c, encargada["coq-ovalle"], encargada["coq-illapel"], "coordina", confirmada=True)
    for provincia, centro in CENTROS.items():
        vecinas = [
            i.clave
            for i in c.instituciones.values()
            if i.grupo == provincia and i.clave in OFICINAS and i.clave in c.equipos
        ]
        for institucion in vecinas:
            if institucion != centro:
                colaborar(c, encargada[centro], encargada[institucion], "coopera")
        tejer(c, vecinas, dentro=0.8, fuera=0.15)


def _formacion(c: Compositora) -> None:
    def provincia(*nombres: str) -> list[str]:
        return [
            persona
            for institucion, equipo in c.equipos.items()
            if c.instituciones[institucion].grupo in nombres and institucion in OFICINAS
            for persona in equipo
        ]

    serena = "Sala de reuniones de la Dirección Regional, La Serena"
    pasadas = (
        ("CUR-11", "Elqui", 260, 20, provincia("elqui"), serena),
        ("TAL-12", "Limarí", 170, 15, provincia("limari"), "Casa de la Mujer, Ovalle"),
        ("CUR-13", "Choapa", 90, 12, provincia("choapa"), "Salón municipal, Illapel"),
    )
    for codigo, nombre, hace, cupo, personas, lugar in pasadas:
        inscribir(c, abrir_edicion(c, codigo, nombre, en_dias=-hace, cupo=cupo, lugar=lugar), personas)
    datos = abrir_edicion(c, "CUR-07", "Regional", en_dias=35, cupo=5, lugar="En línea", modalidad="en_linea")
    inscribir(c, datos, provincia("elqui")[:7])
    agenda = abrir_edicion(c, "TAL-12", "Elqui", en_dias=50, cupo=18, lugar=serena)
    inscribir(c, agenda, c.equipos["coq-vicuna"])
    abrir_edicion(c, "SEM-04", "Concejalas y encargadas", en_dias=75, cupo=30, lugar=serena)


def _sin_aceptar(c: Compositora, coordinadora: str) -> None:
    c.invitar("enviada", "coq-la-higuera", "titular", coordinadora)
    c.invitar("abierta", "coq-rio-hurtado", "mando_medio", coordinadora)
    c.invitar("vencida", "coq-andacollo", "operativo", coordinadora)
    c.invitar("enviada", "coq-punitaqui", "operativo", coordinadora)
    c.invitar("rechazada", "coq-coquimbo", "superior", coordinadora, "Cambié de funciones este mes")
