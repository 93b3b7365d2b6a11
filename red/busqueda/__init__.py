"""Búsqueda: hallar personas, instituciones y unidades, guardar lo que se filtra y actuar sobre una selección."""
