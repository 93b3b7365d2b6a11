"""Pone en la base la Red nacional sintética, de corrido: más de un millón de filas.

Las filas van directas a las tablas; lo que los modelos calculan al guardar (``busqueda`` y ``orden``)
lo calculan aquí los mismos modelos. De lo que la bitácora habría anotado sólo se escriben los ingresos
a la Red, que es lo que una coordinación consulta.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from red.acceso.modelos import Asignacion, Cuenta
from red.base import Modelo, db
from red.bitacora.modelos import Cambio, Registro
from red.demostracion import listas, nacional
from red.demostracion.carga import cargar_territorios
from red.demostracion.cuentas import NACIONALES, RED_NACIONAL
from red.demostracion.volcado import Fila, adelantar_llaves, ultima_llave, volcar
from red.formacion.modelos import Curso, Edicion, Inscripcion, Jornada, TipoCurso
from red.instituciones.modelos import Institucion
from red.invitaciones.modelos import Invitacion
from red.permisos import Rol
from red.personas.consultas import aviso_vigente
from red.personas.modelos import Adscripcion, Consentimiento, Finalidad, Persona
from red.redes.consultas import hay_clave
from red.redes.modelos import EstadoMembresia, Membresia, MideMeta, Participacion, Red
from red.reloj import ZONA_POR_OMISION, ahora
from red.textos import para_buscar
from red.unidades.modelos import Designacion, Funcion, TipoUnidad, Unidad
from red.vinculos.modelos import Colaboracion

VISIBILIDAD = {"correo": "red", "puesto": "red", "intereses": "red"}
SE_NIEGAN = {Finalidad.DIRECTORIO: 10, Finalidad.MAPA: 8, Finalidad.ANALISIS: 8, Finalidad.CORREOS: 2}
"""Una de cada tantas personas no da permiso para esa finalidad; quienes tienen cuenta los dan todos."""
SIN_RESPUESTA = 50
"""Por cada tantas personas hay además una invitación que nadie ha contestado."""
VIGENCIA_DE_INVITACION = timedelta(days=7)


def cargar_nacional(
    hoy: date,
    resumen_de_contrasena: str,
    *,
    personas: int = nacional.PERSONAS,
    instituciones: int = nacional.INSTITUCIONES,
) -> dict[str, int]:
    """Añade la Red nacional, dentro de la transacción de quien llama; dice cuántas filas puso por tabla.

    Si ya está no cambia nada y devuelve un diccionario vacío. El aviso de privacidad de México ha de
    estar publicado. Ya confirmada, conviene ``volcado.actualizar_estadisticas``.
    """
    if hay_clave(RED_NACIONAL):
        return {}
    territorios = cargar_territorios()
    db.session.flush()
    carga = _Carga(
        conexion=db.session.connection(),
        territorios={clave: territorio.id for clave, territorio in territorios.items()},
        aviso_id=aviso_vigente("MX", hoy).id,
    )
    for lote in nacional.lotes(hoy, personas=personas, instituciones=instituciones):
        carga.poner(lote)
    carga.invitaciones_sin_respuesta(hoy)
    carga.ingresos_en_la_bitacora()
    carga.cuentas(resumen_de_contrasena)
    adelantar_llaves(carga.conexion, carga.antes)
    return {modelo.__tablename__: filas for modelo, filas in carga.puestas.items()}


@dataclass(slots=True)
class _Carga:
    """Traduce cada lote a filas; los números ``n`` se vuelven llaves sumándoles las que ya había."""

    conexion: Connection
    territorios: dict[str, int]
    aviso_id: int
    puestas: dict[type[Modelo], int] = field(default_factory=dict)
    antes: dict[type[Modelo], int] = field(init=False)
    red_id: int = field(init=False)
    cursos: dict[str, int] = field(default_factory=dict)
    quien: dict[int, tuple[str, str]] = field(default_factory=dict)
    puesto: dict[int, tuple[int, str, date]] = field(default_factory=dict)
    ingreso: dict[int, date] = field(default_factory=dict)
    de_unidad: dict[int, int] = field(default_factory=dict)
    instantes: dict[tuple[date, int], datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        con_numero: tuple[type[Modelo], ...] = (Institucion, Persona, Membresia, Unidad, Edicion)
        self.antes = {modelo: ultima_llave(self.conexion, modelo) for modelo in con_numero}

    def poner(self, lote: nacional.Lote) -> None:
        """Escribe un lote y lo que de él se deduce: participaciones, consentimientos, invitaciones."""
        getattr(self, f"_{lote.tabla}")(lote.filas)

    def _volcar(self, modelo: type[Modelo], columnas: str, filas: Iterable[Fila]) -> None:
        cuantas = volcar(self.conexion, modelo, columnas, filas)
        self.puestas[modelo] = self.puestas.get(modelo, 0) + cuantas

    def _a_las(self, dia: date, hora: int) -> datetime:
        """Ese día a esa hora de la Red."""
        if (dia, hora) not in self.instantes:
            local = datetime.combine(dia, time(hora), ZoneInfo(ZONA_POR_OMISION))
            self.instantes[dia, hora] = local.astimezone(UTC)
        return self.instantes[dia, hora]

    # ------------------------------------------------------------ Instituciones y personas

    def _instituciones(self, filas: list[nacional.Fila]) -> None:
        base = self.antes[Institucion]

        def traducidas() -> Iterator[Fila]:
            for n, nombre, tipo, orden, territorio, madre, desde in filas:
                calculado = _calculado(Institucion, nombre=nombre, siglas=None, nombres=())
                yield (
                    base + n, nombre, tipo, orden, self.territorios[territorio],
                    base + madre if madre else None, calculado.busqueda, desde,
                )  # fmt: skip

        self._volcar(Institucion, "id nombre tipo orden territorio_id madre_id busqueda desde", traducidas())
        if not self.cursos:
            self._red_y_cursos(base + 1)
        participan = ((self.red_id, base + fila[0], nacional.FUNDADAS_EL) for fila in filas)
        self._volcar(Participacion, "red_id institucion_id desde", participan)

    def _red_y_cursos(self, convocante_id: int) -> None:
        red = Red(
            clave=RED_NACIONAL,
            nombre=nacional.NOMBRE_DE_LA_RED,
            descripcion="Ni sus personas ni sus instituciones existen: sirve para medir la plataforma.",
            convocante_id=convocante_id,
            territorio_id=self.territorios["MX"],
            meta=nacional.PERSONAS,
            meta_texto="servidoras públicas",
            mide=MideMeta.PERSONAS,
            zona=ZONA_POR_OMISION,
        )
        fichas = listas.cursos("guadalajara")
        cursos = [
            Curso(
                red=red,
                codigo=ficha.codigo,
                nombre=ficha.nombre,
                tipo=TipoCurso(ficha.tipo),
                horas=ficha.horas,
                descripcion=ficha.descripcion,
            )
            for ficha in fichas
        ]
        db.session.add_all([red, *cursos])
        db.session.flush()
        self.red_id = red.id
        self.cursos = {ficha.codigo: curso.id for ficha, curso in zip(fichas, cursos, strict=True)}

    def _personas(self, filas: list[nacional.Fila]) -> None:
        base, momento = self.antes[Persona], ahora()
        fijos = {n: cuenta.correo for n, cuenta in enumerate(NACIONALES, start=1)}

        def traducidas() -> Iterator[Fila]:
            for n, nombre, primero, segundo, inventado, telefono in filas:
                correo: str = fijos.get(n) or inventado
                self.quien[n] = f"{nombre} {primero} {segundo}", correo
                calculado = _calculado(
                    Persona,
                    nombre=nombre,
                    nombre_preferido=None,
                    primer_apellido=primero,
                    segundo_apellido=segundo,
                )
                yield (
                    base + n, secrets.token_urlsafe(16), nombre, primero, segundo, correo, telefono,
                    VISIBILIDAD, calculado.busqueda, calculado.orden, momento,
                )  # fmt: skip

        self._volcar(
            Persona,
            "id clave nombre primer_apellido segundo_apellido correo telefono visibilidad busqueda orden datos_confirmados_en",
            traducidas(),
        )

    def _adscripciones(self, filas: list[nacional.Fila]) -> None:
        de_persona, de_institucion = self.antes[Persona], self.antes[Institucion]

        def traducidas() -> Iterator[Fila]:
            for n, institucion, puesto, nivel, desde, hasta in filas:
                if hasta is None:
                    self.puesto[n] = de_institucion + institucion, nivel, desde
                cuando = self._a_las(desde, 12)
                yield de_persona + n, de_institucion + institucion, puesto, nivel, desde, hasta, cuando

        self._volcar(
            Adscripcion, "persona_id institucion_id puesto nivel desde hasta confirmada_el", traducidas()
        )

    # ------------------------------------------------------------ La Red

    def _membresias(self, filas: list[nacional.Fila]) -> None:
        """Cada quien llegó por una invitación y consintió al aceptarla."""
        base, activa = self.antes[Persona], EstadoMembresia.ACTIVA.value
        self.ingreso.update(filas)
        self._volcar(
            Membresia,
            "id red_id persona_id estado desde",
            ((self.antes[Membresia] + n, self.red_id, base + n, activa, desde) for n, desde in filas),
        )
        consentidas = (
            (base + n, self.aviso_id, finalidad.value, self._a_las(desde, 12))
            for n, desde in filas
            for finalidad in Finalidad
            if n <= len(NACIONALES) or n % SE_NIEGAN.get(finalidad, n + 1)
        )
        self._volcar(Consentimiento, "persona_id aviso_id finalidad otorgado_en", consentidas)
        self._volcar(
            Invitacion,
            f"{_DE_INVITACION} abierta_en aceptada_en persona_id",
            (
                (
                    *self._invitada(*self.quien[n], self.puesto[n], desde - timedelta(days=6)),
                    self._a_las(desde, 11), self._a_las(desde, 12), base + n,
                )
                for n, desde in filas
                if n > len(NACIONALES)
            ),
        )  # fmt: skip

    def invitaciones_sin_respuesta(self, hoy: date) -> None:
        """Invitaciones que siguen esperando; la mitad ya venció."""
        primera = len(NACIONALES) + 1
        self._volcar(
            Invitacion,
            _DE_INVITACION,
            (
                self._invitada(
                    f"{self.quien[n][0]} (por confirmar)",
                    f"invitada{n:06d}@nacional.ejemplo.test",
                    self.puesto[n],
                    hoy - timedelta(days=n // SIN_RESPUESTA % 60 + 1),
                )
                for n in range(primera, len(self.quien) + 1, SIN_RESPUESTA)
            ),
        )

    def _invitada(self, nombre: str, correo: str, puesto: tuple[int, str, date], dia: date) -> Fila:
        institucion_id, nivel, _ = puesto
        calculado = _calculado(Invitacion, nombre=nombre, correo=correo)
        return (
            self.red_id, correo, nombre, institucion_id, nivel, self._a_las(dia, 9), self._a_las(dia, 9),
            self.antes[Persona] + 1, self._a_las(dia + VIGENCIA_DE_INVITACION, 9), False, calculado.busqueda,
        )  # fmt: skip

    def _unidades(self, filas: list[nacional.Fila]) -> None:
        base, de_institucion = self.antes[Unidad], self.antes[Institucion]

        def traducidas() -> Iterator[Fila]:
            for n, institucion, tipo, nombre, estado, instalada_el, desde in filas:
                busqueda = _calculado(Unidad, nombre=nombre, tipo=TipoUnidad(tipo)).busqueda
                self.de_unidad[n] = de_institucion + institucion
                yield (
                    base + n,
                    de_institucion + institucion,
                    tipo,
                    nombre,
                    estado,
                    instalada_el,
                    busqueda,
                    desde,
                )

        self._volcar(Unidad, "id institucion_id tipo nombre estado instalada_el busqueda desde", traducidas())

    def _designaciones(self, filas: list[nacional.Fila]) -> None:
        """Quien es enlace de una unidad lo es también de su institución, en la plataforma."""
        base, de_persona = self.antes[Unidad], self.antes[Persona]
        self._volcar(
            Designacion,
            "unidad_id persona_id funcion desde",
            ((base + unidad, de_persona + n, funcion, desde) for unidad, n, funcion, desde in filas),
        )
        self._volcar(
            Asignacion,
            "persona_id rol institucion_id desde",
            (
                (de_persona + n, Rol.ENLACE.value, self.de_unidad[unidad], desde)
                for unidad, n, funcion, desde in filas
                if funcion == Funcion.ENLACE
            ),
        )

    def ingresos_en_la_bitacora(self) -> None:
        """La línea de cada ingreso a la Red, del más antiguo al más reciente."""
        base, crear, activa = self.antes[Persona], Cambio.CREAR.value, EstadoMembresia.ACTIVA.value

        def lineas() -> Iterator[Fila]:
            for desde, n in sorted((desde, n) for n, desde in self.ingreso.items()):
                cambios = {
                    "persona_id": [None, base + n],
                    "estado": [None, activa],
                    "desde": [None, str(desde)],
                }
                yield (
                    self._a_las(desde, 12), base + n, "invitaciones.aceptar", f"{n:032x}", crear,
                    Membresia.__tablename__, self.antes[Membresia] + n, self.red_id, cambios,
                )  # fmt: skip

        self._volcar(Registro, "en quien_id accion solicitud cambio tabla fila_id red_id cambios", lineas())

    # ------------------------------------------------------------ Formación y lazos

    def _ediciones(self, filas: list[nacional.Fila]) -> None:
        base = self.antes[Edicion]
        self._volcar(
            Edicion,
            "id curso_id nombre modalidad lugar cupo"
            " inscripcion_desde inscripcion_hasta inicia_el termina_el",
            ((base + n, self.cursos[codigo], *resto) for n, codigo, *resto in filas),
        )
        jornadas = (
            (base + fila[0], fila[8] + timedelta(weeks=semana)) for fila in filas for semana in range(4)
        )
        self._volcar(
            Jornada,
            "edicion_id inicia_en termina_en",
            ((edicion, self._a_las(dia, 9), self._a_las(dia, 14)) for edicion, dia in jornadas),
        )

    def _inscripciones(self, filas: list[nacional.Fila]) -> None:
        de_edicion, de_persona, momento = self.antes[Edicion], self.antes[Persona], ahora()

        def traducidas() -> Iterator[Fila]:
            for edicion, n, lugar, pedida_el in filas:
                pedida = min(self._a_las(pedida_el, 9), momento)
                yield de_edicion + edicion, de_persona + n, lugar, pedida, pedida if lugar else None

        self._volcar(Inscripcion, "edicion_id persona_id lugar pedida_en con_lugar_en", traducidas())

    def _colaboraciones(self, filas: list[nacional.Fila]) -> None:
        base = self.antes[Persona]
        self._volcar(
            Colaboracion,
            "red_id persona_id con_persona_id intensidad desde",
            ((self.red_id, base + una, base + otra, fuerza, desde) for una, otra, fuerza, desde in filas),
        )

    # ------------------------------------------------------------ Cuentas

    def cuentas(self, contrasena: str) -> None:
        """Da cuenta y papel a las primeras personas; esto sí lo anota la bitácora."""
        for n, cuenta in enumerate(NACIONALES, start=1):
            institucion_id, _, desde = self.puesto[n]
            persona_id = self.antes[Persona] + n
            db.session.add(
                Cuenta(
                    persona_id=persona_id,
                    correo=cuenta.correo,
                    contrasena=contrasena,
                    creada_en=self._a_las(desde, 12),
                )
            )
            rol = Rol(cuenta.rol)
            if rol is not Rol.INTEGRANTE:
                db.session.add(
                    Asignacion(
                        persona_id=persona_id,
                        rol=rol,
                        red_id=None if rol is Rol.ENLACE else self.red_id,
                        institucion_id=institucion_id if rol is Rol.ENLACE else None,
                        desde=desde,
                    )
                )
        db.session.flush()


_DE_INVITACION = (
    "red_id correo nombre institucion_id nivel creada_en enviada_en creada_por_id vence_en borrador busqueda"
)


def _calculado(modelo: Any, **datos: object) -> SimpleNamespace:
    """Lo que el modelo calcularía al guardar esos datos: sus palabras de búsqueda y, si lo tiene, su orden."""
    ficha = SimpleNamespace(**datos)
    ficha.busqueda = para_buscar(modelo.textos_de_busqueda(ficha))
    return ficha
