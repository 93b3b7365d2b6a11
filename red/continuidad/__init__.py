"""Lo que sigue cuando algo cambia: instituciones que se suceden, gobiernos que terminan y puestos que quedan vacantes."""
