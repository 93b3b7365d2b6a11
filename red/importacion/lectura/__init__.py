"""Leer un archivo ajeno sin confiar en él: qué formato es de verdad, si es seguro abrirlo y qué celdas trae."""
