"""Las fichas llanas de la demostración: qué se inventa y con qué claves se enlaza.

Aquí no hay base de datos ni web. Cada ficha tiene una ``clave`` de texto que no se repite entre
redes, y las demás la nombran por esa clave; quien carga los datos las convierte en filas. Las
opciones se escriben con los mismos valores que usan los modelos.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

NOTA_INVENTADA = "Persona inventada para la demostración"


@dataclass(frozen=True, slots=True, kw_only=True)
class TerritorioDemo:
    """País, entidad (estado, región o departamento), provincia, o municipio o comuna, con su código oficial."""

    pais: str
    codigo: str
    nombre: str
    nivel: str
    madre: str | None
    latitud: float | None
    longitud: float | None
    mujeres: int | None
    hombres: int | None

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
    """Institución real. ``territorio`` y ``madre`` son claves; ``grupo``, la comunidad de trabajo que se le inventa."""

    clave: str
    nombre: str
    siglas: str | None
    tipo: str
    orden: str
    madre: str | None
    territorio: str
    antes_llamada: str | None
    grupo: str
    participa: bool
    desde: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentimientoDemo:
    """Permiso que una persona inventada dio para una finalidad, y quizá retiró; lo que negó no tiene ficha."""

    finalidad: str
    otorgado_el: date
    retirado_el: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonaDemo:
    """Una persona inventada: su nombre, cómo se le localiza, qué ofrece, qué busca y quién puede ver cada dato.

    ``visibilidad`` son parejas de campo y audiencia; ``ofrece`` y ``busca`` son temas, y los textos
    dicen lo mismo con sus palabras. La ``nota`` va también al final de lo que ofrece, para que se
    lea en su ficha.
    """

    clave: str
    pais: str
    nombre: str
    primer_apellido: str
    segundo_apellido: str
    nombre_preferido: str | None
    sexo: str
    correo: str
    telefono: str
    ofrece: tuple[str, ...]
    busca: tuple[str, ...]
    ofrece_texto: str
    busca_texto: str
    visibilidad: tuple[tuple[str, str], ...]
    consentimientos: tuple[ConsentimientoDemo, ...]
    registrada_el: date
    perfil_completo_el: date | None
    nota: str = NOTA_INVENTADA

    @property
    def nombre_completo(self) -> str:
        """Nombre y apellidos, como se leen."""
        return f"{self.nombre} {self.primer_apellido} {self.segundo_apellido}"

    def consiente(self, finalidad: str) -> bool:
        """Si dio permiso para esa finalidad y no lo ha retirado."""
        return any(c.finalidad == finalidad and c.retirado_el is None for c in self.consentimientos)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdscripcionDemo:
    """El puesto que una persona tuvo o tiene en una institución (``hasta`` vacío: sigue)."""

    clave: str
    persona: str
    institucion: str
    puesto: str
    nivel: str
    desde: date
    hasta: date | None
    por_confirmar: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MembresiaDemo:
    """La pertenencia de una persona a una Red: activa, en pausa o concluida."""

    clave: str
    red: str
    persona: str
    estado: str
    motivo: str | None
    desde: date
    hasta: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AsignacionDemo:
    """El papel de una persona: sobre una Red (coordinadora, analista), una institución (enlace) o todo."""

    clave: str
    persona: str
    rol: str
    red: str | None
    institucion: str | None
    desde: date
    hasta: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitacionDemo:
    """Una invitación a la Red y lo que pasó con ella; ``persona`` sólo existe cuando la aceptó."""

    clave: str
    red: str
    correo: str
    nombre: str
    institucion: str
    nivel: str
    creada_por: str
    creada_el: date
    vence_el: date
    abierta_el: date | None
    aceptada_el: date | None
    rechazada_el: date | None
    revocada_el: date | None
    motivo: str | None
    persona: str | None

    def estado(self, dia: date) -> str:
        """En qué quedó ese día: enviada, abierta, aceptada, rechazada, vencida o revocada."""
        if self.aceptada_el:
            return "aceptada"
        if self.rechazada_el:
            return "rechazada"
        if self.revocada_el:
            return "revocada"
        if self.vence_el <= dia:
            return "vencida"
        return "abierta" if self.abierta_el else "enviada"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnidadDemo:
    """Una unidad de género (``uig`` u ``omm``) de una institución y hasta dónde ha llegado su instalación."""

    clave: str
    red: str
    institucion: str
    tipo: str
    nombre: str
    estado: str
    fundamento: str
    instalada_el: date | None
    desde: date
    hasta: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignacionDemo:
    """Quién fue nombrada titular, suplente o enlace de una unidad; vencida si ``hasta`` ya pasó."""

    clave: str
    unidad: str
    persona: str
    funcion: str
    oficio: str
    desde: date
    hasta: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CursoDemo:
    """Un curso que una Red ofrece."""

    clave: str
    red: str
    codigo: str
    nombre: str
    tipo: str
    horas: int
    temas: tuple[str, ...]
    descripcion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JornadaDemo:
    """Una sesión de una edición: día y horas de la zona de la Red."""

    el: date
    inicia: time
    termina: time


@dataclass(frozen=True, slots=True, kw_only=True)
class EdicionDemo:
    """Una vez que se imparte un curso: fechas, lugar, cupo y jornadas."""

    clave: str
    curso: str
    red: str
    nombre: str
    modalidad: str
    lugar: str
    cupo: int
    inscripcion_desde: date
    inscripcion_hasta: date
    inicia_el: date
    termina_el: date
    cancelada_el: date | None
    jornadas: tuple[JornadaDemo, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InscripcionDemo:
    """La petición de lugar de una persona: con número de lugar, en espera (sin lugar) o cancelada.

    Van en el orden en que se pidieron, que es el de la lista de espera.
    """

    clave: str
    edicion: str
    persona: str
    lugar: int | None
    pedida_el: date
    con_lugar_el: date | None
    cancelada_el: date | None
    motivo: str | None

    @property
    def estado(self) -> str:
        """inscrita, en_espera o cancelada."""
        if self.cancelada_el:
            return "cancelada"
        return "en_espera" if self.lugar is None else "inscrita"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColaboracionDemo:
    """El trabajo en común que una persona declara con otra persona o con una institución.

    Cuando las dos lo declaran hay dos fichas, una por lado: es una colaboración confirmada.
    """

    clave: str
    red: str
    declara: str
    con_persona: str | None
    con_institucion: str | None
    intensidad: str
    proposito: str
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
    descripcion: str
    pais: str
    territorio: str
    zona: str
    convocante: str
    meta: int
    meta_texto: str
    mide: str
    creada_el: date
    instituciones: tuple[InstitucionDemo, ...]
    personas: tuple[PersonaDemo, ...]
    adscripciones: tuple[AdscripcionDemo, ...]
    membresias: tuple[MembresiaDemo, ...]
    asignaciones: tuple[AsignacionDemo, ...]
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
