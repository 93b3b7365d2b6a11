"""Hallazgos sobre quién falta: dependencias y personas sin trato, lugares vacíos, unidades sin respaldo.

Ley de este módulo: que no haya un lazo registrado no prueba que no exista; se dice «todavía» y se
ofrece el paso para registrarlo o crearlo.
"""

from collections.abc import Iterator

from red.analisis import redaccion
from red.analisis.grafos import Clase, de_clase
from red.analisis.lectura import (
    Accion,
    ClaseAccion,
    ClaseHallazgo,
    Confianza,
    Gravedad,
    Hallazgo,
    Lectura,
)


def dependencias_aisladas(lectura: Lectura) -> Iterator[Hallazgo]:
    """Dependencias con gente en la Red que todavía no tratan con ninguna otra."""
    aisladas = [d for d in lectura.con_gente if not lectura.proyeccion[d]]
    if not aisladas or len(lectura.plantilla) < 2:
        return
    una = len(aisladas) == 1
    yield Hallazgo(
        id=ClaseHallazgo.DEPENDENCIA_AISLADA.value,
        clase=ClaseHallazgo.DEPENDENCIA_AISLADA,
        titulo=f"{redaccion.con_mayuscula(lectura.palabras.contar(len(aisladas)))} "
        f"todavía no {'trata' if una else 'tratan'} con ninguna otra",
        frase=f"Nadie de {redaccion.algunas(lectura.nombres(aisladas))} ha coincidido en un curso "
        f"ni ha declarado colaborar con otra {lectura.palabras.una}.",
        porque=tuple(
            f"{lectura.nombre(d)}: {redaccion.personas(len(lectura.plantilla[d]))}, ningún lazo hacia afuera."
            for d in aisladas
        ),
        que_hacer=Accion(
            ClaseAccion.VER_FORMACION,
            f"Ofréceles lugar en una edición donde haya gente de otras {lectura.palabras.varias}.",
            tuple(aisladas),
        ),
        nodos=(*aisladas, *(p for d in aisladas for p in lectura.plantilla[d])),
        gravedad=Gravedad.ALTA if len(aisladas) > len(lectura.con_gente) / 3 else Gravedad.MEDIA,
        confianza=lectura.confianza_de_una_ausencia,
        alcance=len(aisladas),
    )


def personas_aisladas(lectura: Lectura) -> Iterator[Hallazgo]:
    """Personas que todavía no comparten curso ni colaboración con nadie."""
    solas = lectura.personas_sin_trato
    if not solas or lectura.medidas.personas < 2:
        return
    una = len(solas) == 1
    total = lectura.medidas.personas
    sin_dependencia = [p for p in solas if lectura.grupo_de[p] is None]
    porque = [
        f"De {redaccion.personas(total)} en la Red, {len(solas)} no {'tiene' if una else 'tienen'} "
        "registrada ninguna edición compartida ni colaboración."
    ]
    if sin_dependencia:
        porque.append(f"De ellas, {len(sin_dependencia)} sin {lectura.palabras.una} anotada.")
    yield Hallazgo(
        id=ClaseHallazgo.PERSONA_AISLADA.value,
        clase=ClaseHallazgo.PERSONA_AISLADA,
        titulo=f"{redaccion.con_mayuscula(redaccion.personas(len(solas)))} todavía no "
        f"{'coincide' if una else 'coinciden'} con nadie",
        frase=f"{redaccion.algunas(lectura.nombres(solas), 4)} {'está' if una else 'están'} en la Red "
        f"y aún no {'comparte' if una else 'comparten'} curso ni colaboración.",
        porque=tuple(porque),
        que_hacer=Accion(
            ClaseAccion.VER_FORMACION,
            "Búscales lugar en la próxima edición, o pregúntales con quién ya trabajan para anotarlo.",
            tuple(solas),
        ),
        nodos=tuple(solas),
        gravedad=Gravedad.MEDIA if len(solas) >= total / 4 else Gravedad.BAJA,
        confianza=lectura.confianza_de_una_ausencia,
        alcance=len(solas),
    )


def dependencias_vacias(lectura: Lectura) -> Iterator[Hallazgo]:
    """Dependencias que la Red considera suyas y donde todavía no hay nadie."""
    vacias = [d for d, suyas in lectura.plantilla.items() if not suyas]
    if not vacias:
        return
    una = len(vacias) == 1
    yield Hallazgo(
        id=ClaseHallazgo.DEPENDENCIA_VACIA.value,
        clase=ClaseHallazgo.DEPENDENCIA_VACIA,
        titulo=f"{redaccion.con_mayuscula(lectura.palabras.contar(len(vacias)))} sin nadie en la Red",
        frase=f"Todavía no se ha sumado nadie de {redaccion.algunas(lectura.nombres(vacias), 4)}.",
        porque=(
            f"La Red tiene a alguien en {len(lectura.con_gente)} de "
            f"{lectura.palabras.contar(len(lectura.plantilla))}.",
        ),
        que_hacer=Accion(
            ClaseAccion.INVITAR,
            "Invita a una persona de " + (f"esa {lectura.palabras.una}." if una else "cada una."),
            tuple(vacias),
        ),
        nodos=tuple(vacias),
        gravedad=Gravedad.MEDIA if len(vacias) >= len(lectura.plantilla) / 4 else Gravedad.BAJA,
        confianza=Confianza.ALTA,
        alcance=len(vacias),
    )


