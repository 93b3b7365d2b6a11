"""Cargar un catálogo oficial: lo nuevo se añade, lo conocido se corrige y nada se borra."""

from dataclasses import dataclass

from red.base import db
from red.territorios.catalogo import Catalogo, CatalogoIlegible, Lugar
from red.territorios.consultas import por_codigos
from red.territorios.modelos import Nivel, Territorio
from red.territorios.perfiles import perfil_de


@dataclass
class Cuenta:
    """Qué pasó con las filas del catálogo."""

    nuevos: int = 0
    corregidos: int = 0
    iguales: int = 0


def cargar(catalogo: Catalogo) -> Cuenta:
    """Añade y corrige territorios; repetir la carga no cambia nada.

    Lanza CatalogoIlegible si un lugar está contenido en otro que no existe ni viene en el archivo.
    """
    conocidos = por_codigos(catalogo.pais, Nivel)
    raiz = conocidos.get((Nivel.PAIS, catalogo.pais))
    if raiz is None:
        raiz = Territorio(
            pais=catalogo.pais, nivel=Nivel.PAIS, codigo=catalogo.pais, nombre=perfil_de(catalogo.pais).nombre
        )
        db.session.add(raiz)
    cuenta = Cuenta()
    for lugar in catalogo.lugares:
        madre = raiz if lugar.madre is None else conocidos.get(lugar.madre)
        if madre is None:
            assert lugar.madre is not None
            raise CatalogoIlegible(
                f"«{lugar.nombre}» ({lugar.codigo}) pertenece a «{lugar.madre[1]}», que todavía no está "
                "registrado. Carga primero el catálogo de entidades; no se cargó nada."
            )
        _poner(lugar, madre, catalogo.pais, conocidos, cuenta)
    return cuenta


def _poner(
    lugar: Lugar,
    madre: Territorio,
    pais: str,
    conocidos: dict[tuple[Nivel, str], Territorio],
    cuenta: Cuenta,
) -> None:
    datos = {
        que: valor
        for que in ("mujeres", "hombres", "latitud", "longitud")
        if (valor := getattr(lugar, que)) is not None
    }
    llave = (lugar.nivel, lugar.codigo)
    territorio = conocidos.get(llave)
    if territorio is None:
        territorio = Territorio(
            pais=pais, nivel=lugar.nivel, codigo=lugar.codigo, nombre=lugar.nombre, madre=madre, **datos
        )
        db.session.add(territorio)
        conocidos[llave] = territorio
        cuenta.nuevos += 1
        return
    datos["nombre"] = lugar.nombre
    cambios = {que: valor for que, valor in datos.items() if getattr(territorio, que) != valor}
    if territorio.madre is not madre:
        cambios["madre"] = madre
    for que, valor in cambios.items():
        setattr(territorio, que, valor)
    if cambios:
        cuenta.corregidos += 1
    else:
        cuenta.iguales += 1
