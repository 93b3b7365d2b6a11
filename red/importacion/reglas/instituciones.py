"""Las instituciones: se reconocen por su nombre, sus siglas o su nombre anterior en el mismo territorio."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import select

from red.base import db
from red.fechas import FechaParcial
from red.importacion.columnas import plano
from red.importacion.modelos import Decision, Destino, Que
from red.importacion.reglas.datos_de_persona import comprobar_correo
from red.importacion.reglas.lugares import Conocida, Instituciones
from red.importacion.reglas.suerte import (
    LARGO,
    Entorno,
    Fila,
    Mal,
    Suerte,
    cabe,
    cambio,
    empieza,
    huella,
    iso,
    las_demas,
    leer_fecha,
    leer_opcion,
    nueva,
    otro_principio,
    termina,
)
from red.instituciones.modelos import ClaseDeNombre, Institucion, Orden, TipoInstitucion
from red.instituciones.sitios import es_sitio
from red.territorios.modelos import Nivel
from red.textos import para_buscar

TEXTOS = {"siglas": 30, "fundamento": 300, "correo": 254, "telefono": 40, "domicilio": 300, "sitio": 300}
"""Lo que se escribe con palabras y cuántas letras caben, como en su ficha."""
ORDEN_DE = {
    Nivel.MUNICIPIO: Orden.MUNICIPAL,
    Nivel.PROVINCIA: Orden.ESTATAL,
    Nivel.ENTIDAD: Orden.ESTATAL,
    Nivel.PAIS: Orden.FEDERAL,
}


class DeInstituciones:
    """La regla de la lista de instituciones."""

    que = Que.INSTITUCIONES

    def __init__(self, entorno: Entorno) -> None:
        self.entorno = entorno
        self.lugares = Instituciones(entorno, sobre=True)
        self.filas: dict[int, Any] = {}
        self.del_archivo: dict[str, int] = {}
        """Nombre de las que este mismo archivo registra, y en qué renglón: pueden ser madre de otra."""

    def contorno(self) -> str:
        """Huella de las instituciones a las que la lista se puede referir."""
        return self.lugares.contorno()

    def preparar(self, filas: Sequence[Fila], *, aparta: bool = False) -> None:
        """Lee de una vez las instituciones a las que los renglones se refieren."""
        ids = {
            conocida.id
            for fila in filas
            for escrito in (fila.datos.get("nombre", ""), fila.datos.get("siglas", ""))
            if escrito
            for conocida in self.lugares.posibles(escrito)
        } | {fila.elegida for fila in filas if fila.elegida}
        tabla = Institucion.__table__
        consulta = select(tabla).where(tabla.c.id.in_(ids)).order_by(tabla.c.id)
        if aparta:
            consulta = consulta.with_for_update()
        self.filas = {fila.id: fila for fila in db.session.execute(consulta)} if ids else {}

    def resolver(self, fila: Fila) -> Suerte:
        """Qué será del renglón; lanza Mal si hay que corregirlo."""
        nombre = _nombre(fila)
        territorio_id = self._territorio(fila)
        hallada = self._la_misma(nombre, territorio_id)
        if hallada is None and fila.decision is Decision.USAR:
            hallada = self.lugares.todas.get(fila.elegida or 0)
        if hallada is not None:
            return self._existente(fila, hallada, nombre, territorio_id)
        if fila.decision is not Decision.CREAR:
            parecidas = self._parecidas(fila, nombre, territorio_id)
            if parecidas:
                return Suerte(
                    Destino.YA_EXISTE,
                    "Hay una registrada con esas siglas, o con ese nombre en otro lugar. Decide si es la misma.",
                    "nombre",
                    [[c.id, f"{c.nombre} ({c.siglas})" if c.siglas else c.nombre] for c in parecidas[:5]],
                    huella([(c.id, c.nombre) for c in parecidas]),
                    identidad=((plano(nombre), territorio_id),),
                )
        return self._nueva(fila, nombre, territorio_id)

    def demas_faltas(self, fila: Fila, primera: Mal) -> list[Mal]:
        """Lo demás que hay que corregir en el renglón, para decirlo de una vez."""
        return las_demas(
            primera,
            [
                lambda: _nombre(fila),
                lambda: self._territorio(fila),
                lambda: leer_opcion(self.que, fila, "tipo"),
                lambda: leer_opcion(self.que, fila, "orden"),
                *(partial(_texto, fila, clave) for clave in TEXTOS),
                lambda: cabe(fila, "antes_llamada", "Nombre anterior"),
                lambda: self._madre(fila, None),
                lambda: leer_fecha(fila, "desde", self.entorno.dia),
            ],
        )

    def _territorio(self, fila: Fila) -> int:
        escrito = fila.datos.get("territorio", "")
        if escrito:
            return self.lugares.territorios.hallar(escrito)
        if self.entorno.territorio_id is None:
            raise Mal(
                "Falta el territorio: el nombre o la clave de su municipio, estado o país.", "territorio"
            )
        return self.entorno.territorio_id

    def _la_misma(self, nombre: str, territorio_id: int) -> Conocida | None:
        """La que se llama así, o así se llamó, en ese territorio."""
        buscado = plano(nombre)
        for conocidas in (self.lugares.por_nombre.get(buscado, []), self.lugares.por_otro.get(buscado, [])):
            for conocida in conocidas:
                if conocida.territorio_id == territorio_id:
                    return conocida
        return None

    def _parecidas(self, fila: Fila, nombre: str, territorio_id: int) -> list[Conocida]:
        """Las que tienen esas siglas en el mismo territorio; y en la propia Red, las que se llaman así en otro."""
        siglas = fila.datos.get("siglas", "")
        con_siglas = [
            c
            for c in (self.lugares.por_otro.get(plano(siglas), []) if siglas else [])
            if c.territorio_id == territorio_id
        ]
        de_otro = (
            [c for c in self.lugares.por_nombre.get(plano(nombre), []) if c.participa]
            if self.entorno.red_id
            else []
        )
        return list({c.id: c for c in (*con_siglas, *de_otro)}.values())

    def _existente(self, fila: Fila, conocida: Conocida, nombre: str, territorio_id: int) -> Suerte:
        actual = self.filas[conocida.id]
        if not conocida.participa:
            raise Mal(
                "Ya está registrada, pero no participa en tu Red. Súmala desde la página de tu Red, "
                "o pide a quien administra la plataforma que haga el cambio.",
                "nombre",
            )
        dichos: dict[str, Any] = _textos(fila)
        dichos["tipo"], dichos["orden"] = (
            leer_opcion(self.que, fila, "tipo"),
            leer_opcion(self.que, fila, "orden"),
        )
        madre = self._madre(fila, conocida.id)
        dichos["madre_id"] = madre if isinstance(madre, int) else None
        if plano(nombre) == plano(actual.nombre):
            dichos["nombre"] = nombre
        pares = {
            clave: [_valor(getattr(actual, clave)), _valor(dicho)]
            for clave, dicho in dichos.items()
            if dicho is not None and dicho != getattr(actual, clave)
        }
        dicha = leer_fecha(fila, "desde", self.entorno.dia)
        if dicha is not None:
            pares.update(otro_principio(actual, dicha))
        efectos = [cambio("institucion", conocida.id, **pares)] if pares else []
        antes = cabe(fila, "antes_llamada", "Nombre anterior")
        if antes and conocida not in self.lugares.por_otro.get(plano(antes), []):
            efectos.append(_nombre_anterior(antes, conocida.id))
        return Suerte(
            Destino.ACTUALIZA if efectos else Destino.IGUAL,
            visto=huella(tuple(actual), conocida.participa, madre),
            efectos=efectos,
            fila_id=conocida.id,
            identidad=(conocida.id,),
        )

    def _nueva(self, fila: Fila, nombre: str, territorio_id: int) -> Suerte:
        tipo = leer_opcion(self.que, fila, "tipo") or TipoInstitucion.DEPENDENCIA
        nivel = self.lugares.territorios.nivel(territorio_id) or Nivel.MUNICIPIO
        orden = leer_opcion(self.que, fila, "orden") or ORDEN_DE[nivel]
        textos = _textos(fila)
        antes = cabe(fila, "antes_llamada", "Nombre anterior")
        madre = self._madre(fila, None)
        desde = leer_fecha(fila, "desde", self.entorno.dia) or FechaParcial(self.entorno.dia)
        efectos = [
            nueva("institucion", nombre=nombre, tipo=tipo.value, orden=orden.value, territorio_id=territorio_id,
                madre_id=madre, **empieza(desde), **termina(None), **textos,
                busqueda=para_buscar([nombre, textos["siglas"], antes]))
        ]  # fmt: skip
        if self.entorno.red_id is not None:
            efectos.append(
                nueva(
                    "participacion",
                    red_id=self.entorno.red_id,
                    institucion_id={"efecto": 0},
                    desde=iso(self.entorno.dia),
                )
            )
        if antes:
            efectos.append(_nombre_anterior(antes, {"efecto": 0}))
        self.del_archivo.setdefault(plano(nombre), fila.numero)
        return Suerte(
            Destino.NUEVA,
            visto=huella(None, territorio_id, madre),
            efectos=efectos,
            identidad=((plano(nombre), territorio_id),),
        )

    def _madre(self, fila: Fila, de: int | None) -> Any:
        """De quién depende: la llave de una registrada, el renglón de otra de este archivo, o None."""
        escrito = fila.datos.get("madre", "")
        if not escrito:
            return None
        if plano(escrito) in self.del_archivo and not any(
            c.participa for c in self.lugares.posibles(escrito)
        ):
            return {"renglon": self.del_archivo[plano(escrito)]}
        madre = self.lugares.hallar(escrito, columna="madre")
        if madre.id == de:
            raise Mal("Una institución no depende de sí misma.", "madre")
        if not madre.participa:
            raise Mal(
                f"«{escrito[:80]}» no participa en tu Red: no puedes ponerla como de quien depende.", "madre"
            )
        return madre.id


def _nombre(fila: Fila) -> str:
    nombre = cabe(fila, "nombre", "Nombre", LARGO)
    if nombre is None:
        raise Mal("Falta el nombre de la institución.", "nombre")
    return nombre


def _nombre_anterior(nombre: str, institucion_id: Any) -> list[Any]:
    return nueva(
        "nombre_de_institucion", institucion_id=institucion_id, nombre=nombre, clase=ClaseDeNombre.ANTERIOR.value,
        desde_precision="dia", hasta_precision="dia",
    )  # fmt: skip


def _textos(fila: Fila) -> dict[str, str | None]:
    return {clave: _texto(fila, clave) for clave in TEXTOS}


def _texto(fila: Fila, clave: str) -> str | None:
    """Lo escrito en ese campo, como se guarda; lanza Mal si no cabe o no es lo que debe ser."""
    escrito = cabe(fila, clave, _titulo(clave), TEXTOS[clave])
    if escrito and clave == "correo":
        comprobar_correo(escrito.lower())
    return _sitio(escrito) if escrito and clave == "sitio" else escrito


def _sitio(escrito: str) -> str:
    """La dirección completa; la que viene sin su principio lo recibe, como lo entendería quien la lee."""
    completa = escrito if "://" in escrito else f"https://{escrito}"
    if not es_sitio(completa):
        raise Mal("Revisa el sitio: va la dirección completa, con https:// al principio.", "sitio")
    return completa


def _titulo(clave: str) -> str:
    return clave.replace("_", " ").capitalize()


def _valor(dicho: Any) -> Any:
    return dicho.value if hasattr(dicho, "value") else dicho
