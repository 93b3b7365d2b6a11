"""Los cortes de la Red."""
