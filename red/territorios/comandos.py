"""Órdenes de territorios."""

from flask.cli import AppGroup

territorios = AppGroup("territorios", help="Órdenes de territorios.")
