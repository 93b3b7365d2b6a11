"""Dar por terminada una formación: al cerrarse una edición, o al confirmar la que se tomó en otra parte."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from red.base import buscar, con_candado, db
from red.errores import ErrorDeDominio
from red.fechas import mas_meses
from red.formacion import consultas_logros
from red.formacion.modelos import Edicion
from red.formacion.modelos_catalogo import Contenido, Curso
from red.formacion.modelos_logros import ClaseDeLogro, ContenidoExterno, FormacionExterna, Logro
from red.reloj import ahora


class FaltaMotivoDelRetiro(ErrorDeDominio):
    """Lo que se quita a alguien se explica."""

    def __init__(self) -> None:
        super().__init__("Escribe el motivo: queda en su historia.", campo="motivo")


class EsSuya(ErrorDeDominio):
    """Nadie confirma su propia formación."""

    def __init__(self) -> None:
        super().__init__("Es tu propia formación: la confirma otra persona de la coordinación.")


class YaDecidida(ErrorDeDominio):
    """Alguien más la decidió antes."""

    def __init__(self) -> None:
        super().__init__("Alguien más ya decidió sobre esta formación.")


def otorgar(persona_id: int, edicion: Edicion, clase: ClaseDeLogro, horas: int, dia: date) -> Logro:
    """La persona terminó esa edición. Repetirlo no hace otro: corrige la clase, las horas o el día si cambiaron.

    Vence según la versión con la que se abrió la edición. Quien llama tiene apartada la edición.
    """
    version = edicion.version
    meses = version.vigencia_meses
    dicho = {
        "clase": clase,
        "horas": horas,
        "obtenido_el": dia,
        "vence_el": mas_meses(dia, meses) if meses else None,
    }
    logro = consultas_logros.de_la_edicion(edicion.id, persona_id)
    if logro is None:
        logro = Logro(
            persona_id=persona_id,
            red_id=edicion.curso.red_id,
            curso_id=edicion.curso_id,
            version_id=edicion.version_id,
            edicion_id=edicion.id,
            **dicho,
        )
        db.session.add(logro)
    for columna, valor in dicho.items():
        if getattr(logro, columna) != valor:
            setattr(logro, columna, valor)
    db.session.flush()
    return logro


def retirar(logro: Logro, motivo: str) -> None:
    """Deja de valer, con su motivo; retirarlo otra vez no cambia nada. Lanza FaltaMotivoDelRetiro."""
    if logro.retirado_en is not None:
        return
    if not motivo.strip():
        raise FaltaMotivoDelRetiro
    logro.retirado_en, logro.motivo = ahora(), motivo.strip()
    db.session.flush()


# ------------------------------------------------------------------ La que se tomó en otra parte


@dataclass(frozen=True)
class DatosDeExterna:
    """Lo que alguien dice de la formación que tomó en otra parte."""

    nombre: str
    impartida_por: str
    horas: int
    terminada_el: date
    contenidos: Collection[int] = ()


def declarar(persona_id: int, red_id: int, datos: DatosDeExterna, archivo_id: int) -> FormacionExterna:
    """Anota lo que la persona tomó en otra parte; no vale hasta que la coordinación lo confirme."""
    externa = FormacionExterna(
        persona_id=persona_id,
        red_id=red_id,
        nombre=datos.nombre,
        impartida_por=datos.impartida_por,
        horas=datos.horas,
        terminada_el=datos.terminada_el,
        archivo_id=archivo_id,
        declarada_en=ahora(),
    )
    db.session.add(externa)
    _poner_contenidos(externa, datos.contenidos)
    db.session.flush()
    return externa


def confirmar(
    externa_id: int,
    por_id: int,
    *,
    contenidos: Collection[int],
    curso_id: int | None = None,
    vence_el: date | None = None,
) -> Logro:
    """La coordinación la da por buena, dice qué cubre y a qué curso equivale. Lanza EsSuya o YaDecidida."""
    externa = _por_decidir(externa_id, por_id)
    if curso_id is not None:
        curso = buscar(Curso, curso_id)
        if curso.red_id != externa.red_id:
            raise ErrorDeDominio("Ese curso es de otra Red.", campo="curso_id")
        if vence_el is None and curso.vigencia_meses:
            vence_el = mas_meses(externa.terminada_el, curso.vigencia_meses)
    _poner_contenidos(externa, contenidos)
    externa.curso_id, externa.vence_el = curso_id, vence_el
    externa.aceptada, externa.decidida_en, externa.decidida_por_id = True, ahora(), por_id
    logro = Logro(
        persona_id=externa.persona_id,
        red_id=externa.red_id,
        curso_id=curso_id,
        externa_id=externa.id,
        clase=ClaseDeLogro.ACREDITACION,
        horas=externa.horas,
        obtenido_el=externa.terminada_el,
        vence_el=vence_el,
    )
    db.session.add(logro)
    db.session.flush()
    return logro


def no_confirmar(externa_id: int, por_id: int, motivo: str) -> FormacionExterna:
    """La coordinación no la da por buena y dice por qué. Lanza EsSuya, YaDecidida o FaltaMotivoDelRetiro."""
    externa = _por_decidir(externa_id, por_id)
    if not motivo.strip():
        raise FaltaMotivoDelRetiro
    externa.aceptada, externa.motivo = False, motivo.strip()
    externa.decidida_en, externa.decidida_por_id = ahora(), por_id
    return externa


def _por_decidir(externa_id: int, por_id: int) -> FormacionExterna:
    externa = con_candado(FormacionExterna, externa_id)
    if externa.persona_id == por_id:
        raise EsSuya
    if externa.decidida_en is not None:
        raise YaDecidida
    return externa


def _poner_contenidos(externa: FormacionExterna, contenidos: Collection[int]) -> None:
    """Deja exactamente esos contenidos, que han de ser de su Red."""
    actuales = {uno.contenido_id: uno for uno in externa.contenidos}
    for contenido_id, uno in actuales.items():
        if contenido_id not in contenidos:
            externa.contenidos.remove(uno)
    for contenido_id in sorted(set(contenidos) - actuales.keys()):
        if buscar(Contenido, contenido_id).red_id != externa.red_id:
            raise ErrorDeDominio("Ese contenido es de otra Red.", campo="contenidos")
        externa.contenidos.append(ContenidoExterno(contenido_id=contenido_id))
