"""Al juntar dos registros, lo que dijeron en los levantamientos: nadie contesta dos veces ni trabaja consigo misma."""

from collections import defaultdict

from sqlalchemy import Table

from red.duplicados.planos import Fila, Plano

DOS_RESPUESTAS = "Las dos tenían el mismo levantamiento: queda una respuesta, la que se envió."
MISMA = "Una decía trabajar con la otra, que es ella misma."
SE_REPITE = "Se nombraba a las dos: queda nombrada una vez."

POLITICAS: dict[str, str] = {
    "consultada.institucion_id": "mueve",
    "consultada.persona_id": "une",
    "deseo_dicho.institucion_id": "une",
    "lazo_dicho.con_persona_id": "mueve",
    "lazo_dicho.institucion_id": "une",
}


def une_consultadas(plano: Plano, tabla: Table) -> None:
    """De las dos respuestas a un levantamiento vale la enviada; si las dos lo están, la de quien decide.

    Lo que dijo la que se va no se suma a lo que dijo la que queda: son dos maneras de contar lo mismo.
    """
    por_levantamiento: defaultdict[tuple[int, int], list[Fila]] = defaultdict(list)
    for fila in plano.de_tabla(tabla):
        por_levantamiento[fila["levantamiento_id"], fila["persona_id"]].append(fila)
    for filas in por_levantamiento.values():
        filas.sort(
            key=lambda f: (
                f["enviada_en"] is None,
                plano.era_de("persona_id", tabla, f) != plano.decide,
                -f["paso"],
                f["id"],
            )
        )
        for sobra in filas[1:]:
            plano.quitar(tabla, sobra, filas[0], DOS_RESPUESTAS)


def une_dichos(plano: Plano, tabla: Table) -> None:
    """Cada institución se nombra una vez por respuesta, ninguna se nombra a sí misma, y lo de la respuesta que se quitó
    se va con ella."""
    consultadas = plano.metadatos.tables["consultada"]
    vistas: dict[tuple[int, int], Fila] = {}
    for fila in sorted(
        plano.de_tabla(tabla), key=lambda f: (_cambio(plano, tabla, f, "institucion_id"), f["id"])
    ):
        if _cambio(plano, tabla, fila, "consultada_id"):
            plano.quitar(tabla, fila, None, DOS_RESPUESTAS)
            continue
        if fila["institucion_id"] is None:
            continue
        if plano.fila(consultadas, fila["consultada_id"])["institucion_id"] == fila["institucion_id"]:
            plano.quitar(tabla, fila, None, MISMA)
            continue
        clave = (fila["consultada_id"], fila["institucion_id"])
        if clave in vistas:
            plano.quitar(tabla, fila, vistas[clave], SE_REPITE)
        vistas.setdefault(clave, fila)


def _cambio(plano: Plano, tabla: Table, fila: Fila, columna: str) -> bool:
    """Si al juntar los registros esa columna apunta a otra fila: lo que ya estaba va primero."""
    return bool(plano.originales[tabla.name, fila["id"]][columna] != fila[columna])


RESUELVEN = {
    "consultada": une_consultadas,
    "deseo_dicho": une_dichos,
    "lazo_dicho": une_dichos,
}
