"""Los reconocimientos que una Red da: se proponen por fechas, los confirma la coordinación y los muestra sólo quien quiere."""
