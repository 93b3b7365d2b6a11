"""El análisis de la Red: de sus lazos a un grafo, y del grafo a frases que ayudan a decidir."""
