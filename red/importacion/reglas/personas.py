"""Las personas y sus puestos: se reconocen por su correo; si no, por su nombre en la misma institución."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from red.base import db
from red.importacion.columnas import plano
from red.importacion.modelos import Decision, Destino, Que
from red.importacion.reglas.ajenas import DEMASIADAS, Ajenas
from red.importacion.reglas.alcance import Alcance
from red.importacion.reglas.datos_de_persona import (
    busqueda,
    busqueda_de,
    calculado,
    correo_de,
    nombres_de,
    telefono_de,
)
from red.importacion.reglas.lugares import Conocida, Instituciones
from red.importacion.reglas.puestos import Puestos
from red.importacion.reglas.suerte import (
    Entorno,
    Fila,
    Mal,
    Suerte,
    cambio,
    huella,
    las_demas,
    leer_fecha,
    leer_opcion,
    nueva,
)
from red.instituciones.modelos import Institucion
from red.personas.modelos import Adscripcion, Persona
from red.textos import enumerar

SIN_NADIE = "nadie"
DICHAS = {
    "nombre": "nombre",
    "primer_apellido": "apellidos",
    "segundo_apellido": "apellidos",
    "correo": "correo",
    "telefono": "teléfono",
    "institucion_id": "institución",
    "puesto": "puesto",
    "nivel": "nivel del puesto",
    "area": "área",
    "desde": "fecha de inicio",
}
"""Cómo se le dice a ella lo que una lista le cambió."""


class Personas:
    """La regla de la lista de personas."""

    que = Que.PERSONAS

    def __init__(self, entorno: Entorno) -> None:
        self.entorno = entorno
        self.lugares = Instituciones(entorno)
        self.por_correo: dict[str, Any] = {}
        self.por_nombre: dict[str, list[Any]] = {}
        self.puestos: dict[int, list[Any]] = {}
        self.alcance = Alcance(entorno, self.lugares)
        self.ajenas = Ajenas(entorno.ajenas_dichas)
        self._del_puesto = Puestos(entorno)

    def contorno(self) -> str:
        """Huella de las instituciones a las que la lista se puede referir."""
        return self.lugares.contorno()

    def preparar(self, filas: Sequence[Fila], *, aparta: bool = False) -> None:
        """Lee de una vez lo que hay de esas personas; con `aparta`, nadie más las cambia mientras tanto."""
        correos = {correo for fila in filas if (correo := fila.datos.get("correo", "").lower())}
        nombres = {busca for fila in filas if (busca := busqueda_de(fila, self.entorno.apellidos_primero))}
        columnas = (
            Persona.id, Persona.nombre, Persona.primer_apellido, Persona.segundo_apellido, Persona.nombre_preferido,
            Persona.correo, Persona.telefono, Persona.busqueda, Persona.fusionada_en_id,
        )  # fmt: skip
        elegidas = {fila.elegida for fila in filas if fila.elegida}
        if aparta:
            self._apartar(correos, elegidas)
        consulta = select(*columnas).where(Persona.correo.in_(correos)).order_by(Persona.id)
        self.por_correo = {fila.correo: fila for fila in db.session.execute(consulta)}
        self._seguir_a_las_juntadas(columnas)
        self.por_nombre = defaultdict(list)
        for hallada in db.session.execute(
            select(*columnas)
            .where(Persona.busqueda.in_(nombres), Persona.fusionada_en_id.is_(None))
            .order_by(Persona.id)
        ):
            self.por_nombre[hallada.busqueda].append(hallada)
        ids = (
            {p.id for p in self.por_correo.values()}
            | {p.id for ps in self.por_nombre.values() for p in ps}
            | elegidas
        )
        self.puestos = defaultdict(list)
        if ids:
            self._leer_puestos(ids)
        self.alcance.leer(ids, self.puestos)

    def _leer_puestos(self, ids: set[int]) -> None:
        for puesto in db.session.execute(
            select(
                Adscripcion.id, Adscripcion.persona_id, Adscripcion.institucion_id, Adscripcion.puesto, Adscripcion.nivel,
                Adscripcion.area, Adscripcion.desde, Adscripcion.desde_precision, Adscripcion.hasta,
                Adscripcion.hasta_precision, Adscripcion.confirmada_el,
                Adscripcion.confirmada_por_id, Institucion.nombre.label("institucion"),
            ).join(Institucion, Institucion.id == Adscripcion.institucion_id).where(Adscripcion.persona_id.in_(ids)).order_by(Adscripcion.desde, Adscripcion.id)
        ):  # fmt: skip
            self.puestos[puesto.persona_id].append(puesto)

    def _apartar(self, correos: set[str], elegidas: set[int]) -> None:
        """Aparta, en orden, a quienes los renglones nombran por su correo, a aquellas con quienes se juntaron y a las elegidas."""
        ids, nuevas = (
            set(elegidas),
            select(Persona.id, Persona.fusionada_en_id).where(Persona.correo.in_(correos)),
        )
        while halladas := db.session.execute(nuevas).all():
            ids |= {fila.id for fila in halladas}
            siguen = {fila.fusionada_en_id for fila in halladas if fila.fusionada_en_id} - ids
            nuevas = select(Persona.id, Persona.fusionada_en_id).where(Persona.id.in_(siguen))
        orden = select(Persona.id).where(Persona.id.in_(ids)).order_by(Persona.id)
        db.session.execute(orden.with_for_update(of=Persona)).all()

    def _seguir_a_las_juntadas(self, columnas: Sequence[Any]) -> None:
        """Quien resultó ser la misma que otra lleva a ella: su correo de antes también la nombra."""
        juntadas = {fila.fusionada_en_id for fila in self.por_correo.values() if fila.fusionada_en_id}
        while juntadas:
            quedan = {
                fila.id: fila
                for fila in db.session.execute(select(*columnas).where(Persona.id.in_(juntadas)))
            }
            for correo, fila in self.por_correo.items():
                if fila.fusionada_en_id:
                    self.por_correo[correo] = quedan[fila.fusionada_en_id]
            juntadas = {fila.fusionada_en_id for fila in self.por_correo.values() if fila.fusionada_en_id}

    def resolver(self, fila: Fila) -> Suerte:
        """Qué será del renglón; lanza Mal si hay que corregirlo."""
        correo = correo_de(fila)
        nombre, primero, segundo = nombres_de(fila, self.entorno.apellidos_primero)
        telefono = telefono_de(fila)
        persona = self.por_correo.get(correo)
        # Antes que nada: de quien no está a su alcance no ha de saberse ni dónde trabaja.
        if persona is not None and not self.alcance.la_cambia(persona.id):
            raise Mal(self.ajenas.decir(correo), "correo")
        if persona is None and self.ajenas.agotadas and not fila.ya_dicha:
            raise Mal(DEMASIADAS, "correo")
        lugar = self._lugar(fila, persona) if fila.datos.get("institucion") else None
        if persona is not None:
            return self._existente(fila, persona, (nombre, primero, segundo), correo, telefono, lugar)
        if fila.decision is not Decision.CREAR:
            parecidas = self._parecidas((nombre, primero, segundo), lugar.id if lugar else None)
            if fila.decision is Decision.USAR:
                elegida = next((p for p in parecidas if p.id == fila.elegida), None)
                if elegida is not None:
                    return self._existente(fila, elegida, (nombre, primero, segundo), correo, telefono, lugar)
            if parecidas:
                return Suerte(
                    Destino.YA_EXISTE,
                    "Con otro correo ya está registrada alguien con el mismo nombre"
                    + (f" en {lugar.nombre}" if lugar else "")
                    + ". Decide si es la misma persona.",
                    "correo",
                    [[p.id, f"{_completo(p)} · {p.correo}"] for p in parecidas[:5]],
                    huella([_vista(p) for p in parecidas], lugar and lugar.id),
                    llave=correo,
                    identidad=(correo,),
                )
        efectos = [
            nueva("persona", nombre=nombre, primer_apellido=primero, segundo_apellido=segundo, correo=correo,
                telefono=telefono, **calculado(nombre, primero, segundo))
        ]  # fmt: skip
        if lugar is not None:
            efectos.append(self._del_puesto.primero(fila, lugar.id))
        return Suerte(
            Destino.NUEVA, visto=SIN_NADIE, efectos=efectos, llave=correo, identidad=(correo,),
            parecido=None if fila.decision is Decision.CREAR else efectos[0][2]["busqueda"],
        )  # fmt: skip

    def demas_faltas(self, fila: Fila, primera: Mal) -> list[Mal]:
        """Lo demás que hay que corregir en el renglón, para decirlo de una vez; sólo mira lo escrito en él."""
        revisiones: list[Callable[[], object]] = [
            lambda: correo_de(fila),
            lambda: nombres_de(fila, self.entorno.apellidos_primero),
            lambda: telefono_de(fila),
            lambda: leer_fecha(fila, "desde", self.entorno.dia),
            lambda: leer_opcion(Que.PERSONAS, fila, "nivel"),
        ]
        return las_demas(primera, revisiones)

    def _lugar(self, fila: Fila, persona: Any) -> Conocida:
        """La institución del renglón: donde la persona ya está, aunque no sea de la Red, o una de las que se conocen."""
        escrito = fila.datos["institucion"]
        actual = (
            next((p for p in self.puestos.get(persona.id, ()) if p.hasta is None), None) if persona else None
        )
        if actual is not None and plano(actual.institucion) == plano(escrito):
            return Conocida(actual.institucion_id, actual.institucion, None, 0, False)
        return self.lugares.hallar(escrito, fila.datos.get("territorio", ""))

    # ------------------------------------------------------------ Quien ya está

    def _parecidas(self, nombres: tuple[str, str, str | None], institucion_id: int | None) -> list[Any]:
        """Las que se llaman igual y trabajan ahí; si el renglón no dice dónde, las que se llaman igual."""
        halladas = self.por_nombre.get(busqueda(*nombres), [])
        return [
            persona
            for persona in halladas
            if self.alcance.la_cambia(persona.id)
            and (
                institucion_id is None
                or any(
                    p.institucion_id == institucion_id and p.hasta is None
                    for p in self.puestos.get(persona.id, ())
                )
            )
        ]

    def _existente(
        self,
        fila: Fila,
        persona: Any,
        nombres: tuple[str, str, str | None],
        correo: str,
        telefono: str | None,
        lugar: Any,
    ) -> Suerte:
        tiene_cuenta = persona.id in self.alcance.con_cuenta
        suyos = self.puestos.get(persona.id, [])
        visto = huella(_vista(persona), tiene_cuenta, [tuple(p) for p in suyos], lugar and lugar.id)
        efectos: list[Any] = []
        nota = None
        # Un correo que ya lleva a ella, aunque sea de un registro que se juntó con el suyo, no le cambia el de hoy.
        suyo = persona.correo if correo in self.por_correo else correo
        pares = _diferencias(persona, nombres, suyo, telefono)
        if pares and tiene_cuenta:
            nota = "Su nombre, su correo y su teléfono quedan como ella los puso: ya tiene cuenta."
        elif pares:
            efectos.append(cambio("persona", persona.id, **pares))
        if lugar is not None:
            confirma = self.alcance.confirma(persona.id, lugar.id)
            efectos += self._del_puesto.cambian(fila, persona.id, lugar.id, suyos, confirma)
        if efectos and self.entorno.quien_id is not None:
            efectos.append(_aviso(persona.id, efectos))
        destino = Destino.ACTUALIZA if efectos else Destino.IGUAL
        return Suerte(
            destino, nota, visto=visto, efectos=efectos, fila_id=persona.id, llave=correo,
            identidad=(persona.id, correo),
        )  # fmt: skip


def _diferencias(
    persona: Any, nombres: tuple[str, str, str | None], correo: str, telefono: str | None
) -> dict[str, list[Any]]:
    """Lo que cambiaría en sus datos; una celda vacía no borra nada."""
    nombre, primero, segundo = nombres
    segundo = segundo or persona.segundo_apellido
    pares: dict[str, list[Any]] = {}
    for clave, despues in (
        ("nombre", nombre), ("primer_apellido", primero), ("segundo_apellido", segundo), ("correo", correo),
        ("telefono", telefono or persona.telefono),
    ):  # fmt: skip
        antes = getattr(persona, clave)
        if antes != despues:
            pares[clave] = [antes, despues]
    return pares


def _aviso(persona_id: int, efectos: list[Any]) -> list[Any]:
    """Lo que ella leerá en su historia: qué cambió, y quién lo hizo."""
    columnas = [columna for efecto in efectos for columna in (efecto[3] if efecto[0] == "~" else ("puesto",))]
    dichos = [DICHAS[columna] for columna in columnas if columna in DICHAS]
    return nueva(
        "correccion", persona_id=persona_id, quien_id={"al_aplicar": "quien"}, hecha_en={"al_aplicar": "momento"},
        motivo=f"Cambió al importar una lista: {enumerar(list(dict.fromkeys(dichos)))}.",
    )  # fmt: skip


def _vista(persona: Any) -> tuple[Any, ...]:
    return tuple(persona)[:7]


def _completo(persona: Any) -> str:
    return " ".join(filter(None, (persona.nombre, persona.primer_apellido, persona.segundo_apellido)))
