"""La aplicación que sirve gunicorn y que usan las órdenes: `flask --app wsgi …`."""

import gc

# Lo que se crea al arrancar vive hasta el final: buscar basura entretanto cuesta una cuarta parte del arranque, y
# después obligaría a cada proceso a copiar la memoria que comparte con los demás.
gc.disable()

from red.aplicacion import crear_app  # noqa: E402  (lo de arriba va antes de cargar nada)

app = crear_app()

gc.freeze()
gc.enable()
