"""Mi agenda: lo que le viene a cada persona, y su calendario en el teléfono por una dirección que sólo ella tiene."""
