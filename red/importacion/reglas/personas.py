"""Las personas y sus puestos: se reconocen por su correo; si no, por su nombre en la misma institución."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from red.acceso.modelos import Cuenta
from red.base import db
from red.fechas import FechaParcial
from red.importacion.columnas import plano
from red.importacion.modelos import Decision, Destino, Que
from red.importacion.reglas.datos_de_persona import (
    busqueda,
    busqueda_de,
    calculado,
    correo_de,
    nombres_de,
    telefono_de,
)
from red.importacion.reglas.lugares import Conocida, Instituciones
from red.importacion.reglas.suerte import (
    Entorno,
    Fila,
    Mal,
    Suerte,
    cabe,
    cambio,
    empieza,
    huella,
    iso,
    leer_fecha,
    leer_opcion,
    nueva,
    otro_principio,
    termina,
)
from red.instituciones.modelos import Institucion
from red.personas.modelos import Adscripcion, NivelCargo, Persona
from red.redes.modelos import EstadoMembresia, Membresia
from red.textos import fecha

DE_OTRA_RED = (
    "Ese correo ya está registrado y la persona no está en tu Red. Invítala, o pide a quien administra "
    "la plataforma que haga el cambio."
)
SIN_NADIE = "nadie"
CABEN = 5000
"""Cuántos puestos distintos se recuerdan mientras se lee una lista."""


class Personas:
    """La regla de la lista de personas."""

    que = Que.PERSONAS

    def __init__(self, entorno: Entorno) -> None:
        self.entorno = entorno
        self.lugares = Instituciones(entorno)
        self.por_correo: dict[str, Any] = {}
        self.por_nombre: dict[str, list[Any]] = {}
        self.puestos: dict[int, list[Any]] = {}
        self.con_cuenta: set[int] = set()
        self.integran: set[int] = set()
        self._puestos_escritos: dict[tuple[str | None, ...], dict[str, Any]] = {}

    def llave(self, fila: Fila) -> Any:
        """Con qué se sabe que dos renglones hablan de la misma persona."""
        return fila.datos.get("correo", "").lower() or None

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
        consulta = select(*columnas).where(Persona.correo.in_(correos)).order_by(Persona.id)
        if aparta:
            consulta = consulta.with_for_update(of=Persona)
        self.por_correo = {fila.correo: fila for fila in db.session.execute(consulta)}
        self._seguir_a_las_juntadas(columnas)
        self.por_nombre = defaultdict(list)
        for hallada in db.session.execute(
            select(*columnas)
            .where(Persona.busqueda.in_(nombres), Persona.fusionada_en_id.is_(None))
            .order_by(Persona.id)
        ):
            self.por_nombre[hallada.busqueda].append(hallada)
        elegidas = {fila.elegida for fila in filas if fila.elegida}
        ids = (
            {p.id for p in self.por_correo.values()}
            | {p.id for ps in self.por_nombre.values() for p in ps}
            | elegidas
        )
        self.puestos = defaultdict(list)
        self.con_cuenta, self.integran = set(), set()
        if not ids:
            return
        for puesto in db.session.execute(
            select(
                Adscripcion.id, Adscripcion.persona_id, Adscripcion.institucion_id, Adscripcion.puesto, Adscripcion.nivel,
                Adscripcion.area, Adscripcion.desde, Adscripcion.desde_precision, Adscripcion.hasta,
                Adscripcion.hasta_precision, Adscripcion.confirmada_el,
                Adscripcion.confirmada_por_id, Institucion.nombre.label("institucion"),
            ).join(Institucion, Institucion.id == Adscripcion.institucion_id).where(Adscripcion.persona_id.in_(ids)).order_by(Adscripcion.desde, Adscripcion.id)
        ):  # fmt: skip
            self.puestos[puesto.persona_id].append(puesto)
        self.con_cuenta = set(db.session.scalars(select(Cuenta.persona_id).where(Cuenta.persona_id.in_(ids))))
        self.integran = set(
            db.session.scalars(
                select(Membresia.persona_id).where(
                    Membresia.red_id == self.entorno.red_id,
                    Membresia.persona_id.in_(ids),
                    Membresia.estado != EstadoMembresia.CONCLUIDA,
                    or_(Membresia.hasta.is_(None), Membresia.hasta >= self.entorno.dia),
                )
            )
        )

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
                )
        efectos = [
            nueva("persona", nombre=nombre, primer_apellido=primero, segundo_apellido=segundo, correo=correo,
                telefono=telefono, **calculado(nombre, primero, segundo))
        ]  # fmt: skip
        if lugar is not None:
            efectos.append(self._primer_puesto(fila, lugar.id))
        return Suerte(
            Destino.NUEVA, visto=SIN_NADIE, efectos=efectos, llave=correo,
            parecido=None if fila.decision is Decision.CREAR else efectos[0][2]["busqueda"],
        )  # fmt: skip

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

    def al_alcance(self, persona_id: int) -> bool:
        """Si quien importa puede cambiar sus datos: integra su Red o trabaja en una institución de ella."""
        if self.entorno.red_id is None or persona_id in self.integran:
            return True
        return any(
            puesto.institucion_id in self.lugares.todas
            and (puesto.hasta is None or puesto.hasta >= self.entorno.dia)
            for puesto in self.puestos.get(persona_id, ())
        )

    def _parecidas(self, nombres: tuple[str, str, str | None], institucion_id: int | None) -> list[Any]:
        """Las que se llaman igual y trabajan ahí; si el renglón no dice dónde, las que se llaman igual."""
        halladas = self.por_nombre.get(busqueda(*nombres), [])
        return [
            persona
            for persona in halladas
            if self.al_alcance(persona.id)
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
        if not self.al_alcance(persona.id):
            raise Mal(DE_OTRA_RED, "correo")
        tiene_cuenta = persona.id in self.con_cuenta
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
            efectos += self._puesto(fila, persona.id, lugar.id, suyos)
        destino = Destino.ACTUALIZA if efectos else Destino.IGUAL
        return Suerte(destino, nota, visto=visto, efectos=efectos, fila_id=persona.id)

    def _puesto(self, fila: Fila, persona_id: int, lugar_id: int, suyos: Sequence[Any]) -> list[Any]:
        """Lo que cambia en sus puestos: nada, corregir el de hoy, o cerrarlo y abrir otro."""
        dicha = leer_fecha(fila, "desde", self.entorno.dia)
        actual = next((p for p in suyos if p.hasta is None), None)
        ultimo = max((p.hasta for p in suyos if p.hasta is not None), default=None)
        if actual is None:
            desde = dicha or FechaParcial(self.entorno.dia)
            _despues_de(desde.primero, ultimo)
            return [self._puesto_nuevo(fila, persona_id, lugar_id, None, desde)]
        puesto, nivel, area = self._datos_del_puesto(
            fila, actual if actual.institucion_id == lugar_id else None
        )
        pares = {
            clave: [antes, despues]
            for clave, antes, despues in (
                ("institucion_id", actual.institucion_id, lugar_id),
                ("puesto", actual.puesto, puesto),
                ("nivel", actual.nivel.value, nivel.value),
                ("area", actual.area, area),
            )
            if antes != despues
        }
        if not pares:
            otras = otro_principio(actual, dicha) if dicha is not None else {}
            if dicha is None or not otras:
                return []
            _despues_de(dicha.primero, ultimo)
            return [cambio("adscripcion", actual.id, **otras)]
        desde = dicha or FechaParcial(max(self.entorno.dia, actual.desde))
        if desde.primero < actual.desde:
            raise Mal(
                f"Ya consta un puesto que empezó el {fecha(actual.desde)}: el nuevo tiene que empezar después de ese día.",
                "desde",
            )
        if desde.primero == actual.desde:
            if "institucion_id" in pares and actual.confirmada_el is not None:
                pares["confirmada_por_id"] = [actual.confirmada_por_id, self.entorno.quien_id]
            return [cambio("adscripcion", actual.id, **pares)]
        vispera = desde.primero - timedelta(days=1)
        return [
            cambio("adscripcion", actual.id, hasta=[None, iso(vispera)]),
            self._puesto_nuevo(fila, persona_id, lugar_id, actual, desde),
        ]

    def _puesto_nuevo(
        self, fila: Fila, persona_id: Any, lugar_id: int, anterior: Any | None, desde: FechaParcial
    ) -> list[Any]:
        mismo_lugar = anterior is not None and anterior.institucion_id == lugar_id
        puesto, nivel, area = self._datos_del_puesto(fila, anterior if mismo_lugar else None)
        confirmada = {"confirmada_el": self.entorno.ahora, "confirmada_por_id": self.entorno.quien_id}
        return nueva(
            "adscripcion", persona_id=persona_id, institucion_id=lugar_id, puesto=puesto, nivel=nivel.value, area=area,
            **empieza(desde), **termina(None), **(confirmada if self.entorno.quien_id else {}),
        )  # fmt: skip

    def _primer_puesto(self, fila: Fila, lugar_id: int) -> list[Any]:
        """El puesto de quien apenas se registra; lo que en el archivo se escribe igual se piensa una vez."""
        datos = fila.datos
        escrito = (datos.get("puesto"), datos.get("nivel"), datos.get("area"), datos.get("desde"))
        if escrito not in self._puestos_escritos:
            if len(self._puestos_escritos) > CABEN:
                self._puestos_escritos.clear()
            _, _, valores = self._puesto_nuevo(fila, 0, 0, None, self._desde(fila))
            self._puestos_escritos[escrito] = valores
        return [
            "+",
            "adscripcion",
            {**self._puestos_escritos[escrito], "persona_id": {"efecto": 0}, "institucion_id": lugar_id},
        ]

    def _datos_del_puesto(self, fila: Fila, de_antes: Any | None) -> tuple[str, NivelCargo, str | None]:
        puesto = cabe(fila, "puesto", "Puesto") or (de_antes.puesto if de_antes else None)
        nivel: NivelCargo | None = leer_opcion(self.que, fila, "nivel") or (
            de_antes.nivel if de_antes else None
        )
        area = cabe(fila, "area", "Área") or (de_antes.area if de_antes else None)
        if puesto is None:
            raise Mal("Falta el puesto que tiene en la institución.", "puesto")
        if nivel is None:
            raise Mal("Falta el nivel del puesto: titular, mando superior, mando medio u operativo.", "nivel")
        return puesto, nivel, area

    def _desde(self, fila: Fila) -> FechaParcial:
        return leer_fecha(fila, "desde", self.entorno.dia) or FechaParcial(self.entorno.dia)


def _despues_de(desde: date, ultimo: date | None) -> None:
    if ultimo is not None and desde <= ultimo:
        raise Mal(
            f"Ya consta un puesto que terminó el {fecha(ultimo)}: éste tiene que empezar después.", "desde"
        )


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


def _vista(persona: Any) -> tuple[Any, ...]:
    return tuple(persona)[:7]


def _completo(persona: Any) -> str:
    return " ".join(filter(None, (persona.nombre, persona.primer_apellido, persona.segundo_apellido)))
