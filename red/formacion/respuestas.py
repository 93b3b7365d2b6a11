"""Lo que se responde desde un correo o desde la página: aceptar o declinar un lugar, dar o negar el visto bueno.

Del enlace sólo se guarda la huella y abrirlo no lo gasta: lo gasta responder. Vence con el reloj de la base, el mismo
para todos los procesos. Toda respuesta aparta primero la edición y después la inscripción, como pedir lugar.
"""

import secrets
from datetime import timedelta

from red.base import buscar, con_candado, db
from red.errores import NoEncontrado
from red.formacion.errores import EnlaceUsado, OfertaVencida
from red.formacion.modelos import ClaseDeEnlace, Edicion, EnlaceDeInscripcion, EstadoInscripcion, Inscripcion
from red.formacion.operaciones import exigir_abierta
from red.formacion.reparto import avisar, avisar_que_espera, dar_el_ofrecido, dia_de, repartir
from red.invitaciones.consultas import instante_de_la_base
from red.reloj import ahora

PARA_EL_VISTO_BUENO = timedelta(days=14)
BYTES_DE_FICHA = 24
"""192 bits al azar: no se adivina aunque se pruebe sin descanso."""

DECLINO = "Declinó el lugar que se le ofreció."
SIN_VISTO_BUENO = "Su jefatura no dio el visto bueno."


def acunar(inscripcion: Inscripcion, clase: ClaseDeEnlace, ronda: int, para: str) -> str:
    """Una ficha nueva para un enlace; sólo se guarda su huella."""
    ficha, momento = secrets.token_urlsafe(BYTES_DE_FICHA), ahora()
    vence = inscripcion.oferta_vence_en if clase is ClaseDeEnlace.OFERTA else None
    db.session.add(
        EnlaceDeInscripcion(inscripcion=inscripcion, clase=clase, ronda=ronda, para=para,
            huella=EnlaceDeInscripcion.huella_de(ficha), creado_en=momento,
            vence_en=vence or momento + PARA_EL_VISTO_BUENO)
    )  # fmt: skip
    db.session.flush()
    return ficha


def sirve(enlace: EnlaceDeInscripcion) -> bool:
    """Si con ese enlace todavía se puede responder lo que preguntó."""
    inscripcion = enlace.inscripcion
    espera = {
        ClaseDeEnlace.OFERTA: EstadoInscripcion.OFRECIDA,
        ClaseDeEnlace.VISTO_BUENO: EstadoInscripcion.POR_APROBAR,
    }[enlace.clase]
    return (
        enlace.usado_en is None
        and enlace.ronda == inscripcion.rondas
        and inscripcion.estado is espera
        and enlace.vence_en > instante_de_la_base()
        and inscripcion.edicion.se_puede_cambiar(dia_de(inscripcion.edicion))
    )


def _apartar(inscripcion_id: int) -> tuple[Edicion, Inscripcion]:
    edicion = con_candado(Edicion, buscar(Inscripcion, inscripcion_id).edicion_id)
    return edicion, con_candado(Inscripcion, inscripcion_id)


def gastar(enlace_id: int) -> Inscripcion:
    """La inscripción apartada y el enlace gastado: de dos respuestas a la vez sólo una llega. Lanza EnlaceUsado."""
    enlace = db.session.get(EnlaceDeInscripcion, enlace_id)
    if enlace is None:
        raise NoEncontrado
    _, inscripcion = _apartar(enlace.inscripcion_id)
    enlace = con_candado(EnlaceDeInscripcion, enlace_id)
    if not sirve(enlace):
        raise EnlaceUsado
    enlace.usado_en = ahora()
    return inscripcion


# ------------------------------------------------------------------ Las ofertas


def aceptar(inscripcion_id: int) -> bool:
    """Toma el lugar ofrecido; falso si ya lo tenía. Lanza OfertaVencida, o EdicionCerrada si terminó o se canceló."""
    edicion, inscripcion = _apartar(inscripcion_id)
    if inscripcion.lugar is not None:
        return False
    exigir_abierta(edicion)
    vence = inscripcion.oferta_vence_en
    if vence is None or vence <= instante_de_la_base():
        raise OfertaVencida
    dar_el_ofrecido(edicion, inscripcion)
    avisar("formacion_con_lugar", inscripcion)
    return True


def declinar(inscripcion_id: int) -> bool:
    """Deja pasar el lugar ofrecido y sale de la fila; falso si ya había salido. Lanza OfertaVencida o EdicionCerrada."""
    edicion, inscripcion = _apartar(inscripcion_id)
    if inscripcion.cancelada_en is not None:
        return False
    exigir_abierta(edicion)
    if inscripcion.oferta_vence_en is None:
        raise OfertaVencida
    inscripcion.soltar(ahora(), DECLINO)
    avisar("formacion_declinada", inscripcion)
    repartir(edicion)
    return True


def vencer_ofertas(edicion_id: int) -> None:
    """Los lugares cuya oferta venció pasan a quien sigue."""
    repartir(con_candado(Edicion, edicion_id))


# ------------------------------------------------------------------ El visto bueno


def dar_visto_bueno(inscripcion_id: int) -> bool:
    """Su jefatura lo aprueba: desde ahora puede tocarle lugar. Falso si ya no hacía falta. Lanza EdicionCerrada."""
    edicion, inscripcion = _apartar(inscripcion_id)
    if not inscripcion.falta_visto_bueno or inscripcion.cancelada_en is not None:
        return False
    exigir_abierta(edicion)
    inscripcion.falta_visto_bueno, inscripcion.visto_bueno_en = False, ahora()
    repartir(edicion, recien=[inscripcion])
    if inscripcion.lugar is None:
        avisar_que_espera(inscripcion)
    return True


def negar_visto_bueno(inscripcion_id: int, motivo: str) -> bool:
    """Su jefatura no lo aprueba y dice por qué: la petición se cancela. Falso si ya no hacía falta."""
    edicion, inscripcion = _apartar(inscripcion_id)
    if not inscripcion.falta_visto_bueno or inscripcion.cancelada_en is not None:
        return False
    exigir_abierta(edicion)
    inscripcion.soltar(ahora(), f"{SIN_VISTO_BUENO} {motivo.strip()}".strip())
    avisar("formacion_no_aprobada", inscripcion, motivo=motivo.strip())
    return True
