"""Los cortes: la Red medida un día, guardada con su receta y su semilla, y comparada con otra fecha."""
