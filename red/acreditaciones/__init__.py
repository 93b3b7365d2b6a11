"""Quién acredita una edición, por qué o qué le falta, y el cierre que lo deja escrito."""
