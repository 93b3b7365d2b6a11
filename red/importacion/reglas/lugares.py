"""Las instituciones a las que una lista puede referirse, por su nombre, sus siglas o el que tuvieron antes."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from red.base import db
from red.importacion.columnas import plano
from red.importacion.reglas.suerte import Entorno, Mal, huella
from red.instituciones.modelos import Institucion, NombreDeInstitucion
from red.redes.modelos import Participacion
from red.territorios.modelos import Nivel, Territorio

NO_ESTA = "«{}» no está entre las instituciones de tu Red. Revisa cómo se escribe, o regístrala o impórtala primero."
NO_HAY = "«{}» no está registrada. Revisa cómo se escribe, o regístrala o impórtala primero."


@dataclass(frozen=True)
class Conocida:
    """Una institución con lo que hace falta para reconocerla."""

    id: int
    nombre: str
    siglas: str | None
    territorio_id: int
    participa: bool


class Instituciones:
    """Las vigentes a las que se puede referir una lista: las de la Red, o todas si no se limita a una."""

    def __init__(self, entorno: Entorno, *, sobre: bool = False) -> None:
        """`sobre` incluye las que no participan en la Red: para no registrarlas dos veces."""
        self.entorno = entorno
        self.por_nombre: defaultdict[str, list[Conocida]] = defaultdict(list)
        self.por_otro: defaultdict[str, list[Conocida]] = defaultdict(list)
        self.todas: dict[int, Conocida] = {}
        self._halladas: dict[tuple[str, str], Conocida] = {}
        participan = self._participan()
        consulta = select(
            Institucion.id,
            Institucion.nombre,
            Institucion.siglas,
            Institucion.territorio_id,
        ).where(
            Institucion.fusionada_en_id.is_(None),
            or_(Institucion.hasta.is_(None), Institucion.hasta >= entorno.dia),
        )
        if participan is not None and not sobre:
            consulta = consulta.where(Institucion.id.in_(self._llaves_de_la_red()))
        if entorno.aparta and not sobre:
            consulta = consulta.with_for_update(of=Institucion, read=True)
        for fila in db.session.execute(consulta.order_by(Institucion.id)):
            conocida = Conocida(
                fila.id,
                fila.nombre,
                fila.siglas,
                fila.territorio_id,
                participan is None or fila.id in participan,
            )
            self.todas[fila.id] = conocida
            self.por_nombre[plano(fila.nombre)].append(conocida)
            if fila.siglas:
                self.por_otro[plano(fila.siglas)].append(conocida)
        for otro in db.session.execute(
            select(NombreDeInstitucion.institucion_id, NombreDeInstitucion.nombre).order_by(
                NombreDeInstitucion.id
            )
        ):
            hallada = self.todas.get(otro.institucion_id)
            if hallada is not None and hallada not in self.por_otro[plano(otro.nombre)]:
                self.por_otro[plano(otro.nombre)].append(hallada)
        self.territorios = Territorios(entorno)

    def contorno(self) -> str:
        """Huella de todas: si una se registra, cambia de nombre o se cierra, es otra."""
        return huella([(c.id, c.nombre, c.siglas, c.territorio_id, c.participa) for c in self.todas.values()],
            sorted((nombre, [c.id for c in suyas]) for nombre, suyas in self.por_otro.items() if suyas))  # fmt: skip

    def _llaves_de_la_red(self) -> Any:
        return select(Participacion.institucion_id).where(
            Participacion.red_id == self.entorno.red_id, Participacion.vigente(self.entorno.dia)
        )

    def _participan(self) -> frozenset[int] | None:
        if self.entorno.red_id is None:
            return None
        return frozenset(db.session.scalars(self._llaves_de_la_red()))

    def hallar(self, escrito: str, territorio: str = "", columna: str = "institucion") -> Conocida:
        """La institución que se escribió; lanza Mal si no está o si hay varias."""
        llave = (escrito, territorio)
        if llave not in self._halladas:
            self._halladas[llave] = self._hallar(escrito, territorio, columna)
        return self._halladas[llave]

    def _hallar(self, escrito: str, territorio: str, columna: str) -> Conocida:
        candidatas = self.posibles(escrito)
        if territorio and len(candidatas) > 1:
            lugares = self.territorios.llaves(territorio)
            candidatas = [c for c in candidatas if c.territorio_id in lugares]
        if not candidatas:
            raise Mal((NO_HAY if self.entorno.red_id is None else NO_ESTA).format(escrito[:80]), columna)
        if len(candidatas) > 1:
            raise Mal(
                f"Hay {len(candidatas)} instituciones que se llaman «{escrito[:80]}»: agrega una columna con su territorio.",
                columna,
            )
        return candidatas[0]

    def posibles(self, escrito: str) -> list[Conocida]:
        """Las que se llaman así; si ninguna, las que tienen esas siglas o se llamaron así."""
        buscado = plano(escrito)
        return self.por_nombre.get(buscado) or self.por_otro.get(buscado) or []


class Territorios:
    """Los territorios por su nombre o su clave; los de la Red primero."""

    def __init__(self, entorno: Entorno) -> None:
        self.entorno = entorno
        self._todos: dict[str, list[tuple[int, Nivel]]] | None = None
        self.niveles: dict[int, Nivel] = {}

    def _cargar(self) -> dict[str, list[tuple[int, Nivel]]]:
        if self._todos is None:
            por_nombre: defaultdict[str, list[tuple[int, Nivel]]] = defaultdict(list)
            consulta = select(
                Territorio.id, Territorio.nombre, Territorio.codigo, Territorio.nivel, Territorio.madre_id
            )
            if self.entorno.pais:
                consulta = consulta.where(Territorio.pais == self.entorno.pais)
            filas = list(db.session.execute(consulta))
            nombres = {fila.id: fila.nombre for fila in filas}
            for fila in filas:
                self.niveles[fila.id] = fila.nivel
                escritos = {plano(fila.nombre), plano(fila.codigo)}
                if fila.madre_id in nombres:
                    escritos.add(plano(f"{fila.nombre}, {nombres[fila.madre_id]}"))
                for escrito in escritos:
                    por_nombre[escrito].append((fila.id, fila.nivel))
            self._todos = por_nombre
        return self._todos

    def nivel(self, id: int) -> Nivel | None:
        """El nivel de ese territorio."""
        self._cargar()
        return self.niveles.get(id)

    def llaves(self, escrito: str) -> frozenset[int]:
        """Todos los que se llaman así o tienen esa clave."""
        return frozenset(id for id, _ in self._cargar().get(plano(escrito), []))

    def hallar(self, escrito: str) -> int:
        """El territorio que se escribió; si varios se llaman igual, el más chico. Lanza Mal si no se sabe cuál."""
        halladas = self._cargar().get(plano(escrito), [])
        if not halladas:
            raise Mal(
                f"No hay un territorio que se llame «{escrito[:60]}»: usa su nombre oficial o su clave.",
                "territorio",
            )
        orden = [Nivel.MUNICIPIO, Nivel.PROVINCIA, Nivel.ENTIDAD, Nivel.PAIS]
        menor = min(orden.index(nivel) for _, nivel in halladas)
        del_menor = [id for id, nivel in halladas if orden.index(nivel) == menor]
        if len(del_menor) > 1:
            if self.entorno.territorio_id in del_menor:
                return self.entorno.territorio_id
            raise Mal(
                f"Hay {len(del_menor)} lugares que se llaman «{escrito[:60]}»: escribe también su estado, "
                "separado por una coma, o su clave.",
                "territorio",
            )
        return del_menor[0]
