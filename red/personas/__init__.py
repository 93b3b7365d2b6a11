"""Las personas, su adscripción en el tiempo y lo que cada una decide mostrar."""
