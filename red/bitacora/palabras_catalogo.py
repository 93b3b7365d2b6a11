"""Cómo se dicen las columnas del catálogo de cursos, de lo que cada quien termina y de los trayectos."""

COLUMNAS = {
    "contenido": "contenido",
    "declarada_en": "registrada el",
    "externa": "formación de otra parte",
    "grupo": "condición",
    "impartida_por": "quién la dio",
    "obtenido_el": "lo obtuvo el",
    "para_quien": "para quién es",
    "pide_curso": "curso que pide",
    "plazo_meses": "plazo en meses",
    "que_abarca": "qué abarca",
    "terminada_el": "la terminó el",
    "trayecto": "trayecto",
    "vigencia_meses": "meses que vale",
}
