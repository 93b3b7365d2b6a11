"""Quién cambió qué y cuándo: se escribe sola con cada cambio."""
