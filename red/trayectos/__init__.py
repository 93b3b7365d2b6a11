"""Qué formación le toca a cada quien, cuánto lleva y qué sigue: el trayecto de cada función y el plan de cada unidad."""
