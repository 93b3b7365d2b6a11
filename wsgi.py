"""La aplicación que sirve gunicorn y que usan las órdenes: `flask --app wsgi …`."""

from red.aplicacion import crear_app

app = crear_app()
