"""Al juntar dos registros, la certificación: juntarlos nunca deja a alguien con dos papeles ante la misma candidata."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Table

from red.duplicados.planos import Fila, Plano

DOS_PAPELES = (
    "En un expediente de certificación una tiene un papel y la otra, otro: quien prepara no evalúa y quien evalúa no "
    "verifica a la misma candidata. Antes de juntarlas, revisa si de verdad son la misma persona."
)
DOS_EXPEDIENTES = "Las dos tienen en curso un expediente de certificación del mismo estándar. Cierra uno y vuelve a intentarlo."
SE_REPITE = "Las dos tenían la misma acreditación: queda una vez."
FINALES = {"certificada", "cerrado"}

POLITICAS: dict[str, str] = {
    "acreditacion_de_evaluadora.persona_id": "une",
    "acreditacion_de_evaluadora.registrada_por_id": "mueve",
    "acreditacion_de_evaluadora.retirada_por_id": "mueve",
    "aplicacion_del_instrumento.evaluadora_id": "mueve",
    "certificado.anulado_por_id": "mueve",
    "certificado.persona_id": "mueve",
    "certificado.registrado_por_id": "mueve",
    "evidencia_de_expediente.retirada_por_id": "mueve",
    "evidencia_de_expediente.subida_por_id": "mueve",
    "expediente.abierto_por_id": "mueve",
    "expediente.institucion_id": "mueve",
    "expediente.persona_id": "une",
    "firma_de_expediente.persona_id": "mueve",
    "juicio.evaluadora_id": "mueve",
    "lote_de_dictamen.creado_por_id": "mueve",
    "participante_de_expediente.nombrada_por_id": "mueve",
    "participante_de_expediente.persona_id": "une",
    "paso_de_expediente.quien_id": "mueve",
    "verificacion_interna.verificadora_id": "mueve",
    "version_de_estandar.cargada_por_id": "mueve",
}


def une_expedientes(plano: Plano, tabla: Table) -> None:
    """De un estándar sólo hay un expediente en curso por persona: con dos, no se juntan."""
    vivos: defaultdict[tuple[Any, ...], int] = defaultdict(int)
    for fila in plano.de_tabla(tabla):
        if str(fila["etapa"]) not in FINALES:
            vivos[fila["red_id"], fila["persona_id"], fila["estandar_id"]] += 1
    if any(cuantos > 1 for cuantos in vivos.values()) and DOS_EXPEDIENTES not in plano.estorbos:
        plano.estorbos.append(DOS_EXPEDIENTES)


def une_participantes(plano: Plano, tabla: Table) -> None:
    """El mismo papel en un expediente es uno; dos distintos no se juntan."""
    por_expediente: defaultdict[tuple[int, int], list[Fila]] = defaultdict(list)
    for fila in plano.de_tabla(tabla):
        por_expediente[fila["expediente_id"], fila["persona_id"]].append(fila)
    for filas in por_expediente.values():
        if len({str(fila["papel"]) for fila in filas}) > 1:
            if DOS_PAPELES not in plano.estorbos:
                plano.estorbos.append(DOS_PAPELES)
            continue
        filas.sort(key=lambda f: (f["terminada_en"] is not None, f["id"]))
        for sobra in filas[1:]:
            plano.quitar(
                tabla, sobra, filas[0], "Las dos tenían el mismo papel en un expediente: queda una vez."
            )


def une_acreditaciones(plano: Plano, tabla: Table) -> None:
    """La misma acreditación, dicha en los dos registros, queda una vez."""
    vistas: dict[tuple[Any, ...], Fila] = {}
    for fila in plano.de_tabla(tabla):
        if fila["retirada_en"] is not None:
            continue
        clave = (fila["red_id"], fila["persona_id"], fila["estandar_id"], fila["desde"])
        if clave in vistas:
            plano.quitar(tabla, fila, vistas[clave], SE_REPITE)
        vistas.setdefault(clave, fila)


RESUELVEN = {
    "acreditacion_de_evaluadora": une_acreditaciones,
    "expediente": une_expedientes,
    "participante_de_expediente": une_participantes,
}
