"""Cada formato en que llega un estudio hecho en otra parte, leído sin confiar en él."""
