"""Dos Redes enteras, alfa y beta, con una marca distinta en cada texto: lo que una deje ver de la otra se nota.

Cada valor de texto de una Red lleva una marca única (`qalfabcq`, `qbetabdq`), sin cifras porque un nombre no las
admite. Una marca de beta en la respuesta que recibe alguien de alfa dice exactamente qué columna de qué fila se escapó.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import JSON, Column, Text, func, select, update
from sqlalchemy.sql.schema import Table

from red.acceso.consultas import cuenta_de_persona
from red.acceso.modelos import SesionCerrada
from red.avisos.modelos import Aviso, EstadoAviso
from red.base import Modelo, db
from red.busqueda.modelos import Acto, ActoMultiple, FiltroGuardado, Lista
from red.continuidad.modelos import ClaseDeCambio, Reorganizacion, Sucesion
from red.duplicados.modelos import Clase, EstadoPar, Fusion, ParDuplicado
from red.fechas import Precision
from red.formacion.modelos import Inscripcion, Jornada
from red.invitaciones.modelos import Invitacion, LlaveInvitacion
from red.permisos import Rol
from red.personas.modelos import Correccion, Finalidad, Interes, NivelCargo, Persona, Puesto, Sentido, Tema
from red.redes.modelos import EstadoMembresia
from red.reloj import ahora, hoy
from red.territorios.modelos import ClasePeriodo, Nivel, Periodo
from red.unidades.modelos import AreaMinima, DesignacionPorConfirmar, Funcion
from red.vinculos.modelos import Colaboracion, Intensidad
from tests import fabricas
from tests.fabricas import con_letras, guardar
from tests.permisos import (
    agenda,
    alianzas,
    asistencias,
    certificacion,
    constancias,
    convocatorias,
    correos,
    cortes,
    evaluaciones,
    importaciones,
    levantamientos,
    lugares,
    membresias,
    papeles,
    solicitudes,
    trayectos,
)
from tests.permisos.marcas import RESERVADAS as RESERVADAS
from tests.permisos.marcas import SIN_MARCA as SIN_MARCA

COMUN = "compartida"
"""Palabra que todo lo que se busca tiene, en las dos Redes: buscarla no escribe ninguna marca en la página."""

ROLES = (
    "anonima", "sin_papel", "terminada", "integrante", "enlace", "analista", "coordinadora", "administradora",
)  # fmt: skip


@dataclass
class Lado:
    """Una Red y lo suyo: la llave o la clave de un objeto de cada clase."""

    nombre: str
    llaves: dict[str, Any] = field(default_factory=dict)
    desde: dict[str, int] = field(default_factory=dict)
    hasta: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, que: str) -> Any:
        """La llave de ese objeto."""
        return self.llaves[que]


@dataclass
class Mundo:
    """Las dos Redes, quiénes las visitan y qué significa cada marca."""

    alfa: Lado
    beta: Lado
    sesiones: dict[str, str]
    personas: dict[str, int]
    marcas: dict[str, tuple[str, int]] = field(default_factory=dict)
    secretos: dict[str, str] = field(default_factory=dict)


def columnas_con_marca() -> Iterator[tuple[Table, Column[Any]]]:
    """Toda columna de texto libre que no está exenta."""
    for tabla in Modelo.metadata.sorted_tables:
        for columna in tabla.columns:
            exenta = {f"{tabla.name}.{columna.name}", f"{tabla.name}.*"} & set(SIN_MARCA)
            if type(columna.type) in {Text, JSON} and not exenta:
                yield tabla, columna


def crear_mundo() -> Mundo:
    """Crea las dos Redes y sus visitantes en la base de la aplicación en curso."""
    fabricas.un_aviso_de_privacidad()
    pais = fabricas.un_territorio(nombre="Municipio de las dos")
    administradora = fabricas.una_administradora()
    sin_papel = fabricas.una_persona(nombre="Sin papel")
    fabricas.una_cuenta(sin_papel)
    alfa, beta = _crear_lado("alfa", pais.id), _crear_lado("beta", pais.id)
    guardar(SesionCerrada(marca="marca-de-una-sesion-cerrada-xyz", vence_en=ahora() + timedelta(hours=9)))
    personas = {
        "administradora": administradora.id,
        "sin_papel": sin_papel.id,
        **{
            rol: alfa[f"persona_{rol}"]
            for rol in ("terminada", "integrante", "enlace", "analista", "coordinadora")
        },
    }
    sesiones = {}
    for rol, persona_id in personas.items():
        cuenta = cuenta_de_persona(persona_id)
        assert cuenta is not None
        sesiones[rol] = cuenta.get_id()
    mundo = Mundo(alfa, beta, sesiones, personas)
    for lado in (alfa, beta):
        _marcar(mundo, lado)
    _anotar_secretos(mundo)
    db.session.remove()
    return mundo


def _maximos() -> dict[str, int]:
    return {
        tabla.name: db.session.scalar(select(func.max(tabla.c.id))) or 0
        for tabla in Modelo.metadata.sorted_tables
    }


def _crear_lado(nombre: str, territorio_id: int) -> Lado:
    lado = Lado(nombre, desde=_maximos())
    dia = hoy()
    convocante = fabricas.una_institucion(nombre=f"Instituto {nombre}", territorio_id=territorio_id, siglas="INS",
        correo="i@ejemplo.test", telefono="3", domicilio="d", sitio="s", fundamento="f", antes_llamada="a")  # fmt: skip
    dependencia = fabricas.una_institucion(
        nombre=f"Dirección {nombre}", territorio_id=territorio_id, madre_id=convocante.id
    )
    aparte = fabricas.una_institucion(nombre=f"Sin unidad {nombre}", territorio_id=territorio_id)
    suelta = fabricas.una_institucion(nombre=f"Suelta {nombre}", territorio_id=territorio_id)
    red = fabricas.una_red(convocante=convocante, instituciones=[dependencia, aparte], clave=f"red-{nombre}",
        descripcion="d")  # fmt: skip
    coordinadora = fabricas.una_coordinadora(red)
    analista = fabricas.una_analista(red)
    enlace = fabricas.un_enlace(dependencia)
    integrante = fabricas.una_integrante(red, dependencia)
    otra = fabricas.una_integrante(red, convocante, visibilidad={"intereses": "red"})
    terminada = fabricas.una_persona(nombre="Terminó ayer")
    fabricas.una_cuenta(terminada)
    fabricas.un_papel(terminada, Rol.COORDINADORA, red=red, hasta=dia - timedelta(days=1))
    oculta = fabricas.una_integrante(red, dependencia, telefono="33", segundo_apellido="B", nombre_preferido="C",
        ofrece="D", busca="E")  # fmt: skip
    pausada = fabricas.una_persona(nombre="En pausa")
    fabricas.una_adscripcion(pausada, dependencia)
    en_pausa = fabricas.una_membresia(red, pausada, estado=EstadoMembresia.EN_PAUSA, motivo="m")
    por_confirmar, candidata = (fabricas.una_persona(nombre=de) for de in ("Por confirmar", "Candidata"))
    fabricas.una_adscripcion(por_confirmar, dependencia, confirmada_el=None)
    fabricas.una_membresia(red, por_confirmar)
    fabricas.una_adscripcion(candidata, aparte)
    sin_institucion = fabricas.una_persona(nombre="Aceptó")
    fabricas.una_membresia(red, sin_institucion)
    aviso = fabricas.un_aviso_de_privacidad(jurisdiccion="MX")
    for persona in (coordinadora, analista, integrante, otra):
        for finalidad in Finalidad:
            fabricas.un_consentimiento(persona, finalidad, aviso)
    fabricas.un_consentimiento(oculta, Finalidad.PARTICIPAR, aviso)
    guardar(Interes(persona_id=integrante.id, sentido=Sentido.BUSCA, tema=Tema.PRESUPUESTO))
    for persona in (otra, oculta):
        guardar(Interes(persona_id=persona.id, sentido=Sentido.OFRECE, tema=Tema.PRESUPUESTO))
    guardar(Correccion(persona_id=integrante.id, quien_id=coordinadora.id, hecha_en=ahora(), motivo="m"))
    unidad = fabricas.una_unidad(dependencia, fundamento="f")
    titular = fabricas.una_designacion(unidad, otra, oficio="o")
    fabricas.una_designacion(unidad, enlace, funcion=Funcion.ENLACE, hasta=dia - timedelta(days=9))
    pedida = guardar(DesignacionPorConfirmar(unidad_id=unidad.id, funcion=Funcion.INTEGRANTE, area=AreaMinima.JURIDICA,
        nombre="N", primer_apellido="A", segundo_apellido="B", correo=f"pedida.{nombre}@ejemplo.test", puesto="p",
        nivel=NivelCargo.TITULAR, desde=dia, desde_precision=Precision.DIA, oficio="o", releva=False,
        pedida_por_id=enlace.id, pedida_en=ahora()))  # fmt: skip
    curso = fabricas.un_curso(red, descripcion="d")
    edicion = fabricas.una_edicion(red, curso=curso, cupo=2)
    empieza = ahora() + timedelta(days=31)
    cancelada = fabricas.una_edicion(red, curso=curso, cancelada_en=ahora(), motivo_cancelacion="m")
    guardar(
        Jornada(edicion_id=edicion.id, inicia_en=empieza, termina_en=empieza + timedelta(hours=1), lugar="l")
    )
    libre = fabricas.una_edicion(red, curso=curso, nombre="Con lugares")
    suyas = [
        guardar(Inscripcion(edicion_id=edicion.id, persona_id=persona.id, lugar=lugar, pedida_en=ahora(),
            con_lugar_en=ahora() if lugar else None))
        for persona, lugar in ((integrante, 1), (otra, 2), (pausada, None))
    ]  # fmt: skip
    invitaciones = {}
    for estado, cambios in {
        "sin_respuesta": {},
        "pidio_otra": {"nota": "n", "nueva_pedida_en": ahora()},
    }.items():
        invitaciones[estado] = guardar(Invitacion(red_id=red.id, correo=f"{estado}.{nombre}@ejemplo.test", nombre="N",
            institucion_id=aparte.id, mensaje="m", creada_en=ahora(), creada_por_id=coordinadora.id,
            vence_en=ahora() + timedelta(days=5), **cambios))  # fmt: skip
    aceptada = guardar(Invitacion(red_id=red.id, correo=f"acepto.{nombre}@ejemplo.test", nombre="N", creada_en=ahora(),
        vence_en=ahora() + timedelta(days=5), aceptada_en=ahora(), persona_id=sin_institucion.id, dice_institucion="d",
        dice_puesto="p", dice_nivel=NivelCargo.TITULAR))  # fmt: skip
    ficha = f"ficha-de-{nombre}-que-nadie-adivina-0123456789"
    guardar(LlaveInvitacion(invitacion_id=invitaciones["sin_respuesta"].id, huella=LlaveInvitacion.huella_de(ficha),
        creada_en=ahora()))  # fmt: skip
    propia = guardar(Colaboracion(red_id=red.id, persona_id=integrante.id, con_institucion_id=aparte.id,
        intensidad=Intensidad.COORDINA, proposito="p", desde=dia - timedelta(days=20)))  # fmt: skip
    ajena = guardar(Colaboracion(red_id=red.id, persona_id=otra.id, con_persona_id=coordinadora.id,
        intensidad=Intensidad.COOPERA, proposito="p", desde=dia - timedelta(days=20)))  # fmt: skip
    hacia_mi = guardar(Colaboracion(red_id=red.id, persona_id=otra.id, con_persona_id=integrante.id,
        intensidad=Intensidad.CONOCE, proposito="p", desde=dia - timedelta(days=20)))  # fmt: skip
    correo = guardar(Aviso(plantilla="invitacion", para=f"x.{nombre}@ejemplo.test", datos={"nombre": "n"},
        red_id=red.id, referencia=f"invitacion:{invitaciones['sin_respuesta'].id}", identificador=f"correo-{nombre}",
        estado=EstadoAviso.FALLIDO, creado_en=ahora(), siguiente_en=ahora() + timedelta(days=400),
        error="e"))  # fmt: skip
    llaves: dict[str, Any] = {}
    llaves |= correos.crear_correos(red, correo, coordinadora, terminada, integrante)
    repetida = fabricas.una_integrante(red, dependencia)
    par = guardar(ParDuplicado(clase=Clase.PERSONA, a_id=otra.id, b_id=repetida.id, puntos=80,
        razones={"lista": ["r"]}, hallado_en=ahora()))  # fmt: skip
    ignorado = guardar(ParDuplicado(clase=Clase.PERSONA, a_id=integrante.id, b_id=repetida.id, puntos=70,
        razones={"lista": ["r"]}, hallado_en=ahora(), estado=EstadoPar.IGNORADO))  # fmt: skip
    fundida = fabricas.una_persona(nombre="Ya se juntó", fusionada_en_id=otra.id)
    fusion = guardar(Fusion(clase=Clase.PERSONA, queda_id=otra.id, se_va_id=fundida.id, quien_id=coordinadora.id,
        hecha_en=ahora(), diario={"cambios": []}))  # fmt: skip
    filtro = guardar(FiltroGuardado(quien_id=coordinadora.id, nombre="f", lista=Lista.PERSONAS,
        parametros={"q": "x"}, red_id=red.id, guardado_en=ahora()))  # fmt: skip
    acto = guardar(ActoMultiple(red_id=red.id, quien_id=coordinadora.id, acto=Acto.CONFIRMAR, parametros={},
        hecho_en=ahora(), cuantas=1, resultados={"filas": []}))  # fmt: skip
    llaves |= papeles.crear_papeles(nombre, red, unidad, coordinadora)
    llaves |= membresias.crear_membresias(nombre, red, integrante, otra, aviso)
    llaves |= importaciones.crear_importaciones(red, coordinadora)
    llaves |= convocatorias.crear_convocatorias(red, aparte, coordinadora)
    llaves |= evaluaciones.crear_evaluaciones(red, curso, integrante, otra, coordinadora)
    llaves |= asistencias.crear_asistencias(nombre, red, curso, integrante, otra, enlace, coordinadora)
    otra_del_curso = fabricas.una_edicion(
        red, curso=curso, nombre="La que pide visto bueno", pide_visto_bueno=True
    )
    llaves |= trayectos.crear_trayectos(red, curso, integrante)
    llaves |= lugares.crear_lugares(nombre, otra_del_curso, libre, integrante)
    llaves |= certificacion.crear_certificacion(nombre, red, integrante, enlace, otra)
    llaves |= constancias.crear_constancias(red, coordinadora, integrante, otra)
    llaves |= cortes.crear_cortes(red, coordinadora)
    llaves |= alianzas.crear_alianzas(red, convocante, dependencia, integrante)
    llaves |= agenda.crear_agenda(nombre, edicion, integrante)
    llaves |= levantamientos.crear_levantamientos(red, integrante, otra, oculta, dependencia)
    llaves |= solicitudes.crear_solicitudes(red, dependencia, coordinadora, analista)
    puesto = guardar(Puesto(institucion_id=dependencia.id, nombre="p", area="a", nivel=NivelCargo.TITULAR,
        termina_con_gobierno=True, desde=dia - timedelta(days=300)))  # fmt: skip
    cambio = guardar(Reorganizacion(clase=ClaseDeCambio.RENOMBRADA, institucion_id=dependencia.id, fundamento="f",
        el=dia - timedelta(days=20), hecha_en=ahora(), diario={"cambiadas": [], "nuevas": []}))  # fmt: skip
    guardar(Sucesion(reorganizacion_id=cambio.id, antecesora_id=aparte.id, sucesora_id=dependencia.id))
    dividida = fabricas.una_institucion(nombre=f"Dividida {nombre}", territorio_id=territorio_id)
    fabricas.una_participacion(red, dividida)
    fabricas.una_membresia(red, de_dividida := fabricas.una_persona(nombre="Por repartir"))
    fabricas.una_adscripcion(de_dividida, dividida)
    division = guardar(Reorganizacion(clase=ClaseDeCambio.DIVIDIDA, institucion_id=dividida.id, fundamento="f",
        el=dia - timedelta(days=9), hecha_en=ahora(), diario={"cambiadas": [], "nuevas": []}))  # fmt: skip
    guardar(Sucesion(reorganizacion_id=division.id, antecesora_id=dividida.id, sucesora_id=aparte.id))
    periodo = guardar(Periodo(territorio_id=territorio_id, gobierno=Nivel.MUNICIPIO, clase=ClasePeriodo.TRIENIO,
        nombre=f"Administración {nombre}", desde=date(2024 if nombre == "alfa" else 2020, 10, 1),
        hasta=date(2027 if nombre == "alfa" else 2023, 9, 30)))  # fmt: skip
    lado.hasta = _maximos()
    membresia = _una("membresia", red_id=red.id, persona_id=integrante.id)
    lado.llaves = {
        **llaves,
        "red": red.id,
        "convocante": convocante.id,
        "institucion": dependencia.id,
        "sin_unidad": aparte.id,
        "suelta": suelta.id,
        "institucion_dividida": dividida.id,
        "unidad": unidad.id,
        "designacion": titular.id,
        "designacion_por_confirmar": pedida.id,
        "curso": curso.id,
        "edicion": edicion.id,
        "edicion_libre": libre.id,
        "edicion_cancelada": cancelada.id,
        "inscripcion": suyas[0].id,
        "inscripcion_de_otra": suyas[1].id,
        "invitacion": invitaciones["sin_respuesta"].id,
        "invitacion_por_atender": invitaciones["pidio_otra"].id,
        "invitacion_aceptada": aceptada.id,
        "ficha": ficha,
        "vinculo": propia.id,
        "vinculo_de_otra": ajena.id,
        "vinculo_hacia_mi": hacia_mi.id,
        "correo": correo.id,
        "membresia": membresia,
        "membresia_en_pausa": en_pausa.id,
        "participacion": _una("participacion", red_id=red.id, institucion_id=aparte.id),
        "papel": _una("asignacion", rol=Rol.ENLACE, persona_id=enlace.id),
        "territorio": territorio_id,
        "puesto": puesto.id,
        "reorganizacion": cambio.id,
        "periodo": periodo.id,
        "par": par.id,
        "par_ignorado": ignorado.id,
        "fusion": fusion.id,
        "filtro": filtro.id,
        "lista": Lista.PERSONAS.value,
        "acto": Acto.CONFIRMAR.value,
        "acto_multiple": acto.id,
        "persona_coordinadora": coordinadora.id,
        "persona_analista": analista.id,
        "persona_enlace": enlace.id,
        "persona_integrante": integrante.id,
        "persona_otra": otra.id,
        "persona_oculta": oculta.id,
        "persona_terminada": terminada.id,
        "persona_por_confirmar": por_confirmar.id,
        "persona_candidata": candidata.id,
    }
    return lado


def _una(tabla: str, **valores: Any) -> int:
    columnas = Modelo.metadata.tables[tabla].c
    consulta = select(columnas.id).where(*(columnas[clave] == valor for clave, valor in valores.items()))
    return int(db.session.execute(consulta.order_by(columnas.id)).scalars().first() or 0)


def _marcar(mundo: Mundo, lado: Lado) -> None:
    """Escribe una marca única en cada texto de la Red, y recuerda las claves que quedaron en sus direcciones."""
    with db.engine.connect().execution_options(escribe=True) as conexion, conexion.begin():
        for tabla, columna in columnas_con_marca():
            suyas = (tabla.c.id > lado.desde[tabla.name]) & (tabla.c.id <= lado.hasta[tabla.name])
            for fila in (
                conexion.execute(select(tabla.c.id).where(suyas).order_by(tabla.c.id)).scalars().all()
            ):
                marca = f"q{lado.nombre}{con_letras(len(mundo.marcas))}q"
                mundo.marcas[marca] = (f"{tabla.name}.{columna.name}", fila)
                valor = _con_forma(columna, marca)
                conexion.execute(update(tabla).where(tabla.c.id == fila).values({columna.name: valor}))
        correos.enlazar(conexion, lado.llaves)
        for que, tabla_, columna_ in (("clave", "red", "clave"),):
            de = Modelo.metadata.tables[tabla_].c
            lado.llaves[que] = conexion.execute(select(de[columna_]).where(de.id == lado["red"])).scalar_one()
        archivos = Modelo.metadata.tables["archivo"].c
        lado.llaves["clave_de_archivo"] = conexion.execute(
            select(archivos.clave).where(archivos.id == lado["archivo"])
        ).scalar_one()
        expedientes = Modelo.metadata.tables["expediente"].c
        for que in [clave for clave in lado.llaves if clave.startswith("expediente_en_")]:
            lado.llaves[f"clave_de_{que}"] = conexion.execute(
                select(expedientes.clave).where(expedientes.id == lado[que])
            ).scalar_one()
        personas = Modelo.metadata.tables["persona"].c
        for que in [clave for clave in lado.llaves if clave.startswith("persona_")]:
            clave = conexion.execute(select(personas.clave).where(personas.id == lado[que])).scalar_one()
            lado.llaves[f"clave_de_{que.removeprefix('persona_')}"] = clave


def _con_forma(columna: Column[Any], marca: str) -> Any:
    """La marca con la forma que la columna pide."""
    if columna.name in importaciones.EN_LISTA:
        return importaciones.EN_LISTA[columna.name](marca)
    if columna.name in evaluaciones.EN_LISTA:
        return evaluaciones.EN_LISTA[columna.name](marca)
    if isinstance(columna.type, JSON):
        return {"nombre": [None, marca]} if columna.table.name == "registro" else {"nombre": marca}
    if columna.name in {"correo", "para", "propuesta"}:
        return f"{marca}@ejemplo.test"
    if columna.name.startswith("busqueda"):
        return f" {COMUN} {marca}"
    if columna.name == "sitio":
        return f"https://{marca}.ejemplo.test"
    if columna.name in {"clave", "orden"}:
        return marca
    return f"{COMUN} {marca}"


def _anotar_secretos(mundo: Mundo) -> None:
    for donde in RESERVADAS:
        tabla, _, columna = donde.partition(".")
        de = Modelo.metadata.tables[tabla].c
        for valor in db.session.execute(select(de[columna])).scalars():
            mundo.secretos[valor] = donde


MARCA = re.compile(r"q(?:alfa|beta)[a-j]+q")


def nombre_de(persona_id: int) -> str:
    """Cómo se llama hoy la persona; para mensajes."""
    return db.session.get_one(Persona, persona_id).nombre_visible