def unidades_de_una_persona(lectura: Lectura) -> Iterator[Hallazgo]:
    """Unidades con una sola persona designada: si se va, la unidad se queda sin quien la lleve."""
    de_una = {
        unidad: designadas[0]
        for unidad in de_clase(lectura.grafo, Clase.UNIDAD)
        if len(designadas := lectura.designadas_en(unidad)) == 1
    }
    if not de_una:
        return
    una = len(de_una) == 1
    yield Hallazgo(
        id=ClaseHallazgo.UNIDAD_DE_UNA_PERSONA.value,
        clase=ClaseHallazgo.UNIDAD_DE_UNA_PERSONA,
        titulo=f"{redaccion.con_mayuscula(redaccion.cuantas(len(de_una), 'unidad', 'unidades'))} "
        f"{'descansa' if una else 'descansan'} en una sola persona",
        frase="Si esa persona cambia de puesto, nadie queda a cargo: "
        f"{redaccion.algunas(lectura.nombres(list(de_una)))}.",
        porque=tuple(
            f"{lectura.nombre(unidad)}: sólo {lectura.nombre(quien)} tiene designación."
            for unidad, quien in de_una.items()
        ),
        que_hacer=Accion(
            ClaseAccion.DESIGNAR_SUPLENTE,
            "Pide la designación de una suplente en " + ("esa unidad." if una else "cada unidad."),
            tuple(de_una),
        ),
        nodos=(*de_una, *dict.fromkeys(de_una.values())),
        gravedad=Gravedad.MEDIA,
        confianza=Confianza.ALTA,
        alcance=len(de_una),
    )


def dependencias_sin_unidad(lectura: Lectura) -> Iterator[Hallazgo]:
    """Dependencias con gente en la Red y sin unidad registrada."""
    con_unidad = lectura.dependencias_con_unidad()
    sin_unidad = [d for d in lectura.con_gente if d not in con_unidad]
    if not sin_unidad:
        return
    una = len(sin_unidad) == 1
    yield Hallazgo(
        id=ClaseHallazgo.DEPENDENCIA_SIN_UNIDAD.value,
        clase=ClaseHallazgo.DEPENDENCIA_SIN_UNIDAD,
        titulo=f"{redaccion.con_mayuscula(lectura.palabras.contar(len(sin_unidad)))} sin unidad registrada",
        frase=f"{redaccion.algunas(lectura.nombres(sin_unidad), 4)} "
        f"{'tiene' if una else 'tienen'} personas en la Red y todavía no una unidad.",
        porque=(
            f"De {lectura.palabras.contar(len(lectura.con_gente))} con personas en la Red, "
            f"{len(lectura.con_gente) - len(sin_unidad)} tienen unidad registrada.",
        ),
        que_hacer=Accion(
            ClaseAccion.REGISTRAR_UNIDAD,
            "Registra la unidad, aunque esté por instalarse.",
            tuple(sin_unidad),
        ),
        nodos=tuple(sin_unidad),
        gravedad=Gravedad.BAJA,
        confianza=Confianza.ALTA,
        alcance=len(sin_unidad),
    )


def densidad(lectura: Lectura) -> Iterator[Hallazgo]:
    """Cuántos pares de personas se tratan, y si el trato sale de la propia dependencia."""
    if lectura.medidas.densidad is None:
        return
    porque = ["Se cuentan los pares que compartieron una edición o declararon colaborar."]
    if (indice := lectura.medidas.indice_ei) is not None:
        fuera = round((1 + indice) * 5)
        cuantos = {0: "Casi ninguno", 1: "Uno de cada diez", 10: "Casi todos"}.get(
            fuera, f"{redaccion.con_mayuscula(redaccion.en_letra(fuera))} de cada diez"
        )
        porque.append(
            f"{cuantos} de esos lazos {'cruza' if fuera < 2 else 'cruzan'} de una {lectura.palabras.una} a otra."
        )
    yield Hallazgo(
        id=ClaseHallazgo.DENSIDAD.value,
        clase=ClaseHallazgo.DENSIDAD,
        titulo="Qué tan tejida está",
        frase=frase_de_densidad(lectura.medidas.densidad),
        porque=tuple(porque),
        que_hacer=Accion(
            ClaseAccion.VER_FORMACION,
            f"Abre ediciones chicas y con gente de varias {lectura.palabras.varias}: dejan más lazos nuevos.",
        ),
        nodos=(),
        gravedad=Gravedad.BAJA,
        confianza=lectura.confianza_del_trato,
    )


def frase_de_densidad(densidad: float) -> str:
    """La densidad como se diría en una reunión.

    >>> frase_de_densidad(0.0614)
    'De cada 100 pares posibles de personas, hay 6 unidos.'
    """
    parte, total = redaccion.de_cada(densidad)
    if parte == 0:
        return "Todavía no hay ningún par de personas unido por un curso o una colaboración."
    if parte == total:
        return "Todas las personas están unidas entre sí, cada una con cada otra."
    return f"De cada {total:,} pares posibles de personas, hay {parte} {'unidos' if parte > 1 else 'unido'}."


BUSCADORES = (
    dependencias_aisladas,
    personas_aisladas,
    dependencias_vacias,
    unidades_de_una_persona,
    dependencias_sin_unidad,
    densidad,
)
