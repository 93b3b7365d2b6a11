"""De los registros a lo que una constancia dice: el curso de esa edición, quién firma ese día y dónde."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import current_app

from red.constancias import consultas
from red.constancias.contenido import Curso, Hechos, parejo
from red.constancias.modelos import ClaseDeConstancia, Constancia, EstadoConstancia, Firmante
from red.documentos.consultas import lugar_de
from red.errores import ErrorDeDominio
from red.formacion import consultas_logros
from red.formacion.modelos import Edicion, Modalidad, TipoCurso
from red.personas.consultas import adscripcion_vigente
from red.redes.modelos import Red


class NadieFirma(ErrorDeDominio):
    """La Red no ha dicho quién suscribe sus constancias."""

    def __init__(self) -> None:
        super().__init__("Antes de emitir, di quién firma las constancias de la Red.")


def clase_de(edicion_id: int, persona_id: int) -> ClaseDeConstancia | None:
    """De qué ha de dar fe la suya: hasta dónde llegó en esa edición; None si no consta que la terminara."""
    logro = consultas_logros.de_la_edicion(edicion_id, persona_id)
    return ClaseDeConstancia(logro.clase.value) if logro is not None else None


_DICE = {ClaseDeConstancia.PARTICIPACION: "participó", ClaseDeConstancia.ACREDITACION: "acreditó"}


def que_revisar(constancia: Constancia) -> str:
    """Por qué alguien ha de mirar una que vale: lo que dice ya no es lo que consta. Vacío si coincide."""
    if constancia.estado is not EstadoConstancia.VIGENTE or consultas.tiene_fundamento(constancia.id):
        return ""
    if constancia.persona_id is None or constancia.clase is ClaseDeConstancia.IMPARTICION:
        return "Ya no consta que haya impartido la edición. Si no le corresponde, revócala."
    clase = clase_de(constancia.edicion_id, constancia.persona_id)
    if clase is None:
        return "Ya no consta que haya terminado la edición. Si no le corresponde, revócala."
    return (
        f"Dice que {_DICE[constancia.clase]} y ahora consta que {_DICE[clase]}. "
        "Revócala y después emite la que corresponde."
    )


def quien_firma(red_id: int, dia: date) -> Firmante:
    """Quien suscribe ese día; lanza NadieFirma."""
    firmante = consultas.firmante_de(red_id, dia)
    if firmante is None:
        raise NadieFirma
    return firmante


def puesto_de(firmante: Firmante, dia: date) -> str:
    """Su cargo ese día: el que se escribió o, si no, el que tiene registrado."""
    if firmante.puesto:
        return firmante.puesto
    suya = adscripcion_vigente(firmante.persona_id, dia) if firmante.persona_id else None
    if suya is None:
        raise NadieFirma
    return f"{suya.puesto}, {suya.institucion.nombre}"


def de_edicion(red: Red, edicion: Edicion, clase: ClaseDeConstancia, firmante: Firmante, dia: date) -> Hechos:
    """Lo que dirá la constancia de quien cursó o impartió esa edición."""
    version = edicion.version
    contenidos: Sequence[tuple[str, int]] = [(uno.contenido.nombre, uno.horas) for uno in version.contenidos]
    curso = Curso(
        codigo=version.codigo,
        nombre=version.nombre,
        tipo=version.tipo,
        version=version.numero,
        horas=version.horas,
        modalidad=edicion.modalidad,
        desde=edicion.inicia_el,
        hasta=edicion.termina_el,
        contenidos=contenidos,
    )
    return _hechos(red, clase, curso, firmante, dia)


def de_contenido(red: Red, contenido: dict[str, Any], firmante: Firmante, dia: date) -> Hechos:
    """Lo que ya dijo otra constancia, para la que la sustituye: el curso no cambia, la fecha y la firma son de ahora."""
    suyo = contenido["curso"]
    curso = Curso(
        codigo=suyo["codigo"],
        nombre=suyo["nombre"],
        tipo=TipoCurso(suyo["tipo"]),
        version=suyo["version"],
        horas=suyo["horas"],
        modalidad=Modalidad(suyo["modalidad"]),
        desde=date.fromisoformat(suyo["desde"]),
        hasta=date.fromisoformat(suyo["hasta"]),
        contenidos=[(tema, int(horas.split()[0].replace(",", ""))) for tema, horas in suyo["contenidos"]],
    )
    return _hechos(red, ClaseDeConstancia(contenido["clase"]), curso, firmante, dia)


def _hechos(red: Red, clase: ClaseDeConstancia, curso: Curso, firmante: Firmante, dia: date) -> Hechos:
    return Hechos(
        clase=clase,
        curso=curso,
        emisor=red.convocante.nombre,
        red=red.nombre,
        lugar=lugar_de(red),
        fecha=dia,
        pais=red.territorio.pais,
        firma_nombre=firmante.nombre,
        firma_puesto=puesto_de(firmante, dia),
        sitio=current_app.config["RED"].url_publica,
    )


def correo_de(constancia: Constancia) -> str | None:
    """A dónde se le escribe hoy a quien la tiene."""
    if constancia.persona is not None:
        return constancia.persona.correo
    return constancia.imparte.escribirle_a if constancia.imparte is not None else None


def huella_de_nombre(nombre: str, codigo: str) -> str:
    """Lo que queda de un nombre borrado: no dice nada sin el código, y probar nombres cuesta."""
    crudo = hashlib.scrypt(parejo(nombre).encode(), salt=codigo.encode(), n=2**14, r=8, p=1, dklen=32)
    return crudo.hex()
