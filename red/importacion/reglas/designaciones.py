"""Las designaciones: quién es titular, suplente o enlace de qué unidad, desde cuándo y hasta cuándo."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from red.base import db
from red.fechas import FechaParcial, Precision, fin_dicho
from red.importacion.columnas import plano
from red.importacion.modelos import Destino, Que
from red.importacion.reglas.lugares import Instituciones
from red.importacion.reglas.personas import Personas
from red.importacion.reglas.relevos import Relevos
from red.importacion.reglas.suerte import (
    Entorno,
    Fila,
    Mal,
    Suerte,
    cabe,
    cambio,
    cierra,
    empieza,
    huella,
    las_demas,
    leer_fecha,
    leer_opcion,
    nueva,
    otro_fin,
    termina,
)
from red.textos import fecha
from red.unidades.modelos import AreaMinima, Designacion, Funcion, Unidad
from red.unidades.operaciones import UNA_SOLA


class Designaciones:
    """La regla de la lista de designaciones."""

    que = Que.DESIGNACIONES

    def __init__(self, entorno: Entorno) -> None:
        self.entorno = entorno
        self.lugares = Instituciones(entorno)
        self.personas = Personas(entorno)
        self.unidades: dict[int, list[Any]] = {}
        self.suyas: dict[int, list[Any]] = {}
        self._dadas: defaultdict[Any, dict[Any, tuple[int, date, date | None]]] = defaultdict(dict)
        """Lo que este mismo archivo ya da: por función, cada designación con su renglón y sus fechas."""
        self._terminan: dict[int, date] = {}
        """Las que un renglón de este archivo termina, y cuándo."""
        self._relevadas: dict[int, int] = {}
        """Las que un renglón de este archivo releva, y cuál."""
        self.relevos = Relevos(entorno)

    def contorno(self) -> str:
        """Huella de las instituciones a las que la lista se puede referir."""
        return self.lugares.contorno()

    def preparar(self, filas: Sequence[Fila], *, aparta: bool = False) -> None:
        """Lee de una vez las unidades, sus designaciones y las personas de esos renglones."""
        self.personas.preparar(filas)
        lugares = {c.id for fila in filas for c in self.lugares.posibles(fila.datos.get("institucion", ""))}
        consulta = (
            select(Unidad.id, Unidad.institucion_id, Unidad.nombre, Unidad.tipo, Unidad.desde, Unidad.estado)
            .where(
                Unidad.institucion_id.in_(lugares),
                or_(Unidad.hasta.is_(None), Unidad.hasta >= self.entorno.dia),
            )
            .order_by(Unidad.id)
        )
        if aparta:
            consulta = consulta.with_for_update(of=Unidad)
        self.unidades, self.suyas = defaultdict(list), defaultdict(list)
        for unidad in db.session.execute(consulta):
            self.unidades[unidad.institucion_id].append(unidad)
        todas = [unidad for unidades in self.unidades.values() for unidad in unidades]
        self.relevos.leer(todas)
        ids = [unidad.id for unidad in todas]
        for designacion in db.session.execute(
            select(
                Designacion.id, Designacion.unidad_id, Designacion.persona_id, Designacion.funcion, Designacion.desde,
                Designacion.desde_precision,
                Designacion.hasta,
                Designacion.hasta_precision, Designacion.oficio, Designacion.area,
            ).where(Designacion.unidad_id.in_(ids)).order_by(Designacion.id)
        ):  # fmt: skip
            self.suyas[designacion.unidad_id].append(designacion)

    def resolver(self, fila: Fila) -> Suerte:
        """Qué será del renglón; lanza Mal si hay que corregirlo."""
        unidad = self._unidad(fila)
        funcion = self._funcion(fila)
        persona_id = self._persona(fila)
        dicha = leer_fecha(fila, "desde", self.entorno.dia)
        hasta = leer_fecha(fila, "hasta", self.entorno.dia)
        oficio = _oficio(fila)
        suyas = [d for d in self.suyas[unidad.id] if d.funcion is funcion]
        area = leer_opcion(self.que, fila, "area") if funcion is Funcion.INTEGRANTE else None
        visto = huella(unidad.id, [tuple(d) for d in suyas], persona_id, self.relevos.visto(unidad.id))
        misma = next(
            (
                d
                for d in suyas
                if d.persona_id == persona_id
                and (dicha.primero == d.desde if dicha is not None else d.hasta is None)
            ),
            None,
        )
        if misma is not None:
            return self._la_misma(misma, hasta, oficio, area, visto)
        if funcion is Funcion.INTEGRANTE and area is None:
            raise Mal("Falta de qué área viene quien es integrante.", "area")
        principio = dicha or FechaParcial(self.entorno.dia)
        desde = principio.primero
        if hasta is not None and hasta.ultimo < desde:
            raise Mal("Termina antes de empezar: revisa las fechas.", "hasta")
        efectos = []
        fin = hasta.ultimo if hasta else None
        for otra in suyas:
            su_fin = self._terminan.get(otra.id, otra.hasta)
            choca = (su_fin is None or su_fin >= desde) and (fin is None or otra.desde <= fin)
            if not choca or not (funcion in UNA_SOLA or otra.persona_id == persona_id):
                continue
            if su_fin is not None or otra.desde >= desde:
                raise Mal(
                    f"Alguien ya tiene esa función desde el {fecha(otra.desde)}: las fechas se enciman.",
                    "desde",
                )
            efectos.append(cambio("designacion", otra.id, **cierra(otra, principio)))
        identidad = (unidad.id, funcion.value, persona_id, desde)
        self._una_sola_vez(fila, identidad, desde, fin)
        for efecto in efectos:
            self._relevadas.setdefault(efecto[2], fila.numero)
        efectos.append(
            nueva("designacion", unidad_id=unidad.id, persona_id=persona_id, funcion=funcion.value, oficio=oficio,
                area=area.value if area else None,
                **empieza(principio), **termina(hasta),)
        )  # fmt: skip
        motivo = _releva(principio) if len(efectos) > 1 else None
        salida = self.relevos.al_designar(unidad.id, funcion, desde, fin, self.suyas[unidad.id])
        if salida:
            efectos += salida
            motivo = f"{motivo or ''} Con ella la unidad sale del relevo.".strip()
        return Suerte(Destino.NUEVA, motivo, visto=visto, efectos=efectos, identidad=(identidad,))

    def _una_sola_vez(
        self, fila: Fila, identidad: tuple[int, str, int, date], desde: date, fin: date | None
    ) -> None:
        """Dos renglones del mismo archivo no dejan la misma función en dos manos, ni dos veces en la misma."""
        unidad_id, funcion, persona_id, _ = identidad
        sola = Funcion(funcion) in UNA_SOLA
        dadas = self._dadas[unidad_id, funcion, None if sola else persona_id]
        if identidad in dadas:
            return
        for numero, su_desde, su_fin in dadas.values():
            if sola:
                raise Mal(
                    f"El renglón {numero} ya da esa función en la misma unidad: impórtalas en dos archivos, "
                    "primero la más antigua.",
                    "funcion",
                )
            if (su_fin is None or su_fin >= desde) and (fin is None or su_desde <= fin):
                raise Mal(f"El renglón {numero} ya le da esa función en esas fechas.", "desde")
        dadas[identidad] = (fila.numero, desde, fin)

    def _la_misma(
        self, misma: Any, hasta: FechaParcial | None, oficio: str | None, area: AreaMinima | None, visto: str
    ) -> Suerte:
        pares = {}
        if area is not None and area is not misma.area:
            pares["area"] = [misma.area.value if misma.area else None, area.value]
        if oficio is not None and oficio != misma.oficio:
            pares["oficio"] = [misma.oficio, oficio]
        if hasta is not None and hasta.ultimo != misma.hasta:
            if hasta.ultimo < misma.desde:
                raise Mal("Termina antes de empezar: revisa las fechas.", "hasta")
            if misma.id in self._relevadas:
                raise Mal(f"El renglón {self._relevadas[misma.id]} la releva: pon éste antes.", "hasta")
            self._terminan[misma.id] = hasta.ultimo
            pares.update(otro_fin(misma, hasta))
        efectos = [cambio("designacion", misma.id, **pares)] if pares else []
        destino = Destino.ACTUALIZA if efectos else Destino.IGUAL
        return Suerte(destino, visto=visto, efectos=efectos, fila_id=misma.id, identidad=(misma.id,))

    def demas_faltas(self, fila: Fila, primera: Mal) -> list[Mal]:
        """Lo demás que hay que corregir en el renglón, para decirlo de una vez."""
        return las_demas(
            primera,
            [
                lambda: self._unidad(fila),
                lambda: self._funcion(fila),
                lambda: self._persona(fila),
                lambda: leer_fecha(fila, "desde", self.entorno.dia),
                lambda: leer_fecha(fila, "hasta", self.entorno.dia),
                lambda: _oficio(fila),
                lambda: self._area(fila),
            ],
        )

    def _funcion(self, fila: Fila) -> Any:
        funcion = leer_opcion(self.que, fila, "funcion")
        if funcion is None:
            raise Mal("Falta la función: titular, suplente, enlace o integrante.", "funcion")
        return funcion

    def _area(self, fila: Fila) -> None:
        """De qué área viene quien es integrante; la que ya lo es conserva la suya y no llega aquí por eso."""
        with suppress(Mal):
            if self._funcion(fila) is not Funcion.INTEGRANTE:
                return
        leer_opcion(self.que, fila, "area")

    def _unidad(self, fila: Fila) -> Any:
        if not fila.datos.get("institucion"):
            raise Mal("Falta la institución.", "institucion")
        lugar = self.lugares.hallar(fila.datos["institucion"], fila.datos.get("territorio", ""))
        suyas = self.unidades.get(lugar.id, [])
        escrita = plano(fila.datos.get("unidad", ""))
        if escrita:
            suyas = [u for u in suyas if escrita in (plano(u.nombre), plano(u.tipo.etiqueta))]
        if not suyas:
            raise Mal("La institución no tiene registrada esa unidad: regístrala primero.", "unidad")
        if len(suyas) > 1:
            raise Mal("La institución tiene más de una unidad: escribe el nombre de cuál.", "unidad")
        return suyas[0]

    def _persona(self, fila: Fila) -> int:
        persona = self.personas.por_correo.get(fila.datos.get("correo", "").lower())
        # Quien no existe y quien no está al alcance responden lo mismo.
        if persona is None or not self.personas.alcance.la_nombra(persona.id):
            raise Mal(
                "Ese correo no es de nadie de tu Red: impórtala primero en la lista de personas.", "correo"
            )
        return int(persona.id)


def _oficio(fila: Fila) -> str | None:
    return cabe(fila, "oficio", "Número de oficio")


def _releva(principio: FechaParcial) -> str:
    """Cuándo termina quien está hoy, dicho como se sabe."""
    if principio.precision is Precision.DIA:
        return "Releva a quien está hoy, que termina la víspera."
    fin = fin_dicho(principio.primero - timedelta(days=1), principio.precision)
    return f"Releva a quien está hoy, que termina en {fin.en_palabras if fin else ''}."
