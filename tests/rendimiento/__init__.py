"""Mide el desempeño a escala nacional y lo dice en proporciones: `python -m tests.rendimiento`.

Todo se mide junto, en la misma máquina y en la misma corrida, contra un Flask sin nada que entrega lo
mismo: así la cifra habla del producto y no de la máquina.
"""
