"""Los correos por salir: se escriben con el hecho que los causa y se envían después."""
