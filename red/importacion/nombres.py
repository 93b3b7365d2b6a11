"""Entender un nombre completo, para quien no importa nada pero tiene uno escrito de corrido."""

from red.importacion.reglas.nombres import separar as separar
