"""Las cuentas con que se entra a ver la demostración, y la contraseña que comparten."""

from __future__ import annotations

from datetime import date

from red.acceso.consultas import cuenta_de_correo
from red.demostracion.redes_demo import componer
from red.demostracion.tipos import CuentaDemo, RedDemo

CONTRASENA = "jacaranda en la glorieta"
"""Es pública: se imprime al levantar la demostración. Por eso no se carga en producción."""

RED_NACIONAL = "nacional"
NACIONALES = tuple(
    CuentaDemo(
        correo=f"{nombre}@nacional.ejemplo.test",
        persona=f"nacional-{n:06d}",
        rol=rol,
        red=RED_NACIONAL,
        institucion=None,
        para_que=para_que,
    )
    for n, (nombre, rol, para_que) in enumerate(
        (
            ("coordinadora", "coordinadora", "Coordina la Red nacional sintética"),
            ("instituto", "analista", "Personal del instituto: analiza la Red nacional"),
            ("enlace", "enlace", "Enlace de su institución en la Red nacional"),
            ("integrante", "integrante", "Integrante de la Red nacional"),
        ),
        start=1,
    )
)
"""Las primeras personas de la Red nacional pueden entrar; su lugar en esta lista es su número."""


def cuentas_cargadas(hoy: date) -> list[tuple[str, list[CuentaDemo]]]:
    """Las cuentas que hay en la base, reunidas por Red con su nombre, en el orden en que se enseñan."""
    redes: list[RedDemo] = componer("estatal", hoy)
    todas = [(red.nombre, list(red.cuentas)) for red in redes]
    todas.append(("Red nacional sintética", list(NACIONALES)))
    presentes = [
        (nombre, [cuenta for cuenta in cuentas if cuenta_de_correo(cuenta.correo)])
        for nombre, cuentas in todas
    ]
    return [(nombre, cuentas) for nombre, cuentas in presentes if cuentas]
