"""Lo que las páginas de este dominio arman igual: el formulario de la solicitud, el aviso y la respuesta."""

from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response

from red.errores import NoEncontrado
from red.formularios import Formulario
from red.personas.avisos_de_privacidad import Presentado, presentar
from red.personas.consultas import aviso_vigente
from red.redes import consultas as redes
from red.redes.modelos import Red
from red.reloj import hoy
from red.solicitudes.formularios import FormularioCorreccion
from red.solicitudes.operaciones import Datos

Pagina = str | Response | tuple[str, int]
MUCHAS = 300
"""Con más instituciones que éstas, la lista no se recorre: se busca."""
HALLADAS = 50


def ofrecer_instituciones(form: FormularioCorreccion, red: Red) -> None:
    """Las instituciones de la Red y, al final, que no está en la lista; si son muchas, las que coinciden con lo escrito."""
    opciones = redes.opciones_de_institucion(red.id, limite=MUCHAS + 1)
    form.hay_que_buscar = len(opciones) > MUCHAS
    if form.hay_que_buscar:
        escrito, elegida = (form.buscada.data or "").strip(), form.institucion_id.data
        opciones = redes.opciones_de_institucion(red.id, escrito, HALLADAS) if escrito else []
        if elegida and elegida not in dict(opciones) and redes.participacion_abierta(red.id, elegida):
            opciones.insert(0, (elegida, redes.institucion(elegida).nombre))
    form.poner_opciones(opciones)


def se_busca(form: FormularioCorreccion) -> bool:
    """Si lo que se apretó fue «Buscar en la lista»: todavía no se envía nada."""
    return form.hay_que_buscar and request.form.get("accion") == "buscar"


def datos_de(form: FormularioCorreccion) -> Datos:
    """Lo escrito, con los nombres que usan las operaciones."""
    return Datos(
        nombre=form.nombre.data or "",
        institucion_id=form.de_la_lista,
        otra_institucion=form.fuera_de_la_lista,
        puesto=form.puesto.data or "",
        nivel=form.nivel.data,
        motivo=form.motivo.data or "",
        titular_correo=form.titular_correo.data if "titular_correo" in form else None,
    )


def aviso_de(red: Red) -> Presentado | None:
    """El aviso de privacidad como se lee en la Red; None si todavía no se publica."""
    try:
        return presentar(aviso_vigente(red.territorio.pais, hoy(red.zona)), redes.responsable_de(red))
    except NoEncontrado:
        return None


def mostrar(plantilla: str, form: Formulario, **datos: Any) -> Pagina:
    """La página con su formulario: 422 si lo enviado tiene algo que corregir."""
    return render_template(plantilla, form=form, **datos), 422 if form.hay_errores else 200
