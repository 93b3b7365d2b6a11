"""El perfil de cada país: sus palabras, sus códigos oficiales y sus plazos.

Las plantillas dicen `perfil_de(pais).dependencia` y cada Red lee las palabras de su país.
Los plazos salen de textos de segunda mano: quien publique el aviso los confirma con su área jurídica.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from red.territorios.modelos import Nivel
from red.textos import contar


@dataclass(frozen=True)
class Palabra:
    """Sustantivo con su plural y su género gramatical, para armar frases sin tropiezos."""

    singular: str
    plural: str
    femenina: bool = False

    def __str__(self) -> str:
        """En singular, como se usa casi siempre."""
        return self.singular

    @property
    def el(self) -> str:
        """Con artículo: «la comuna», «el municipio»."""
        return f"{'la' if self.femenina else 'el'} {self.singular}"

    @property
    def los(self) -> str:
        """En plural con artículo: «las comunas»."""
        return f"{'las' if self.femenina else 'los'} {self.plural}"

    def cuenta(self, cantidad: int) -> str:
        """Con su cantidad: «1 comuna», «15 comunas»."""
        return contar(cantidad, self.singular, self.plural)


@dataclass(frozen=True)
class Plazo:
    """Días para responder y prórroga única."""

    dias: int
    prorroga: int
    habiles: bool

    def __str__(self) -> str:
        """Dicho para quien espera la respuesta."""
        clase = "hábiles" if self.habiles else "corridos"
        return f"{self.dias} días {clase}, con una sola prórroga de {self.prorroga}"


@dataclass(frozen=True)
class PerfilTerritorial:
    """Vocabulario, códigos y plazos de un país."""

    pais: str
    nombre: str
    zona: str
    municipio: Palabra
    entidad: Palabra
    dependencia: Palabra
    enlace: Palabra
    unidad: Palabra
    titular: Palabra
    codigo: str
    largos: Mapping[Nivel, int]
    respuesta_a_solicitudes: Plazo
    tipo_de_unidad: str = "uig"
    autoridad: str = ""


MEXICO = PerfilTerritorial(
    pais="MX",
    nombre="México",
    zona="America/Mexico_City",
    municipio=Palabra("municipio", "municipios"),
    entidad=Palabra("estado", "estados"),
    dependencia=Palabra("dependencia", "dependencias", femenina=True),
    enlace=Palabra("enlace", "enlaces"),
    unidad=Palabra("Unidad de Igualdad de Género", "Unidades de Igualdad de Género", femenina=True),
    titular=Palabra("titular", "titulares", femenina=True),
    codigo="CVEGEO",
    largos={Nivel.ENTIDAD: 2, Nivel.MUNICIPIO: 5},
    respuesta_a_solicitudes=Plazo(20, 10, habiles=True),
    autoridad="Secretaría Anticorrupción y Buen Gobierno o la autoridad garante de tu estado",
)
CHILE = PerfilTerritorial(
    pais="CL",
    nombre="Chile",
    zona="America/Santiago",
    municipio=Palabra("comuna", "comunas", femenina=True),
    entidad=Palabra("región", "regiones", femenina=True),
    dependencia=Palabra("dirección", "direcciones", femenina=True),
    enlace=Palabra("persona encargada", "personas encargadas", femenina=True),
    unidad=Palabra("Oficina Municipal de la Mujer", "Oficinas Municipales de la Mujer", femenina=True),
    titular=Palabra("coordinadora", "coordinadoras", femenina=True),
    codigo="CUT",
    largos={Nivel.ENTIDAD: 2, Nivel.PROVINCIA: 3, Nivel.MUNICIPIO: 5},
    respuesta_a_solicitudes=Plazo(30, 30, habiles=False),
    tipo_de_unidad="omm",
    autoridad="Agencia de Protección de Datos Personales",
)
COLOMBIA = PerfilTerritorial(
    pais="CO",
    nombre="Colombia",
    zona="America/Bogota",
    municipio=Palabra("municipio", "municipios"),
    entidad=Palabra("departamento", "departamentos"),
    dependencia=Palabra("secretaría", "secretarías", femenina=True),
    enlace=Palabra("enlace", "enlaces"),
    unidad=Palabra("mecanismo de género", "mecanismos de género"),
    titular=Palabra("titular", "titulares", femenina=True),
    codigo="DIVIPOLA",
    largos={Nivel.ENTIDAD: 2, Nivel.MUNICIPIO: 5},
    respuesta_a_solicitudes=Plazo(10, 5, habiles=True),
    tipo_de_unidad="coordinacion",
    autoridad="Superintendencia de Industria y Comercio",
)

PERFILES = {perfil.pais: perfil for perfil in (MEXICO, CHILE, COLOMBIA)}


def perfil_de(pais: str) -> PerfilTerritorial:
    """Perfil del país; uno que no conocemos habla como México.

    >>> perfil_de("CL").municipio.los, perfil_de("MX").municipio.cuenta(1)
    ('las comunas', '1 municipio')
    """
    return PERFILES.get(pais, MEXICO)
