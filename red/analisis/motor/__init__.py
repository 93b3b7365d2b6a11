"""El motor de cuentas sobre grafos: arreglos compactos y núcleos compilados detrás de networkx.

Quien analiza escribe networkx; por encima de cierto tamaño, networkx entrega el grafo a este motor. Nada de aquí sabe de
la Red, de la web ni de la base de datos.
"""
