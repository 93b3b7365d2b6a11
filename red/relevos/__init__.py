"""El relevo: cuando alguien deja una función, se entrega lo que tenía abierto y se cubre o se avisa la vacante."""
