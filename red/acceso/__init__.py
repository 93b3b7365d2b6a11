"""Las cuentas, los papeles con alcance y fechas, y la entrada."""
