"""Las zonas horarias entre las que se elige al crear una Red, por país.

De la zona depende qué día es «hoy» para la Red: cuándo vence algo y desde cuándo cuenta alguien.
"""

from red.territorios.perfiles import perfil_de

POR_PAIS: dict[str, tuple[tuple[str, str], ...]] = {
    "MX": (
        ("America/Mexico_City", "Centro de México"),
        ("America/Cancun", "Quintana Roo"),
        ("America/Mazatlan", "Baja California Sur, Nayarit y Sinaloa"),
        ("America/Hermosillo", "Sonora"),
        ("America/Tijuana", "Baja California"),
        ("America/Ciudad_Juarez", "Ciudad Juárez y la franja fronteriza de Chihuahua"),
        ("America/Matamoros", "Franja fronteriza de Coahuila, Nuevo León y Tamaulipas"),
    ),
    "CL": (
        ("America/Santiago", "Chile continental"),
        ("America/Punta_Arenas", "Magallanes"),
        ("Pacific/Easter", "Rapa Nui e islas cercanas"),
    ),
    "CO": (("America/Bogota", "Colombia"),),
}


def zonas_de(pais: str) -> list[tuple[str, str]]:
    """Zonas de ese país para una lista de elegir; la de su capital va primero.

    >>> zonas_de("CO")
    [('America/Bogota', 'Colombia')]
    """
    perfil = perfil_de(pais)
    return list(POR_PAIS.get(pais, ((perfil.zona, perfil.nombre),)))
