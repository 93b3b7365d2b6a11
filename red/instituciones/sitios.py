"""Qué se admite como dirección del sitio de una institución: las páginas la vuelven enlace."""

import re

_SITIO = re.compile(r"https?://(?:[\w-]+\.)+[\w-]{2,}(?::\d{1,5})?(?:[/?#]\S*)?", re.IGNORECASE)


def es_sitio(escrito: str) -> bool:
    """Si es una dirección completa de la web, y nada que un navegador fuera a ejecutar.

    >>> es_sitio("https://www.ejemplo.gob.mx/genero"), es_sitio("javascript://ejemplo.com/%0aalert(1)")
    (True, False)
    """
    return _SITIO.fullmatch(escrito) is not None
