"""Páginas de avisos: la bandeja de salida, lo que no llega, los envíos, los textos y lo que cada quien quiere recibir."""

from red.acceso import cuotas as cuotas  # al importarse dicen cuánto puede mandar cada quien
from red.avisos import (
    envio as envio,
)  # al importarse registran los trabajos que envían y que leen lo devuelto
from red.avisos import recepcion as recepcion
from red.avisos.vistas import envios, mias, no_llegan, rebotes, salida, textos
from red.avisos.vistas.pedido import bp
from red.redes import correos as correos  # y éste, de quién es cada dirección

__all__ = ["bp", "envios", "mias", "no_llegan", "rebotes", "salida", "textos"]
