"""Las fichas llanas de la demostración: qué se inventa y con qué claves se enlaza.

Aquí no hay base de datos ni web. Cada ficha tiene una ``clave`` de texto que no se repite entre
redes, y las demás la nombran por esa clave; quien carga los datos las convierte en filas.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

NOTA_INVENTADA = "Persona inventada para la demostración"

TIPOS_DE_INSTITUCION = (
    "dependencia",
    "entidad_paraestatal",
    "organo_desconcentrado",
    "opd",
    "municipalidad",
    "direccion",
    "corporacion_municipal",
    "empresa_publica",
    "educativa",
    "academia",
    "organizacion_mujeres",
    "sociedad_civil",
    "empresa",
    "organismo_internacional",
    "instituto_mujeres",
)
ORDENES_DE_GOBIERNO = ("federal", "estatal", "municipal", "no_gubernamental", "internacional")
NIVELES_DE_TERRITORIO = ("pais", "entidad", "provincia", "municipio")
NIVELES_DE_CARGO = ("titular", "superior", "mando_medio", "operativo")
TEMAS = (
    "perspectiva_de_genero",
    "derechos_humanos",
    "igualdad_sustantiva",
    "liderazgo",
    "agendas",
    "presupuesto",
    "indicadores",
    "acoso_y_hostigamiento",
    "violencia",
    "datos",
    "reglamentos",
    "cultura_institucional",
)
AUDIENCIAS = ("coordinacion", "institucion", "red", "publico")
FINALIDADES = ("aviso_de_privacidad", "directorio", "analisis_de_red", "avisos_por_correo")
ROLES = ("administradora", "analista", "coordinadora", "enlace", "integrante")
ESTADOS_DE_INVITACION = ("pendiente", "aceptada", "vencida", "declinada", "revocada")
TIPOS_DE_UNIDAD = ("uig", "omm")
ESTADOS_DE_UNIDAD = (
    "no_iniciada",
    "designacion_solicitada",
    "designada",
    "instalacion_programada",
    "instalada",
    "con_plan_aprobado",
    "en_operacion",
    "con_informe_al_dia",
    "en_relevo",
    "inactiva",
)
PAPELES_DE_DESIGNACION = ("titular", "suplente", "enlace")
TIPOS_DE_CURSO = ("alineacion", "seminario", "curso", "taller", "conferencia", "diplomado")
MODALIDADES = ("presencial", "en_linea", "mixta")
ESTADOS_DE_EDICION = ("programada", "en_curso", "concluida", "cancelada")
ESTADOS_DE_INSCRIPCION = ("inscrita", "en_espera", "cancelada", "concluida", "no_concluida")
FRECUENCIAS = ("anual", "trimestral", "mensual", "semanal")
INSTRUMENTOS = ("ninguno", "oficio", "convenio", "comite")
METAS = ("servidoras_publicas", "instituciones_con_unidad", "comunas_con_oficina")


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritorioDemo:
    """Un país, una entidad (estado, región o departamento), una provincia o un municipio o comuna, con su código oficial."""

    pais: str
    codigo: str
    nombre: str
    nivel: str
    madre: str | None
    lat: float | None
    lon: float | None
    pob_mujeres: int | None
    pob_hombres: int | None

    @property
    def clave(self) -> str:
        """Código que no se repite entre países: ``MX-14039`` (el del país es sólo ``MX``)."""
        return clave_de_territorio(self.pais, self.codigo)

    @property
    def clave_madre(self) -> str | None:
        """La clave del territorio que contiene a éste; un país no tiene."""
        return None if self.madre is None else clave_de_territorio(self.pais, self.madre)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitucionDemo:
    """Una institución real; ``territorio`` y ``madre`` son claves; ``grupo`` es la comunidad de trabajo en que la demostración la pone."""

    clave: str
    nombre: str
    siglas: str
    tipo: str
    orden: str
    madre: str | None
    territorio: str
    antes_llamada: str
    grupo: str
    participa: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentimientoDemo:
    """Lo que una persona inventada respondió cuando se le pidió permiso para usar sus datos."""

    finalidad: str
    otorgado: bool
    el: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonaDemo:
    """Una persona inventada: su nombre, cómo se le localiza, qué ofrece, qué busca y quién puede ver cada dato."""

    clave: str
    pais: str
    nombres: str
    primer_apellido: str
    segundo_apellido: str
    sexo: str
    correo: str
    telefono: str
    semblanza: str
    ofrece: tuple[str, ...]
    busca: tuple[str, ...]
    audiencia_correo: str
    audiencia_telefono: str
    audiencia_perfil: str
    consentimientos: tuple[ConsentimientoDemo, ...]
    registrada_el: date
    nota: str = NOTA_INVENTADA

    @property
    def nombre_completo(self) -> str:
        """Nombres y apellidos, como se leen."""
        return f"{self.nombres} {self.primer_apellido} {self.segundo_apellido}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdscripcionDemo:
    """El cargo que una persona tuvo o tiene en una institución, con sus fechas (``hasta`` vacío: sigue)."""

    clave: str
    persona: str
    institucion: str
    cargo: str
    nivel: str
    desde: date
    hasta: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MembresiaDemo:
    """La pertenencia de una persona a una Red, con su rol; ``institucion`` es el alcance de quien es enlace."""

    clave: str
    red: str
    persona: str
    rol: str
    institucion: str | None
    desde: date
    hasta: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitacionDemo:
    """Una invitación a la Red y en qué quedó; ``persona`` sólo existe cuando la aceptó."""

    clave: str
    red: str
    correo: str
    nombre: str
    institucion: str
    nivel: str
    invita: str
    estado: str
    enviada_el: date
    vence_el: date
    abierta_el: date | None
    respondida_el: date | None
    persona: str | None
    motivo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnidadDemo:
    """Una unidad de género (UIG u OMM) de una institución y hasta dónde ha llegado su instalación."""

    clave: str
    red: str
    institucion: str
    tipo: str
    nombre: str
    estado: str
    ubicacion: str
    fundamento: str
    creada_el: date
    instalada_el: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignacionDemo:
    """Quién fue nombrada titular, suplente o enlace de una unidad, con oficio y fechas; vencida si ``hasta`` ya pasó."""

    clave: str
    unidad: str
    persona: str
    papel: str
    oficio: str
    desde: date
    hasta: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CursoDemo:
    """Un curso del catálogo; el mismo, con la misma clave, puede darse en varias redes."""

    clave: str
    codigo: str
    nombre: str
    tipo: str
    horas: int
    temas: tuple[str, ...]
    estandar: str
    descripcion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JornadaDemo:
    """Una sesión de una edición: día y horas."""

    el: date
    empieza: time
    termina: time


@dataclass(frozen=True, slots=True, kw_only=True)
class EdicionDemo:
    """Una vez que se da un curso en una Red: fechas, lugar, cupo y jornadas."""

    clave: str
    curso: str
    red: str
    titulo: str
    organiza: str
    responsable: str
    modalidad: str
    sede: str
    cupo: int
    estado: str
    inscripciones_abren_el: date
    inicia_el: date
    termina_el: date
    jornadas: tuple[JornadaDemo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InscripcionDemo:
    """El lugar de una persona en una edición; ``orden`` es el turno en que lo pidió y ordena la lista de espera."""

    clave: str
    edicion: str
    persona: str
    orden: int
    pedida_el: date
    estado: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColaboracionDemo:
    """El trabajo conjunto que una persona declara con otra; confirmada si la otra también lo dijo."""

    clave: str
    red: str
    declara: str
    con: str
    tema: str
    intensidad: int
    frecuencia: str
    instrumento: str
    confirmada: bool
    desde: date
    hasta: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CuentaDemo:
    """Una cuenta para entrar a ver la demostración; la contraseña la pone quien carga."""

    correo: str
    persona: str
    rol: str
    red: str | None
    institucion: str | None
    para_que: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RedDemo:
    """Una red entera, lista para cargarse: quién convoca, qué meta tiene y todo lo que hay en ella."""

    clave: str
    nombre: str
    pais: str
    territorio: str
    convoca: str
    objetivo: str
    meta_tipo: str
    meta_valor: int
    meta_texto: str
    creada_el: date
    instituciones: tuple[InstitucionDemo, ...]
    personas: tuple[PersonaDemo, ...]
    adscripciones: tuple[AdscripcionDemo, ...]
    membresias: tuple[MembresiaDemo, ...]
    invitaciones: tuple[InvitacionDemo, ...]
    unidades: tuple[UnidadDemo, ...]
    designaciones: tuple[DesignacionDemo, ...]
    cursos: tuple[CursoDemo, ...]
    ediciones: tuple[EdicionDemo, ...]
    inscripciones: tuple[InscripcionDemo, ...]
    colaboraciones: tuple[ColaboracionDemo, ...]
    cuentas: tuple[CuentaDemo, ...]


def clave_de_territorio(pais: str, codigo: str) -> str:
    """Une país y código oficial en una sola clave.

    >>> clave_de_territorio("MX", "14039")
    'MX-14039'
    >>> clave_de_territorio("CL", "CL")
    'CL'
    """
    return pais if codigo == pais else f"{pais}-{codigo}"
