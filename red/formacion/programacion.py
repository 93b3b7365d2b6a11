"""Lo que cambia en la oferta: abrir ediciones, corregirlas, cancelarlas y reanudarlas."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from red.base import buscar, con_candado, db
from red.errores import ErrorDeDominio
from red.formacion import consultas
from red.formacion.catalogo import CodigoRepetido as CodigoRepetido
from red.formacion.catalogo import DatosDeCurso as DatosDeCurso
from red.formacion.catalogo import crear_curso as crear_curso
from red.formacion.catalogo import editar_curso as editar_curso
from red.formacion.catalogo import fijar_version
from red.formacion.modelos import Curso, Edicion, Jornada, Modalidad, Momento
from red.formacion.operaciones import (
    EdicionCerrada,
    FaltaMotivo,
    avisar_a_todas,
    dia_de,
    exigir_abierta,
    poner_cupo,
)
from red.formacion.reparto import acomodar_ofertas, repartir, retirar_ofertas
from red.formacion.secuencias import avanzar, retirar, retirar_periodo
from red.reloj import ahora
from red.textos import fecha


class FechasQueNoCuadran(ErrorDeDominio):
    """Las fechas de la edición o de una jornada se contradicen."""


# ------------------------------------------------------------------ Las ediciones


class Horario(NamedTuple):
    """Una jornada como se escribe: qué día, de qué hora a qué hora y, si es otro, dónde."""

    inicia_en: datetime
    termina_en: datetime
    lugar: str | None = None


@dataclass(frozen=True)
class DatosDeEdicion:
    """Lo que se dice de una edición al abrirla o corregirla."""

    nombre: str
    modalidad: Modalidad
    lugar: str
    cupo: int
    inicia_el: date
    termina_el: date
    inscripcion_desde: date
    inscripcion_hasta: date
    jornadas: Sequence[Horario] = ()


COLUMNAS = (
    "nombre",
    "modalidad",
    "lugar",
    "inicia_el",
    "termina_el",
    "inscripcion_desde",
    "inscripcion_hasta",
)
LO_QUE_IMPORTA_A_QUIEN_VA = ("modalidad", "lugar", "inicia_el", "termina_el")


def abrir_edicion(curso_id: int, datos: DatosDeEdicion) -> Edicion:
    """Abre una edición del curso con sus jornadas; lanza FechasQueNoCuadran."""
    curso = buscar(Curso, curso_id)
    _comprobar_fechas(datos, ZoneInfo(curso.red.zona))
    edicion = Edicion(curso=curso, cupo=datos.cupo, **{c: getattr(datos, c) for c in COLUMNAS})
    db.session.add(edicion)
    db.session.flush()
    fijar_version(edicion)
    _poner_jornadas(edicion, datos.jornadas, nueva=True)
    return edicion


def editar_edicion(edicion_id: int, datos: DatosDeEdicion) -> Edicion:
    """Corrige una edición, su cupo y sus jornadas.

    Si cambia cuándo o dónde será y todavía no termina, escribe a quienes tienen lugar o esperan; las ofertas cuyo plazo
    ya no cabe antes de empezar se acomodan, y la última fecha para cancelar no queda después del fin. Lanza
    FechasQueNoCuadran o CupoMenorQueOcupados, y EdicionCerrada si terminó o se canceló y cambia el cupo.
    """
    edicion = con_candado(Edicion, edicion_id)
    _comprobar_fechas(datos, ZoneInfo(edicion.curso.red.zona))
    if datos.cupo != edicion.cupo:
        exigir_abierta(edicion)
    antes = [getattr(edicion, c) for c in LO_QUE_IMPORTA_A_QUIEN_VA]
    for columna in COLUMNAS:
        setattr(edicion, columna, getattr(datos, columna))
    cambian_jornadas = _poner_jornadas(edicion, datos.jornadas)
    if edicion.cancelacion_hasta is not None:
        edicion.cancelacion_hasta = min(edicion.cancelacion_hasta, edicion.termina_el)
    cambio = cambian_jornadas or antes != [getattr(edicion, c) for c in LO_QUE_IMPORTA_A_QUIEN_VA]
    reciben = [*poner_cupo(edicion, datos.cupo)] if datos.cupo != edicion.cupo else []
    if cambio:
        reciben += acomodar_ofertas(edicion)
    if cambio and edicion.se_puede_cambiar(dia_de(edicion)):
        avisar_a_todas("formacion_cambio", edicion, salvo=reciben)
    return edicion


def _orden(horario: Horario) -> tuple[datetime, datetime, str]:
    return horario.inicia_en, horario.termina_en, horario.lugar or ""


def fechas_que_no_cuadran(
    inicia: date | None, termina: date | None, abre: date | None, cierra: date | None
) -> list[tuple[str, str]]:
    """En qué campo y por qué no cuadran esas fechas, todas las faltas de una vez; la que falta no se compara."""
    faltas = []
    if inicia and termina and termina < inicia:
        faltas.append(("termina_el", "Termina antes de empezar: revisa el último día."))
    if abre and cierra and cierra < abre:
        faltas.append(("inscripcion_hasta", "Cierra antes de abrir: revisa el último día."))
    elif cierra and termina and cierra > termina:
        faltas.append(
            ("inscripcion_hasta", "La inscripción no puede cerrar después de que la edición termine.")
        )
    return faltas


def _comprobar_fechas(datos: DatosDeEdicion, zona: ZoneInfo) -> None:
    for campo, falta in fechas_que_no_cuadran(
        datos.inicia_el, datos.termina_el, datos.inscripcion_desde, datos.inscripcion_hasta
    ):
        raise FechasQueNoCuadran(falta, campo=campo)
    if faltas := list(dict.fromkeys(_jornadas_que_no_cuadran(datos, zona))):
        raise FechasQueNoCuadran(" ".join(faltas), campo="jornadas")


def _jornadas_que_no_cuadran(datos: DatosDeEdicion, zona: ZoneInfo) -> Iterator[str]:
    """Lo que hay que corregir de cada jornada, para decirlo todo de una vez."""
    anterior: Horario | None = None
    for jornada in sorted(datos.jornadas, key=_orden):
        dia = jornada.inicia_en.astimezone(zona).date()
        if jornada.termina_en <= jornada.inicia_en:
            yield f"La jornada del {fecha(dia)} termina antes de empezar."
        if not datos.inicia_el <= dia <= datos.termina_el:
            yield f"La jornada del {fecha(dia)} queda fuera de las fechas de la edición."
        if anterior and jornada.inicia_en < anterior.termina_en:
            yield f"Dos jornadas del {fecha(dia)} se enciman."
        if anterior is None or jornada.termina_en > anterior.termina_en:
            anterior = jornada


def _poner_jornadas(edicion: Edicion, horarios: Sequence[Horario], *, nueva: bool = False) -> bool:
    """Deja exactamente esas jornadas, sin tocar las que no cambian; dice si algo cambió.

    La que cambia de hora sigue siendo la misma, para que el calendario de quienes van la mueva en vez de repetirla.
    """
    actuales = {Horario(j.inicia_en, j.termina_en, j.lugar): j for j in consultas.jornadas_de(edicion.id)}
    sobran, faltan = set(actuales) - set(horarios), set(horarios) - set(actuales)
    for horario in sorted(sobran, key=_orden):
        for impide in _impiden_mover:
            if porque := impide(actuales[horario]):
                raise FechasQueNoCuadran(porque, campo="jornadas")
    mudanzas = _que_se_mueven(sobran, faltan)
    for antes, despues in mudanzas.items():
        for columna, valor in despues._asdict().items():
            setattr(actuales[antes], columna, valor)
    quitadas, puestas = sobran - mudanzas.keys(), faltan - set(mudanzas.values())
    for horario in sorted(quitadas, key=_orden):
        retirar(actuales[horario])
        db.session.delete(actuales[horario])
    for horario in sorted(puestas, key=_orden):
        db.session.add(Jornada(edicion=edicion, **horario._asdict()))
    cambian = bool(sobran or faltan)
    if cambian and not nueva:
        if not actuales:
            retirar_periodo(edicion)
        avanzar(edicion)  # «2 de 5» puede decir otra cosa también en las que no se tocaron
    return cambian


_impiden_mover: list[Callable[[Jornada], str]] = []


def impide_mover_jornada(funcion: Callable[[Jornada], str]) -> Callable[[Jornada], str]:
    """Registra una regla de otro dominio: recibe la jornada que se quitaría o movería y dice por qué no, o nada."""
    _impiden_mover.append(funcion)
    return funcion


def _que_se_mueven(sobran: set[Horario], faltan: set[Horario]) -> dict[Horario, Horario]:
    """Cuál de las nuevas es cuál de las que había: la que quede más cerca en el tiempo."""
    cercanas = sorted(
        ((antes, despues) for antes in sobran for despues in faltan),
        key=lambda par: (abs(par[0].inicia_en - par[1].inicia_en), _orden(par[0]), _orden(par[1])),
    )
    pares: dict[Horario, Horario] = {}
    for antes, despues in cercanas:
        if antes not in pares and despues not in pares.values():
            pares[antes] = despues
    return pares


def cancelar_edicion(edicion_id: int, motivo: str) -> int:
    """Cancela la edición entera y lo escribe a quienes tenían lugar o esperaban; devuelve a cuántas.

    La lista queda como estaba, por si se reanuda. Cero si ya estaba cancelada. Lanza FaltaMotivo, o
    EdicionCerrada si ya terminó.
    """
    edicion = con_candado(Edicion, edicion_id)
    if edicion.cancelada_en is not None:
        return 0
    exigir_abierta(edicion)
    if not motivo.strip():
        raise FaltaMotivo
    edicion.cancelada_en = ahora()
    edicion.motivo_cancelacion = motivo.strip()
    retirar_ofertas(edicion)
    return avisar_a_todas("formacion_edicion_cancelada", edicion, motivo=motivo.strip())


def reanudar_edicion(edicion_id: int) -> int:
    """Deshace la cancelación: cada quien recupera su lugar o su turno, y se le escribe; devuelve a cuántas.

    Cero si no estaba cancelada. Lanza EdicionCerrada si su fecha ya pasó.
    """
    edicion = con_candado(Edicion, edicion_id)
    if edicion.cancelada_en is None:
        return 0
    edicion.cancelada_en = edicion.motivo_cancelacion = None
    if edicion.momento(dia_de(edicion)) is Momento.TERMINADA:
        raise EdicionCerrada(edicion)
    # Lo que dejó quien salió de la Red mientras estuvo cancelada; su correo dice las dos cosas.
    reciben = repartir(edicion, reanudada=True)
    return avisar_a_todas("formacion_edicion_reanudada", edicion, salvo=reciben)
