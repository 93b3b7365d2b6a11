"""Duplicados: hallar registros que parecen ser la misma persona o institución, juntarlos y poder separarlos."""
