"""Lo que cambia con la búsqueda: guardar filtros y actuar de una vez sobre quienes cumplen uno."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from red.avisos.modelos import Aviso, EstadoAviso
from red.avisos.operaciones import anotar_descarte
from red.base import con_candado, db
from red.busqueda.modelos import Acto, ActoMultiple, FiltroGuardado, Lista
from red.continuidad.consultas_gobierno import Termino
from red.errores import ErrorDeDominio, NoEncontrado
from red.invitaciones import operaciones as invitaciones
from red.invitaciones.plan import MAXIMO, Destino
from red.permisos import Identidad, Permiso
from red.personas import confirmacion
from red.personas.modelos import Persona
from red.redes import operaciones as redes
from red.redes.consultas import membresia_abierta
from red.redes.modelos import EstadoMembresia, Membresia, Red
from red.redes.pausas import ultima_pausa
from red.relevos import operaciones as relevos
from red.relevos.consultas import funciones_de
from red.relevos.modelos import Relevo
from red.reloj import ahora

PARAMETROS = 15
LARGO = 200
LIMITE = 500
"""A cuántas personas, a lo más, se les hace algo de una vez."""


class NombreVacio(ErrorDeDominio):
    """Un filtro sin nombre no se encuentra después."""

    def __init__(self) -> None:
        super().__init__("Ponle un nombre para reconocerlo después.", "nombre")


class CambioLaSeleccion(ErrorDeDominio):
    """Quienes cumplen el filtro ya no son las mismas."""

    def __init__(self, cuantas: int) -> None:
        super().__init__(
            f"Mientras revisabas cambió quién cumple el filtro: ahora son {cuantas}. Todavía no se hizo nada."
        )


class Demasiadas(ErrorDeDominio):
    """Son más de las que se admiten de una vez."""

    def __init__(self, limite: int) -> None:
        super().__init__(f"De una vez se admiten {limite} personas. Afina el filtro para que sean menos.")


class YaDeshecho(ErrorDeDominio):
    """El acto ya se había deshecho."""

    def __init__(self) -> None:
        super().__init__("Ya se había deshecho.")


# ---------------------------------------------------------------- Filtros


def limpios(parametros: Mapping[str, str]) -> dict[str, Any]:
    """Sólo lo que puede ir en la dirección de una lista, y sin la página en que se estaba.

    >>> limpios({"q": " ana ", "pagina": "3", "_anchor": "x", "nivel": ""})
    {'q': 'ana'}
    """
    validos = {
        nombre: valor.strip()[:LARGO]
        for nombre, valor in parametros.items()
        if nombre.isidentifier()
        and nombre[0] != "_"
        and nombre not in {"pagina", "lista", "nombre"}
        and valor.strip()
    }
    return dict(list(validos.items())[:PARAMETROS])


def guardar_filtro(
    quien: Identidad, nombre: str, lista: Lista, parametros: Mapping[str, str], red: Red | None
) -> FiltroGuardado:
    """Guarda un filtro con nombre; con Red, lo comparte con quienes ven esa lista en ella."""
    if not nombre.strip():
        raise NombreVacio
    if red is not None:
        quien.exigir(Permiso.EDITAR_RED, red.alcance)
    filtro = FiltroGuardado(
        quien_id=quien.persona or 0,
        nombre=" ".join(nombre.split())[:80],
        lista=lista,
        parametros=limpios(parametros),
        red_id=red.id if red else None,
        guardado_en=ahora(),
    )
    db.session.add(filtro)
    db.session.flush()
    return filtro


def quitar_filtro(quien: Identidad, filtro_id: int) -> FiltroGuardado:
    """Deja de mostrar un filtro. Lo quita quien lo guardó o, si se comparte, quien coordina esa Red."""
    filtro = con_candado(FiltroGuardado, filtro_id)
    coordina = filtro.red is not None and quien.puede(Permiso.EDITAR_RED, filtro.red.alcance)
    if filtro.quien_id != quien.persona and not coordina:
        raise NoEncontrado
    filtro.quitado_en = filtro.quitado_en or ahora()
    return filtro


# ---------------------------------------------------------------- Actos

Fila = dict[str, Any]


def huella(acto: Acto, red: Red, personas: Sequence[Persona]) -> str:
    """Cambia si cambia a quién se le haría."""
    escrito = f"{acto.value}|{red.id}|{','.join(str(persona.id) for persona in personas)}"
    return hashlib.sha256(escrito.encode()).hexdigest()[:32]


def hacer(
    quien: Identidad,
    acto: Acto,
    red: Red,
    personas: Sequence[Persona],
    parametros: Mapping[str, str],
    vista: str,
    dia: date,
    termino: Termino | None = None,
) -> ActoMultiple:
    """Hace el acto con cada persona y anota qué pasó con cada una; todo o nada.

    `termino` es el gobierno que se acaba, si por él se eligieron: los relevos que se preparan son para su último día.

    Lanza Demasiadas o CambioLaSeleccion: se hace con quienes se mostró, o no se hace.
    """
    if len(personas) > LIMITE:
        raise Demasiadas(LIMITE)
    if huella(acto, red, personas) != vista:
        raise CambioLaSeleccion(len(personas))
    hechos: dict[Acto, Callable[[], list[Fila]]] = {
        Acto.INVITAR: lambda: _invitar(quien, red, personas),
        Acto.CONFIRMAR: lambda: _a_cada_una(personas, _pedir_confirmacion),
        Acto.PAUSAR: lambda: _a_cada_una(personas, lambda persona: _pausar(red, persona)),
        Acto.RELEVAR: lambda: [
            fila for persona in personas for fila in _preparar_relevos(quien, persona, termino, dia)
        ],
    }
    hecho = ActoMultiple(
        red_id=red.id,
        quien_id=quien.persona or 0,
        acto=acto,
        parametros=limpios(parametros),
        hecho_en=ahora(),
        cuantas=len(personas),
        resultados={"filas": hechos[acto]()},
    )
    db.session.add(hecho)
    db.session.flush()
    return hecho


def _fila(persona: Persona, que: str, ref: int | None = None, **mas: Any) -> Fila:
    return {"persona": persona.id, "que": que, "ref": ref, **mas}


def _a_cada_una(personas: Sequence[Persona], hacer_con: Callable[[Persona], Fila]) -> list[Fila]:
    """Lo hace por orden de llave, el de todos los candados, y lo dice en el orden en que se mostraron."""
    filas = {persona.id: hacer_con(persona) for persona in sorted(personas, key=lambda una: una.id)}
    return [filas[persona.id] for persona in personas]


def _invitar(quien: Identidad, red: Red, personas: Sequence[Persona]) -> list[Fila]:
    if len(personas) > MAXIMO:
        raise Demasiadas(MAXIMO)
    texto = "\n".join(persona.correo for persona in personas)
    plan = invitaciones.revisar(red, texto)
    destinos = {renglon.correo: renglon for renglon in plan.renglones}
    hechas = {}
    if plan.por_enviar(()):
        enviadas = invitaciones.invitar(
            red, quien.persona or 0, texto, plan.huella, (), invitaciones.Detalle()
        )
        hechas = {invitacion.correo: invitacion.id for invitacion in enviadas}
    return [
        _fila(persona, "Se le envió la invitación", hechas[persona.correo])
        if persona.correo in hechas
        else _fila(persona, _porque_no(destinos[persona.correo].destino))
        for persona in personas
    ]


def _porque_no(destino: Destino) -> str:
    return destino.etiqueta if destino is not Destino.NUEVA else "No se envió"


def _pedir_confirmacion(persona: Persona) -> Fila:
    persona = con_candado(Persona, persona.id)
    antes = persona.confirmacion_pedida_en
    try:
        aviso = confirmacion.pedir(persona)
    except confirmacion.PedidaHacePoco:
        return _fila(persona, "Ya se le había pedido esta semana")
    db.session.flush()
    return _fila(
        persona,
        "Se le escribió",
        aviso.id,
        pedida=[_escrito(antes), _escrito(persona.confirmacion_pedida_en)],
    )


def _escrito(momento: datetime | None) -> str | None:
    return momento.isoformat() if momento else None


def _pausar(red: Red, persona: Persona) -> Fila:
    membresia = membresia_abierta(red.id, persona.id)
    if membresia is None or membresia.estado is EstadoMembresia.CONCLUIDA:
        return _fila(persona, "No integra esta Red")
    try:
        pausa = redes.pausar(membresia, "Puesta en pausa junto con otras.")
    except redes.YaEnPausa:
        return _fila(persona, "Ya estaba en pausa")
    return _fila(persona, "Quedó en pausa", membresia.id, pausa=pausa.id)


def _preparar_relevos(quien: Identidad, persona: Persona, termino: Termino | None, dia: date) -> list[Fila]:
    """Un relevo por cada función suya que le toca relevar a quien actúa; nada cambia hasta que se confirme cada uno."""
    if termino is None or termino.periodo.hasta is None:
        raise NoEncontrado
    hechas = []
    for funcion in funciones_de(persona.id, quien, dia):
        cual = f"{funcion.funcion.etiqueta} en {funcion.unidad.nombre}"
        try:
            relevo = relevos.preparar(
                funcion.id, termino.periodo.hasta, f"Termina {termino.periodo.nombre}", quien, dia
            )
            hechas.append(_fila(persona, f"Se preparó su relevo: {cual}", relevo.id))
        except relevos.YaEnRelevo:
            hechas.append(_fila(persona, f"Ya tenía un relevo en marcha: {cual}"))
        except ErrorDeDominio as error:
            hechas.append(_fila(persona, f"{cual}: {error.mensaje}"))
    return hechas or [_fila(persona, "No sostiene ninguna función que te toque relevar")]


YA_CAMBIO = "Su membresía ya había cambiado: se queda"


def deshacer(acto_id: int) -> ActoMultiple:
    """Deshace lo que todavía se puede: lo que ya tuvo respuesta o ya salió se queda, y se dice."""
    hecho = con_candado(ActoMultiple, acto_id)
    if hecho.deshecho_en is not None:
        raise YaDeshecho
    regresan: dict[Acto, Callable[[Fila], str]] = {
        Acto.INVITAR: _revocar,
        Acto.CONFIRMAR: _descartar,
        Acto.PAUSAR: _reactivar,
        Acto.RELEVAR: _cancelar_relevo,
    }
    filas = hecho.resultados.get("filas", [])
    con_ref = [n for n, fila in enumerate(filas) if fila.get("ref")]
    por_llave = sorted(con_ref, key=lambda n: (filas[n]["persona"], filas[n]["ref"]))
    despues = {n: regresan[hecho.acto](filas[n]) for n in por_llave}
    dichas = [{**fila, "despues": despues[n]} if n in despues else fila for n, fila in enumerate(filas)]
    hecho.resultados = {**hecho.resultados, "filas": dichas}
    hecho.deshecho_en = ahora()
    return hecho


def _revocar(fila: Fila) -> str:
    try:
        invitaciones.revocar(fila["ref"])
    except invitaciones.YaRespondida:
        return "Ya había respondido: se queda"
    return "Se revocó"


def _descartar(fila: Fila) -> str:
    persona, aviso = con_candado(Persona, fila["persona"]), con_candado(Aviso, fila["ref"])
    if aviso.estado is not EstadoAviso.PENDIENTE:
        return "El correo ya había salido"
    anotar_descarte(aviso, "Se deshizo la petición.")
    antes, puesta = fila.get("pedida", (None, None))
    if puesta is not None and _escrito(persona.confirmacion_pedida_en) == puesta:
        # No salió: se le puede volver a pedir cuando se podía.
        persona.confirmacion_pedida_en = datetime.fromisoformat(antes) if antes else None
    return "No se le enviará"


def _cancelar_relevo(fila: Fila) -> str:
    try:
        relevos.cancelar(con_candado(Relevo, fila["ref"]))
    except relevos.YaCerrado:
        return "El relevo ya se había cerrado: se queda"
    return "Se canceló el relevo: nada había cambiado"


def _reactivar(fila: Fila) -> str:
    membresia = con_candado(Membresia, fila["ref"])
    ultima = ultima_pausa(membresia.red_id, membresia.persona_id)
    try:
        if ultima is not None and ultima.id != fila.get("pausa"):
            return YA_CAMBIO  # la pausa de hoy se puso después, por otro motivo
        redes.reactivar(membresia)
    except (redes.SinPausa, redes.YaConcluida):
        return YA_CAMBIO
    return "Volvió a estar activa"
