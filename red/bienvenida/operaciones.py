"""Empezar la guía al sumarse, dejar pasos para después, terminarla y editar lo que dice la Red."""

from red.avisos.operaciones import encolar
from red.base import con_candado, db
from red.bienvenida import consultas
from red.bienvenida.modelos import Bienvenida, GuiaDeBienvenida, Paso
from red.redes.membresias import al_entrar
from red.redes.modelos import Membresia, Red
from red.reloj import ahora


@al_entrar
def dar_la_bienvenida(membresia: Membresia) -> Bienvenida:
    """Al sumarse: su guía y su correo. Quien regresa conserva la guía que ya tenía, sin otro correo."""
    hallada = consultas.bienvenida_de(membresia.red_id, membresia.persona_id)
    if hallada is not None:
        return hallada
    bienvenida = Bienvenida(
        red_id=membresia.red_id, persona_id=membresia.persona_id, empezo_en=ahora(), saltados={}
    )
    db.session.add(bienvenida)
    db.session.flush()
    encolar(
        "bienvenida",
        membresia.persona.correo,
        {"nombre": membresia.persona.nombre_visible, "clave": membresia.red.clave},
        referencia=f"bienvenida:{bienvenida.id}",
        red_id=membresia.red_id,
    )
    return bienvenida


def dejar_para_despues(bienvenida: Bienvenida, paso: Paso) -> None:
    """Ese paso ya no se le pide; si era el último que faltaba, la guía termina."""
    bienvenida = con_candado(Bienvenida, bienvenida.id)
    saltados = [*bienvenida.saltados.get("pasos", [])]
    if paso.value not in saltados:
        saltados.append(paso.value)
    bienvenida.saltados = {"pasos": saltados}
    if not any(avance.falta for avance in consultas.avances(bienvenida)):
        _terminar(bienvenida)


def terminar(bienvenida: Bienvenida) -> None:
    """No vuelve a mostrarse, falte lo que falte."""
    _terminar(con_candado(Bienvenida, bienvenida.id))


def _terminar(bienvenida: Bienvenida) -> None:
    bienvenida.terminada_en = bienvenida.terminada_en or ahora()


def terminar_las_hechas(cuantas: int) -> int:
    """Termina las guías cuyos pasos ya están todos hechos; dice cuántas."""
    hechas = consultas.terminadas_sin_decirlo(cuantas)
    for bienvenida in hechas:
        _terminar(bienvenida)
    return len(hechas)


def escribir(red: Red, texto: str, quien_id: int | None) -> GuiaDeBienvenida:
    """Guarda lo que la Red dice a quien llega."""
    con_candado(Red, red.id)
    guia = consultas.guia_de(red.id) or GuiaDeBienvenida(red_id=red.id)
    guia.texto = "\n".join(renglon.rstrip() for renglon in texto.replace("\r\n", "\n").split("\n")).strip()
    guia.quien_id, guia.guardada_en = quien_id, ahora()
    db.session.add(guia)
    db.session.flush()
    return guia
