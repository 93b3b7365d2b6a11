"""Red de género: la plataforma con la que trabajan las redes de género de los gobiernos.

Cada carpeta es una palabra del dominio y repite los mismos archivos: modelos, consultas,
operaciones, formularios y vistas. Entre carpetas sólo se mira hacia abajo (véase pyproject.toml).
"""
