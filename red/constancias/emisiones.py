"""Emitir muchas a la vez: se piden, un trabajo de fondo las compone por tramos y cada una dice qué fue de ella.

Si el proceso muere a medio tramo, ese tramo no existe y se hace de nuevo; lo demás ya quedó. Nadie recibe dos: lo
impide la base de datos.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from functools import partial

from flask import Flask
from sqlalchemy import insert, update

from red.base import con_candado, db
from red.constancias import consultas, consultas_emision, hechos
from red.constancias.llaves import en_uso
from red.constancias.modelos import (
    ClaseDeConstancia,
    EmisionDeConstancias,
    EstadoRenglon,
    RenglonDeEmision,
)
from red.constancias.operaciones import (
    Borrador,
    Preparada,
    Redactada,
    SeMovio,
    Serie,
    guardar,
    preparar,
    redactar,
)
from red.errores import ErrorDeDominio
from red.formacion.modelos import Edicion
from red.redes.modelos import Red
from red.reloj import ahora
from red.tareas import cola

TRAMO = 40
"""Cuántas se anotan de una vez: el turno de escritura se toma por un momento y morir cuesta repetir pocas."""
_A_LA_VEZ = 4
"""Mientras una se compone, otras se asientan en disco: componer es siempre de una en una."""


class NadieLaMerece(ErrorDeDominio):
    """A nadie de esa edición le falta la suya."""

    def __init__(self) -> None:
        super().__init__("A nadie de esta edición le falta su constancia.")


class CambioLaCuenta(ErrorDeDominio):
    """Desde que se vio cuántas eran, cambió."""

    def __init__(self, vistas: int, ahora_: int) -> None:
        super().__init__(
            f"Cuando abriste esta página eran {vistas} y ahora son {ahora_}. Revisa y confirma otra vez."
        )


def pedir(edicion_id: int, vistas: int, quien_id: int | None, dia: date) -> EmisionDeConstancias:
    """Pide emitir las de todas las personas de la edición que la merecen y no la tienen.

    Aparta la Red: dos veces a la vez piden una, y si ya hay una en curso es ésa. Lanza NadieFirma, NadieLaMerece o
    CambioLaCuenta.
    """
    edicion = db.session.get_one(Edicion, edicion_id)
    red = con_candado(Red, edicion.curso.red_id)
    if (en_curso := consultas_emision.en_curso_de(edicion_id)) is not None:
        return en_curso
    en_uso()
    firmante = hechos.quien_firma(red.id, dia)
    hechos.puesto_de(firmante, dia)
    filas = consultas.por_emitir(edicion_id)
    if not filas:
        raise NadieLaMerece
    if len(filas) != vistas:
        raise CambioLaCuenta(vistas, len(filas))
    emision = EmisionDeConstancias(red_id=red.id, edicion_id=edicion_id, quien_id=quien_id, pedida_en=ahora())
    db.session.add(emision)
    db.session.flush()
    db.session.execute(
        insert(RenglonDeEmision),
        [
            {
                "emision_id": emision.id,
                "persona_id": persona.id,
                "estado": EstadoRenglon.PENDIENTE,
                "dicho": "",
            }
            for _, persona in filas
        ],
    )
    return emision


def despertar() -> None:
    """Pide que se haga pronto, sin esperar al repaso de cada minuto."""
    cola.pedir("emitir_constancias")


class Tramo:
    """Unas cuantas de una emisión, compuestas sin tocar la base; `guardar` las anota dentro de la transacción."""

    def __init__(self, app: Flask, emision: EmisionDeConstancias, dia: date) -> None:
        self.emision_id, self.quien_id, self.dia = emision.id, emision.quien_id, dia
        self.edicion: Edicion = emision.edicion
        self.red: Red = emision.red
        self._app = app
        self.renglones = dict(consultas_emision.pendientes_de(emision.id, TRAMO))
        self.preparadas: dict[int, Preparada] = {}
        self.fallas: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self.renglones)

    def preparar(self) -> None:
        """Compone, firma y deja en disco las de quienes la siguen mereciendo."""
        firmante = hechos.quien_firma(self.red.id, self.dia)
        self.firmante_id = firmante.id
        filas = {
            persona.id: (logro, persona)
            for logro, persona in consultas.por_emitir(self.edicion.id, self.renglones.values())
        }
        numero = consultas.ultimo_numero(self.red.id, self.dia.year)
        de_que = {
            clase: hechos.de_edicion(self.red, self.edicion, clase, firmante, self.dia)
            for clase in {ClaseDeConstancia(logro.clase.value) for logro, _ in filas.values()}
        }
        serie = Serie.de(self.red, self.dia.year)
        futuras: dict[int, Future[Preparada]] = {}
        with ThreadPoolExecutor(_A_LA_VEZ) as taller:
            for renglon_id, persona_id in self.renglones.items():
                if persona_id not in filas or renglon_id in self.fallas:
                    continue
                logro, persona = filas[persona_id]
                clase = ClaseDeConstancia(logro.clase.value)
                borrador = Borrador(clase, persona.nombre_completo, persona.correo, persona.id)
                try:
                    una = redactar(serie, de_que[clase], borrador, numero + 1)
                except ErrorDeDominio as error:
                    self.fallas[renglon_id] = error.mensaje
                    continue
                numero += 1
                futuras[renglon_id] = taller.submit(partial(_preparar, self._app, una))
        self._recoger(futuras)

    def _recoger(self, futuras: dict[int, Future[Preparada]]) -> None:
        """Lo que salió; si alguna no se pudo imprimir, las demás se hacen de nuevo para que no falte un folio."""
        antes = len(self.fallas)
        for renglon_id, futura in futuras.items():
            try:
                self.preparadas[renglon_id] = futura.result()
            except ErrorDeDominio as error:
                self.fallas[renglon_id] = error.mensaje
        if len(self.fallas) > antes:
            self.preparadas.clear()
            self.preparar()

    def guardar(self) -> None:
        """Anota lo preparado y qué fue de cada renglón. Lanza SeMovio si otra emisión tomó sus folios o sus personas."""
        con_candado(Red, self.red.id)
        emision = con_candado(EmisionDeConstancias, self.emision_id)
        if emision.detenida_en is not None or emision.terminada_en is not None:
            return
        self._siguen_siendo_las_que_faltan()
        hechas = guardar(
            self.red.id,
            list(self.preparadas.values()),
            anio=self.dia.year,
            firmante_id=self.firmante_id,
            edicion_id=self.edicion.id,
            quien_id=self.quien_id,
        )
        suyas = {hecha.persona_id: hecha.id for hecha in hechas}
        suertes = [
            self._suerte(renglon_id, persona_id, suyas) for renglon_id, persona_id in self.renglones.items()
        ]
        if suertes:
            db.session.execute(update(RenglonDeEmision), suertes)
        if not consultas_emision.pendientes_de(self.emision_id, 1):
            emision.terminada_en = ahora()

    def _siguen_siendo_las_que_faltan(self) -> None:
        """Ya con la Red apartada: ni alguien más se las llevó ni dejaron de merecerla, y dicen lo que consta."""
        borradores = (una.redactada.borrador for una in self.preparadas.values())
        personas = {(uno.persona_id, uno.clase.value) for uno in borradores}
        ahora_ = {
            (persona.id, logro.clase.value)
            for logro, persona in consultas.por_emitir(self.edicion.id, self.renglones.values())
        }
        pendientes = {id_ for id_, _ in consultas_emision.pendientes_de(self.emision_id, TRAMO)}
        if not personas <= ahora_ or pendientes != set(self.renglones):
            raise SeMovio

    def _suerte(self, renglon_id: int, persona_id: int, suyas: dict[int | None, int]) -> dict[str, object]:
        if renglon_id in self.fallas:
            return _renglon(renglon_id, EstadoRenglon.NO_SE_PUDO, self.fallas[renglon_id])
        if persona_id in suyas:
            return _renglon(renglon_id, EstadoRenglon.EMITIDA, "", suyas[persona_id])
        viva = consultas.viva_de(self.edicion.id, persona_id)
        if viva is not None:
            return _renglon(renglon_id, EstadoRenglon.YA_TENIA, f"Con el folio {viva.folio}.", viva.id)
        return _renglon(renglon_id, EstadoRenglon.NO_SE_PUDO, "Ya no consta que la haya terminado.")


def _renglon(
    id_: int, estado: EstadoRenglon, dicho: str, constancia_id: int | None = None
) -> dict[str, object]:
    return {"id": id_, "estado": estado, "dicho": dicho, "constancia_id": constancia_id}


def _preparar(app: Flask, una: Redactada) -> Preparada:
    """La imprime y la deja en disco, en otro hilo: mientras, se redacta la que sigue."""
    with app.app_context():
        return preparar(una)


def no_siguio(emision_id: int, mensaje: str) -> None:
    """Algo que no es de una persona impide seguir: lo que falta lo dice y la emisión termina."""
    emision = con_candado(EmisionDeConstancias, emision_id)
    db.session.execute(
        update(RenglonDeEmision)
        .where(RenglonDeEmision.emision_id == emision_id, RenglonDeEmision.estado == EstadoRenglon.PENDIENTE)
        .values(estado=EstadoRenglon.NO_SE_PUDO, dicho=mensaje)
    )
    emision.terminada_en = ahora()


def detener(emision_id: int) -> None:
    """Deja de emitir las que faltan; las emitidas quedan."""
    emision = con_candado(EmisionDeConstancias, emision_id)
    if emision.terminada_en is None and emision.detenida_en is None:
        emision.detenida_en = ahora()
