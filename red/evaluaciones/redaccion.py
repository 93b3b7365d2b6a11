"""Lo que cambia al escribir un cuestionario: nace en borrador, se publica y sus cambios van en otra versión."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from red.base import con_candado, db
from red.errores import ErrorDeDominio, NoEncontrado
from red.evaluaciones import consultas, de_fabrica
from red.evaluaciones.modelos import (
    ClaseDePregunta,
    Cuestionario,
    Pregunta,
    Uso,
    VersionDeCuestionario,
    clave_nueva,
)
from red.evaluaciones.preguntas import califica, opciones_de
from red.formacion.modelos import Curso
from red.redes.modelos import Red
from red.reloj import ahora


class YaSePublico(ErrorDeDominio):
    """Una versión publicada no cambia."""

    def __init__(self) -> None:
        super().__init__("Esta versión ya se publicó y no cambia: para corregirla, prepara otra versión.")


class NoEstaLista(ErrorDeDominio):
    """Al cuestionario, o a una pregunta, le falta algo para poder publicarse."""


@dataclass(frozen=True)
class DatosDePregunta:
    """Lo que se escribe de una pregunta."""

    clase: ClaseDePregunta
    texto: str
    ayuda: str = ""
    obligatoria: bool = True
    opciones: Sequence[str] = ()
    correctas: Sequence[int] = ()
    """Lugares, desde 1, de las opciones correctas."""
    numero_correcto: float | None = None
    peso: int = 1


def crear(red_id: int, uso: Uso, nombre: str, curso_id: int | None = None) -> Cuestionario:
    """Registra un cuestionario con su primera versión en borrador; el de satisfacción trae las ocho de siempre."""
    con_candado(Red, red_id)
    if curso_id is not None and con_candado(Curso, curso_id, compartido=True).red_id != red_id:
        raise NoEncontrado
    nuevo = Cuestionario(red_id=red_id, curso_id=curso_id, uso=uso, nombre=nombre)
    primera = VersionDeCuestionario(cuestionario=nuevo, numero=1)
    if uso.es_anonimo:
        primera.indicaciones = de_fabrica.INDICACIONES
        primera.preguntas = de_fabrica.preguntas_de_satisfaccion()
    db.session.add_all([nuevo, primera])
    db.session.flush()
    return nuevo


def encuesta_de_siempre(red_id: int) -> VersionDeCuestionario:
    """La encuesta de la Red, publicada; si la Red no tiene ninguna, la crea con las ocho preguntas de siempre."""
    con_candado(Red, red_id)
    for suyo in db.session.scalars(consultas.cuestionarios(frozenset({red_id}), Uso.SATISFACCION)):
        if suyo.curso_id is None:
            for version in consultas.versiones_de(suyo.id):
                if not version.es_borrador:
                    return version
    version = consultas.versiones_de(crear(red_id, Uso.SATISFACCION, de_fabrica.NOMBRE).id)[0]
    version.publicada_en = ahora()
    return version


def renombrar(cuestionario: Cuestionario, nombre: str, curso_id: int | None) -> None:
    """Cambia cómo se llama y en qué curso se ofrece; no toca sus preguntas."""
    if curso_id is not None and con_candado(Curso, curso_id, compartido=True).red_id != cuestionario.red_id:
        raise NoEncontrado
    cuestionario.nombre, cuestionario.curso_id = nombre, curso_id


def retirar(cuestionario_id: int) -> bool:
    """Deja de ofrecerlo, o lo vuelve a ofrecer; lo que ya se aplicó sigue igual. Devuelve si quedó retirado."""
    suyo = con_candado(Cuestionario, cuestionario_id)
    suyo.retirado_en = None if suyo.retirado_en else ahora()
    return suyo.retirado_en is not None


# ------------------------------------------------------------------ Versiones


def nueva_version(cuestionario_id: int) -> VersionDeCuestionario:
    """Un borrador con lo de la última versión y las mismas claves; si ya había borrador, es ése."""
    suyo = con_candado(Cuestionario, cuestionario_id)
    ultima = consultas.versiones_de(suyo.id)[0]
    if ultima.es_borrador:
        return ultima
    return _copiar(ultima, suyo, ultima.numero + 1)


def copiar_como(version: VersionDeCuestionario, uso: Uso, nombre: str, curso_id: int | None) -> Cuestionario:
    """Un cuestionario nuevo con las mismas preguntas y claves: así la final se compara con la inicial."""
    if version.cuestionario.uso.es_anonimo != uso.es_anonimo:
        raise NoEstaLista(
            "Una encuesta anónima no se copia como evaluación, ni una evaluación como encuesta."
        )
    con_candado(Red, version.cuestionario.red_id)
    nuevo = Cuestionario(red_id=version.cuestionario.red_id, curso_id=curso_id, uso=uso, nombre=nombre)
    db.session.add(nuevo)
    _copiar(version, nuevo, 1)
    return nuevo


def _copiar(de: VersionDeCuestionario, a: Cuestionario, numero: int) -> VersionDeCuestionario:
    copia = VersionDeCuestionario(cuestionario=a, numero=numero, indicaciones=de.indicaciones)
    iguales = ("clave", "orden", "clase", "texto", "ayuda", "obligatoria", "numero_correcto", "peso")
    copia.preguntas = [
        Pregunta(**{campo: getattr(una, campo) for campo in iguales}, opciones=list(una.opciones or ()))
        for una in de.preguntas
    ]
    db.session.add(copia)
    db.session.flush()
    return copia


def publicar(version_id: int) -> VersionDeCuestionario:
    """Publica el borrador: desde ahora se puede aplicar y ya no cambia. Lanza NoEstaLista."""
    version = _borrador(version_id)
    if not version.preguntas:
        raise NoEstaLista("Agrega al menos una pregunta antes de publicar.")
    if version.cuestionario.uso is Uso.FINAL and not any(map(califica, version.preguntas)):
        raise NoEstaLista(
            "La evaluación final da la calificación: marca la respuesta correcta de al menos una pregunta."
        )
    version.publicada_en = ahora()
    return version


def volver_a_borrador(version_id: int) -> None:
    """Vuelve a borrador lo publicado que nadie usa todavía. Lanza YaSePublico si está en alguna edición."""
    con_candado(Cuestionario, consultas.version(version_id).cuestionario_id)
    version = con_candado(VersionDeCuestionario, version_id)
    ultima = consultas.versiones_de(version.cuestionario_id)[0]
    if consultas.veces_aplicada([version.id]) or ultima.id != version.id:
        raise YaSePublico
    version.publicada_en = None


def poner_indicaciones(version_id: int, indicaciones: str) -> None:
    """Cambia lo que se lee antes de las preguntas."""
    _borrador(version_id).indicaciones = indicaciones


# ------------------------------------------------------------------ Preguntas


def agregar(version_id: int, datos: DatosDePregunta) -> Pregunta:
    """Agrega una pregunta al final del borrador."""
    version = _borrador(version_id)
    nueva = Pregunta(clave=clave_nueva(), orden=max((p.orden for p in version.preguntas), default=0) + 1)
    _llenar(nueva, datos)
    version.preguntas.append(nueva)
    db.session.flush()
    return nueva


def corregir(pregunta_id: int, datos: DatosDePregunta) -> None:
    """Cambia una pregunta del borrador; su clave sigue siendo la misma."""
    pregunta = consultas.pregunta(pregunta_id)
    _borrador(pregunta.version_id)
    _llenar(pregunta, datos)


def _llenar(pregunta: Pregunta, datos: DatosDePregunta) -> None:
    pregunta.clase, pregunta.texto, pregunta.ayuda = datos.clase, datos.texto, datos.ayuda
    pregunta.obligatoria = datos.obligatoria
    antes = {str(o.get("texto")): o["clave"] for o in opciones_de(pregunta)}
    opciones: list[Any] = list(datos.opciones)
    if datos.clase.con_opciones:
        if len(set(datos.opciones)) < 2:
            raise NoEstaLista("Escribe al menos dos opciones distintas, una por renglón.", campo="opciones")
        if len(set(datos.opciones)) < len(datos.opciones):
            raise NoEstaLista("Hay una opción repetida.", campo="opciones")
        if any(not 1 <= lugar <= len(opciones) for lugar in datos.correctas):
            raise NoEstaLista("Escribe los números de las opciones correctas.", campo="correctas")
        if datos.clase is ClaseDePregunta.UNA and len(set(datos.correctas)) > 1:
            raise NoEstaLista("Si sólo se elige una opción, sólo una es la correcta.", campo="correctas")
        # La opción que sigue diciendo lo mismo conserva su clave: así se comparan sus respuestas entre versiones.
        pregunta.opciones = [
            {"clave": antes.get(texto) or clave_nueva(), "texto": texto, "correcta": lugar in datos.correctas}
            for lugar, texto in enumerate(opciones, 1)
        ]
    elif datos.clase is ClaseDePregunta.ESCALA:
        if len(opciones) not in (0, 4):
            raise NoEstaLista(
                "Escribe cómo se lee cada grado: cuatro renglones, del 1 al 4.", campo="opciones"
            )
        pregunta.opciones = opciones
    else:
        pregunta.opciones = []
    pregunta.numero_correcto = datos.numero_correcto if datos.clase is ClaseDePregunta.NUMERO else None
    pregunta.peso = datos.peso if datos.clase.se_puede_calificar else 0


def mover(pregunta_id: int, hacia: int) -> None:
    """Sube (-1) o baja (1) una pregunta del borrador; en la orilla, no pasa nada."""
    pregunta = consultas.pregunta(pregunta_id)
    version = _borrador(pregunta.version_id)
    orden = list(version.preguntas)
    lugar = orden.index(pregunta)
    otro = lugar + (1 if hacia > 0 else -1)
    if 0 <= otro < len(orden):
        orden[lugar], orden[otro] = orden[otro], orden[lugar]
    for numero, una in enumerate(orden, 1):
        una.orden = numero


def quitar(pregunta_id: int) -> None:
    """Quita una pregunta del borrador: nadie la ha contestado."""
    pregunta = consultas.pregunta(pregunta_id)
    version = _borrador(pregunta.version_id)
    version.preguntas.remove(pregunta)


def _borrador(version_id: int) -> VersionDeCuestionario:
    version = con_candado(VersionDeCuestionario, version_id)
    if not version.es_borrador:
        raise YaSePublico
    return version
