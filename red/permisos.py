"""Quién puede qué y sobre qué: los papeles, los permisos y la matriz que los une.

Un papel se tiene con un alcance (una Red, una institución o todo) y sólo mientras está vigente.
Esta pieza es pura: no conoce la web ni la base de datos. `portero` la hace valer.
"""

from dataclasses import dataclass, field

from red.base import Opcion
from red.errores import NoEncontrado


class Rol(Opcion):
    """Papel de una persona en la plataforma."""

    ADMINISTRADORA = "administradora", "Administración"
    ANALISTA = "analista", "Personal del instituto"
    COORDINADORA = "coordinadora", "Coordinación de la Red"
    ENLACE = "enlace", "Enlace de la institución"
    INTEGRANTE = "integrante", "Integrante de la Red"


class Ambito(Opcion):
    """Hasta dónde llega un permiso dentro del papel que lo da."""

    TODO = "todo", "Toda la plataforma"
    RED = "red", "La Red del papel"
    INSTITUCION = "institucion", "La institución del papel"


class Permiso(Opcion):
    """Lo que se puede hacer; cada vista declara el suyo."""

    USAR = "usar", "Usar la plataforma con cuenta propia"
    VER_RED = "ver_red", "Ver la Red, sus instituciones y sus unidades"
    EDITAR_RED = "editar_red", "Editar los datos de la Red y sus instituciones"
    VER_DIRECTORIO = "ver_directorio", "Ver el directorio de integrantes"
    VER_REGISTRO = "ver_registro", "Ver el registro completo de integrantes"
    CONFIRMAR_PUESTO = "confirmar_puesto", "Confirmar en qué institución trabaja una integrante"
    ADMITIR = "admitir", "Decidir quién entra a la Red por solicitud"
    INVITAR = "invitar", "Invitar a la Red y seguir las invitaciones"
    INSCRIBIRSE = "inscribirse", "Inscribirse en cursos de la Red"
    GESTIONAR_FORMACION = "gestionar_formacion", "Crear cursos y ediciones, y ver quién se inscribió"
    VER_FORMACION = "ver_formacion", "Ver cuánto se ha formado cada quien y cada institución"
    EMITIR_CONSTANCIA = "emitir_constancia", "Emitir, sustituir y revocar constancias"
    CERTIFICAR = "certificar", "Llevar los expedientes de certificación"
    REGISTRAR_UNIDAD = "registrar_unidad", "Registrar la unidad que falta y designar a quien falta"
    CUIDAR_UNIDAD = "cuidar_unidad", "Corregir la unidad, relevar a quien la sostiene y cerrarla"
    DECLARAR_VINCULO = "declarar_vinculo", "Declarar con quién se colabora"
    VER_MAPA = "ver_mapa", "Ver el mapa de la Red y sus hallazgos"
    EXPORTAR_GRAFO = "exportar_grafo", "Llevarse el mapa en un archivo"
    NOMBRAR = "nombrar", "Dar y terminar papeles"
    VER_BITACORA = "ver_bitacora", "Ver qué cambió y quién lo cambió"
    ADMINISTRAR = "administrar", "Administrar la plataforma"


_DIRECCION = {Rol.ADMINISTRADORA: Ambito.TODO, Rol.COORDINADORA: Ambito.RED}
_INSTITUTO = {**_DIRECCION, Rol.ANALISTA: Ambito.RED}
_RED_ENTERA = {**_INSTITUTO, Rol.INTEGRANTE: Ambito.RED}

MATRIZ: dict[Permiso, dict[Rol, Ambito]] = {
    Permiso.USAR: dict.fromkeys(Rol, Ambito.TODO),
    Permiso.VER_RED: {**_RED_ENTERA, Rol.ENLACE: Ambito.INSTITUCION},
    Permiso.EDITAR_RED: _DIRECCION,
    Permiso.VER_DIRECTORIO: _RED_ENTERA,
    Permiso.VER_REGISTRO: _INSTITUTO,
    Permiso.CONFIRMAR_PUESTO: {**_DIRECCION, Rol.ENLACE: Ambito.INSTITUCION},
    Permiso.ADMITIR: {**_DIRECCION, Rol.ENLACE: Ambito.INSTITUCION},
    Permiso.INVITAR: _DIRECCION,
    Permiso.INSCRIBIRSE: {Rol.INTEGRANTE: Ambito.RED},
    Permiso.GESTIONAR_FORMACION: _DIRECCION,
    Permiso.VER_FORMACION: {**_INSTITUTO, Rol.ENLACE: Ambito.INSTITUCION},
    Permiso.EMITIR_CONSTANCIA: _DIRECCION,
    Permiso.CERTIFICAR: _INSTITUTO,
    Permiso.REGISTRAR_UNIDAD: {
        **_DIRECCION,
        Rol.ENLACE: Ambito.INSTITUCION,
        Rol.INTEGRANTE: Ambito.INSTITUCION,
    },
    Permiso.CUIDAR_UNIDAD: {**_DIRECCION, Rol.ENLACE: Ambito.INSTITUCION},
    Permiso.DECLARAR_VINCULO: {Rol.INTEGRANTE: Ambito.RED},
    Permiso.VER_MAPA: _INSTITUTO,
    Permiso.EXPORTAR_GRAFO: _INSTITUTO,
    Permiso.NOMBRAR: _DIRECCION,
    Permiso.VER_BITACORA: _DIRECCION,
    Permiso.ADMINISTRAR: {Rol.ADMINISTRADORA: Ambito.TODO},
}

