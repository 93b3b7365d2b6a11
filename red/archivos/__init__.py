"""Archivos que alguien sube o la plataforma emite: sus datos en la base y sus bytes en disco, por huella."""
