"""Las personas por invitar: cada correo queda como borrador de una convocatoria; nada se envía al aplicar."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from red.importacion.modelos import Decision, Destino, Que
from red.importacion.reglas.lugares import Conocida, Instituciones
from red.importacion.reglas.suerte import (
    Entorno,
    Fila,
    Mal,
    Suerte,
    cabe,
    huella,
    las_demas,
    leer_opcion,
    nueva,
)
from red.invitaciones import consultas_envio, dominios, identidad
from red.invitaciones.direcciones import problema_de
from red.invitaciones.modelos import Convocatoria, Invitacion
from red.redes.modelos import EstadoMembresia
from red.textos import fecha, para_buscar, problema_de_nombre

PARTES = ("nombre", "primer_apellido", "segundo_apellido")


class PersonasPorInvitar:
    """La regla de la lista de personas por invitar."""

    que = Que.INVITACIONES

    def __init__(self, entorno: Entorno, convocatoria: Convocatoria | None) -> None:
        self.entorno = entorno
        self.convocatoria_id = convocatoria.id if convocatoria else None
        vigencia = convocatoria.vigencia if convocatoria else timedelta(days=7)
        self.vence = (datetime.fromisoformat(entorno.ahora) + vigencia).isoformat()
        self.lugares = Instituciones(entorno)
        self.integran: dict[str, EstadoMembresia] = {}
        self.previas: dict[str, Invitacion] = {}
        self.dudosas: dict[str, str] = {}
        self.conocidos: frozenset[str] = frozenset()

    def contorno(self) -> str:
        """Huella de las instituciones a las que la lista se puede referir."""
        return self.lugares.contorno()

    def preparar(self, filas: Sequence[Fila], *, aparta: bool = False) -> None:
        """Lee de una vez quiénes integran ya la Red, quiénes tienen invitación y a quiénes conviene revisar."""
        nombres = {fila.datos.get("correo", "").lower(): _nombre(fila) for fila in filas}
        red_id, dia = self.entorno.red_id or 0, self.entorno.dia
        self.conocidos = dominios.de_la_red(red_id)
        self.integran = consultas_envio.integrantes_con_correo(red_id, set(nombres))
        self.previas = consultas_envio.previas(red_id, set(nombres))
        self.dudosas = identidad.por_revisar(red_id, nombres, dia)

    def resolver(self, fila: Fila) -> Suerte:
        """Qué será del renglón; lanza Mal si hay que corregirlo."""
        correo = _correo(fila)
        nombre = _nombre_bien(fila)
        nivel = leer_opcion(self.que, fila, "nivel")
        lugar = self._lugar(fila)
        de_ella: dict[str, Any] = {"llave": correo, "identidad": (correo,)}
        if correo in self.integran:
            return Suerte(Destino.IGUAL, "Ya integra la Red.", visto=huella("integra"), **de_ella)
        previa = self.previas.get(correo)
        if previa is not None and (ya := _ya_invitada(previa)):
            return Suerte(Destino.IGUAL, ya, visto=huella(previa.id, ya), **de_ella)
        if correo in self.dudosas and fila.decision is not Decision.CREAR:
            duda = self.dudosas[correo]
            return Suerte(Destino.YA_EXISTE, duda, "correo", visto=huella(duda), **de_ella)
        efecto = nueva(
            "invitacion",
            red_id=self.entorno.red_id,
            convocatoria_id=self.convocatoria_id,
            borrador=True,
            correo=correo,
            nombre=nombre or None,
            institucion_id=lugar.id if lugar else None,
            nivel=nivel.value if nivel else None,
            creada_en=self.entorno.ahora,
            creada_por_id=self.entorno.quien_id,
            vence_en=self.vence,
            busqueda=para_buscar([nombre or None, correo]),
        )
        quiza = dominios.sugerencia(correo, self.conocidos)
        return Suerte(
            Destino.NUEVA,
            f"¿Quisiste decir {quiza}?" if quiza else None,
            visto=huella(previa.id if previa else None),
            efectos=[efecto],
            **de_ella,
        )

    def demas_faltas(self, fila: Fila, primera: Mal) -> list[Mal]:
        """Lo demás que hay que corregir en el renglón, para decirlo de una vez."""
        return las_demas(
            primera,
            [
                lambda: _correo(fila),
                lambda: _nombre_bien(fila),
                lambda: leer_opcion(self.que, fila, "nivel"),
                lambda: self._lugar(fila),
            ],
        )

    def _lugar(self, fila: Fila) -> Conocida | None:
        escrita = fila.datos.get("institucion", "")
        return self.lugares.hallar(escrita) if escrita else None


def _correo(fila: Fila) -> str:
    correo = fila.datos.get("correo", "").lower()
    if not correo:
        raise Mal("Falta el correo.", "correo")
    if problema := problema_de(correo):
        raise Mal(problema, "correo")
    return correo


def _nombre(fila: Fila) -> str:
    completo = fila.datos.get("nombre_completo", "")
    return completo or " ".join(filter(None, (fila.datos.get(parte, "") for parte in PARTES)))


def _nombre_bien(fila: Fila) -> str:
    """El nombre del renglón, que puede faltar; lanza Mal si no cabe o no es el de una persona."""
    nombre = cabe(fila, "nombre_completo", "Nombre") or _nombre(fila)
    columna = "nombre_completo" if fila.datos.get("nombre_completo") else "nombre"
    if len(nombre) > 200:
        raise Mal("Caben hasta 200 letras.", columna)
    if problema := problema_de_nombre(nombre):
        raise Mal(problema, columna)
    return nombre


def _ya_invitada(previa: Invitacion) -> str:
    """Por qué no se le hace otra; vacío si puede hacérsele."""
    if previa.rechazada_en is not None:
        return f"Respondió que no el {fecha(previa.dia(previa.rechazada_en))}. Si quieres insistir, invítala desde su ficha en el libro."
    if previa.aceptada_en is not None or previa.revocada_en is not None:
        return ""
    return "Ya está entre los borradores." if previa.borrador else "Ya tiene una invitación sin respuesta."