PUEDE_NOMBRAR: dict[Rol, frozenset[Rol]] = {
    Rol.ADMINISTRADORA: frozenset({Rol.ADMINISTRADORA, Rol.ANALISTA, Rol.COORDINADORA, Rol.ENLACE}),
    Rol.COORDINADORA: frozenset({Rol.ENLACE}),
}
"""Los papeles que cada papel puede dar: siempre hacia abajo, salvo la administración."""


@dataclass(frozen=True)
class Alcance:
    """Dónde vive lo que se quiere ver o cambiar: en qué Redes y de qué institución es."""

    redes: frozenset[int] = frozenset()
    institucion: int | None = None


@dataclass(frozen=True)
class Papel:
    """Un papel vigente con su alcance.

    Integrante lleva su Red y, además, la institución en la que trabaja hoy, si alguien más la confirmó.
    """

    rol: Rol
    red: int | None = None
    institucion: int | None = None

    def alcanza(self, permiso: Permiso, sobre: Alcance | None) -> bool:
        """Si este papel da el permiso sobre ese alcance; sin alcance, si lo da sobre algo."""
        ambito = MATRIZ[permiso].get(self.rol)
        if ambito is None:
            return False
        if sobre is None or ambito is Ambito.TODO:
            return True
        if ambito is Ambito.RED:
            return self.red in sobre.redes
        return self.institucion is not None and self.institucion == sobre.institucion


@dataclass(frozen=True)
class Identidad:
    """Quien hace la petición y los papeles que tiene vigentes hoy."""

    cuenta: int | None = None
    persona: int | None = None
    nombre: str = ""
    papeles: tuple[Papel, ...] = field(default=())

    @property
    def autenticada(self) -> bool:
        """Si entró con su cuenta."""
        return self.cuenta is not None

    def puede(self, permiso: Permiso, sobre: Alcance | None = None) -> bool:
        """Si alguno de sus papeles da el permiso sobre ese alcance."""
        if permiso is Permiso.USAR:
            return self.autenticada
        return any(papel.alcanza(permiso, sobre) for papel in self.papeles)

    def exigir(self, permiso: Permiso, sobre: Alcance) -> None:
        """Lanza NoEncontrado si no puede: lo ajeno no se niega, no existe."""
        if not self.puede(permiso, sobre):
            raise NoEncontrado

    def redes_con(self, permiso: Permiso) -> frozenset[int] | None:
        """Redes sobre las que tiene el permiso por papel de Red; None significa todas."""
        matriz = MATRIZ[permiso]
        if any(matriz.get(papel.rol) is Ambito.TODO for papel in self.papeles):
            return None
        return frozenset(
            papel.red
            for papel in self.papeles
            if matriz.get(papel.rol) is Ambito.RED and papel.red is not None
        )

    def instituciones_con(self, permiso: Permiso) -> frozenset[int]:
        """Instituciones sobre las que tiene el permiso por papel de institución."""
        return frozenset(
            papel.institucion
            for papel in self.papeles
            if MATRIZ[permiso].get(papel.rol) is Ambito.INSTITUCION and papel.institucion is not None
        )

    def tiene(self, rol: Rol, red: int | None = None) -> bool:
        """Si tiene ese papel, en esa Red si se dice cuál."""
        return any(papel.rol is rol and (red is None or papel.red == red) for papel in self.papeles)

    @property
    def rol_visible(self) -> str:
        """El papel más alto que tiene, para mostrarlo junto a su nombre."""
        suyos = {papel.rol for papel in self.papeles}
        return next((rol.etiqueta for rol in Rol if rol in suyos), "")


ANONIMA = Identidad()
