"""Órdenes de avisos."""

from flask.cli import AppGroup

avisos = AppGroup("avisos", help="Órdenes de avisos.")
