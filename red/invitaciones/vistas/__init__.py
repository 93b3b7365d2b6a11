"""Páginas de invitaciones: el libro, invitar, las convocatorias, lo que se hace de una vez y lo que ve quien responde."""

from red.invitaciones import correo
from red.invitaciones.vistas import actos, convocatorias, invitar, libro, respuesta, su_institucion
from red.invitaciones.vistas.pedido import bp

__all__ = ["actos", "bp", "convocatorias", "correo", "invitar", "libro", "respuesta", "su_institucion"]
