"""Qué cambió de una versión de un curso a la siguiente, dicho en frases."""

from red.formacion.modelos_catalogo import VersionDeCurso
from red.textos import contar


def que_cambio(antes: VersionDeCurso, despues: VersionDeCurso) -> list[str]:
    """Cada cosa que cambió, en el orden en que importa a quien lo toma."""
    frases = []
    if antes.nombre != despues.nombre:
        frases.append(f"Se llamaba «{antes.nombre}».")
    if antes.codigo != despues.codigo:
        frases.append(f"Su código era {antes.codigo}.")
    if antes.tipo != despues.tipo:
        frases.append(f"Pasó de {antes.tipo.etiqueta.lower()} a {despues.tipo.etiqueta.lower()}.")
    if antes.horas != despues.horas:
        frases.append(f"Duraba {contar(antes.horas, 'hora', 'horas')}; ahora, {despues.horas}.")
    if antes.modalidad != despues.modalidad:
        frases.append("Cambió cómo suele darse.")
    if antes.vigencia_meses != despues.vigencia_meses:
        frases.append(f"Antes {_vale(antes, 'valía', 'vencía')}; ahora {_vale(despues, 'vale', 'vence')}.")
    frases.extend(_contenidos(antes, despues))
    if (antes.descripcion, antes.para_quien) != (despues.descripcion, despues.para_quien):
        frases.append("Cambió cómo se describe.")
    return frases


def _vale(version: VersionDeCurso, vale: str, vence: str) -> str:
    meses = version.vigencia_meses
    return f"no {vence}" if meses is None else f"{vale} {contar(meses, 'mes', 'meses')}"


def _contenidos(antes: VersionDeCurso, despues: VersionDeCurso) -> list[str]:
    de_antes = {c.contenido.nombre: c.horas for c in antes.contenidos}
    de_despues = {c.contenido.nombre: c.horas for c in despues.contenidos}
    frases = [f"Ahora cubre «{nombre}»." for nombre in de_despues if nombre not in de_antes]
    frases += [f"Ya no cubre «{nombre}»." for nombre in de_antes if nombre not in de_despues]
    frases += [
        f"«{nombre}» pasó de {contar(horas, 'hora', 'horas')} a {de_despues[nombre]}."
        for nombre, horas in de_antes.items()
        if nombre in de_despues and de_despues[nombre] != horas
    ]
    return frases
