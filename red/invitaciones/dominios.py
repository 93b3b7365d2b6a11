"""«¿Quisiste decir @guadalajara.gob.mx?»: una dirección a una letra de otra que la Red conoce.

Es una sugerencia y nunca un rechazo: hay instituciones con sitios que se parecen.
"""

from collections import Counter
from collections.abc import Collection

from sqlalchemy import select

from red.base import db
from red.instituciones.modelos import Institucion
from red.memoria import recordar
from red.personas.modelos import Persona
from red.redes.modelos import EstadoMembresia, Membresia, Participacion

DE_TODAS = frozenset(
    {"gmail.com", "hotmail.com", "outlook.com", "outlook.es", "yahoo.com", "yahoo.com.mx", "live.com.mx", "icloud.com"}
)  # fmt: skip
"""Los que usa mucha gente, trabaje donde trabaje."""
SE_REPITE = 3
"""Con cuántas integrantes se cree que un sitio está bien escrito."""
SE_MIRAN = 3000
"""De cuántas integrantes, las más recientes, se lee el correo para saber qué sitios usa la Red."""


def sugerencia(correo: str, conocidos: Collection[str]) -> str:
    """El correo con el sitio que quizá se quiso escribir; vacío si está bien o si no se parece a uno solo.

    >>> sugerencia("ana@guadaljara.gob.mx", {"guadalajara.gob.mx"}), sugerencia("ana@gmial.com", set())
    ('ana@guadalajara.gob.mx', 'ana@gmail.com')
    >>> sugerencia("ana@guadalajara.gob.mx", {"guadalajara.gob.mx"}), sugerencia("ana@tonala.gob.mx", {"zapopan.gob.mx"})
    ('', '')
    """
    usuario, _, sitio = correo.strip().lower().rpartition("@")
    todos = DE_TODAS | set(conocidos)
    if not usuario or not sitio or sitio in todos:
        return ""
    parecidos = [conocido for conocido in todos if a_una_letra(sitio, conocido)]
    return f"{usuario}@{parecidos[0]}" if len(parecidos) == 1 else ""


def a_una_letra(una: str, otra: str) -> bool:
    """Si difieren en una letra: cambiada, de más, de menos o traspuesta con la de junto.

    >>> a_una_letra("gmial.com", "gmail.com"), a_una_letra("gmal.com", "gmail.com"), a_una_letra("gmail.com", "gmail.com")
    (True, True, False)
    >>> a_una_letra("hotmail.com", "gmail.com")
    False
    """
    if una == otra or abs(len(una) - len(otra)) > 1:
        return False
    igual = next(
        (i for i, (a, b) in enumerate(zip(una, otra, strict=False)) if a != b), min(len(una), len(otra))
    )
    a, b = una[igual:], otra[igual:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


def de_la_red(red_id: int) -> frozenset[str]:
    """Los sitios de correo que la Red conoce: los de sus instituciones y los que usan varias integrantes."""
    return recordar(("sitios de correo", red_id), lambda: _de_la_red(red_id))


def _de_la_red(red_id: int) -> frozenset[str]:
    de_instituciones = db.session.scalars(
        select(Institucion.correo)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .where(Participacion.red_id == red_id, Participacion.hasta.is_(None), Institucion.correo.is_not(None))
    )
    de_integrantes = db.session.scalars(
        select(Persona.correo)
        .join(Membresia, Membresia.persona_id == Persona.id)
        .where(Membresia.red_id == red_id, Membresia.estado != EstadoMembresia.CONCLUIDA)
        .order_by(Membresia.id.desc())
        .limit(SE_MIRAN)
    )
    cuentas = Counter(_sitio(correo) for correo in de_integrantes)
    usados = {sitio for sitio, cuantas in cuentas.items() if cuantas >= SE_REPITE}
    return frozenset((usados | {_sitio(correo or "") for correo in de_instituciones}) - {""})


def _sitio(correo: str) -> str:
    return correo.strip().lower().rpartition("@")[2]
