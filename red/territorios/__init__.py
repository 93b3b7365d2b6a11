"""Países, entidades o regiones y municipios o comunas, con las palabras de cada país."""
