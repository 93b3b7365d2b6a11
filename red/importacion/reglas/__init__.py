"""Qué será de cada renglón, según la clase de lista: se decide leyendo la base, sin cambiarla."""
