"""El directorio: qué personas encuentra cada quien y qué ve de cada una."""
