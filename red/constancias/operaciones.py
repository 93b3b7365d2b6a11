"""Componer, anotar y revocar constancias, decir quién las suscribe y cómo se muestra el nombre.

Emitir son dos pasos: `preparar` compone y firma sin tocar la base, y `guardar` aparta la Red, comprueba que los folios
sean los que siguen y los anota. Así componer cien hojas no detiene a nadie, y ni se repite un folio ni queda un hueco.
"""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from red.archivos import almacen
from red.archivos import operaciones as archivos
from red.archivos.modelos import Archivo, TipoDeArchivo
from red.archivos.reconocimiento import nombre_seguro
from red.base import con_candado, db, uno_a_la_vez
from red.constancias import codigos, consultas, correos, hechos, insignias, nombres
from red.constancias.contenido import Hechos, canonico, componer
from red.constancias.impresion import entradas, imprimir, revisar
from red.constancias.llaves import Llave, en_uso
from red.constancias.modelos import (
    ClaseDeConstancia,
    Constancia,
    Firmante,
    LlaveDeFirma,
    NombreMostrado,
)
from red.documentos.operaciones import inicial_de
from red.errores import ErrorDeDominio, NoEncontrado
from red.redes.modelos import Red
from red.reloj import ahora


class SeMovio(ErrorDeDominio):
    """Otra emisión tomó esos folios mientras se componía."""

    def __init__(self) -> None:
        super().__init__("Alguien estaba emitiendo a la vez. No se emitió nada: vuelve a intentarlo.")


class YaTiene(ErrorDeDominio):
    """Esa persona ya tiene la suya."""

    def __init__(self, folio: str) -> None:
        super().__init__(f"Ya tiene la suya, con el folio {folio}.")


class DiceOtraCosa(ErrorDeDominio):
    """Tiene una que vale y que no dice lo que hoy consta."""

    def __init__(self, folio: str) -> None:
        super().__init__(
            f"Tiene otra, con el folio {folio}, que dice otra cosa. Revócala y después emite la que corresponde."
        )


class NoLaMerece(ErrorDeDominio):
    """No consta que la haya terminado o impartido."""

    def __init__(self) -> None:
        super().__init__("No consta que haya terminado esta edición: no se puede emitir.")


class YaNoVale(ErrorDeDominio):
    """Sólo se sustituye o se revoca la que vale."""

    def __init__(self) -> None:
        super().__init__("Esta constancia ya no valía.")


class FechaAnterior(ErrorDeDominio):
    """Quien suscribe ahora empezó antes que quien suscribía."""

    def __init__(self) -> None:
        super().__init__("Quien firmaba antes empezó ese día o después: revisa la fecha.", "desde")


@dataclass(frozen=True)
class Borrador:
    """A quién se le va a emitir y por qué; falta el folio."""

    clase: ClaseDeConstancia
    nombre: str
    correo: str | None
    persona_id: int | None = None
    imparte_id: int | None = None
    sustituye: Constancia | None = None
    motivo: str = ""


@dataclass(frozen=True)
class Redactada:
    """Una constancia con su folio, su código y su firma; falta imprimirla y todavía no existe."""

    borrador: Borrador
    numero: int
    sustitucion: int
    contenido: dict[str, Any]
    firma: str
    insignia: str
    entradas: dict[str, str]


@dataclass(frozen=True)
class Preparada:
    """Una constancia redactada, con el tamaño y la huella de su PDF, que ya está en disco."""

    redactada: Redactada
    huella: str
    tamano: int


def folio_de(inicial: str, anio: int, numero: int, sustitucion: int) -> str:
    """El folio como se lee; el de la que sustituye a otra conserva el suyo y dice cuántas van.

    >>> folio_de("GUADALAJARA", 2026, 12, 0), folio_de("GUADALAJARA", 2026, 12, 1)
    ('GUADALAJARA/C/2026/0012', 'GUADALAJARA/C/2026/0012-S1')
    """
    return f"{inicial}/C/{anio}/{numero:04d}" + (f"-S{sustitucion}" if sustitucion else "")


def estado_de(red_id: int, anio: int, numero: int, sustitucion: int) -> tuple[str, int]:
    """En qué lista de estados está y en qué lugar: lo dice su folio, así que se sabe antes de guardarla."""
    lista, lugar = divmod(numero, insignias.POR_LISTA)
    return f"{red_id}-{anio}-{sustitucion}-{lista}", lugar


@dataclass(frozen=True)
class Serie:
    """De qué Red y año son los folios, cómo empiezan y con qué llave se firma: lo mismo para todo un tramo."""

    red_id: int
    inicial: str
    anio: int
    llave: Llave
    momento: datetime

    @classmethod
    def de(cls, red: Red, anio: int) -> "Serie":
        """La de esa Red ese año, con la llave en uso. Lanza SinLlave."""
        return cls(red.id, inicial_de(red), anio, en_uso(), ahora())


def redactar(serie: Serie, hechos_: Hechos, borrador: Borrador, numero: int) -> Redactada:
    """Escribe y firma una constancia con ese folio; no cambia nada en la base. Lanza NoSeImprime."""
    anterior = borrador.sustituye
    sustitucion = anterior.sustitucion + 1 if anterior is not None else 0
    folio = folio_de(serie.inicial, serie.anio, numero, sustitucion)
    sustituye_a = anterior.folio if anterior is not None else ""
    llave = serie.llave
    contenido = componer(hechos_, borrador.nombre, folio, codigos.nuevo(), llave.clave, sustituye_a)
    revisar(contenido)
    firma = llave.firmar(canonico(contenido))
    credencial = insignias.credencial(
        contenido,
        ficha=str(uuid.uuid4()),
        estado=estado_de(serie.red_id, serie.anio, numero, sustitucion),
        correo=borrador.correo,
        sal=secrets.token_hex(16),
        momento=serie.momento,
    )
    insignia = insignias.firmar(llave, credencial, hechos_.sitio)
    return Redactada(
        borrador, numero, sustitucion, contenido, firma, insignia, entradas(contenido, firma, insignia)
    )


def preparar(redactada: Redactada) -> Preparada:
    """La imprime y deja sus bytes, completos y en disco, antes de que exista su fila. Lanza NoSeImprime."""
    pdf = imprimir(redactada.entradas)
    return Preparada(redactada, almacen.guardar(pdf), len(pdf))


def guardar(
    red_id: int,
    preparadas: Sequence[Preparada],
    *,
    anio: int,
    firmante_id: int,
    edicion_id: int,
    quien_id: int | None,
) -> list[Constancia]:
    """Anota las constancias preparadas y avisa a cada quien. Sus bytes ya están en disco. Con la Red apartada.

    Lanza SeMovio si sus folios ya no son los que siguen.
    """
    redactadas = [una.redactada for una in preparadas]
    nuevas = [una for una in redactadas if una.borrador.sustituye is None]
    siguiente = consultas.ultimo_numero(red_id, anio) + 1
    if [una.numero for una in nuevas] != list(range(siguiente, siguiente + len(nuevas))):
        raise SeMovio
    llave = _anotar_llave(en_uso())
    momento = ahora()
    papeles = [_archivo_de(una, quien_id, momento) for una in preparadas]
    db.session.add_all(papeles)
    db.session.flush()
    hechas = [
        Constancia(
            red_id=red_id,
            edicion_id=edicion_id,
            persona_id=una.borrador.persona_id,
            imparte_id=una.borrador.imparte_id,
            clase=una.borrador.clase,
            anio=anio,
            numero=una.numero,
            sustitucion=una.sustitucion,
            folio=una.contenido["folio"],
            codigo=una.contenido["codigo"],
            huella_codigo=codigos.huella(una.contenido["codigo"]),
            nombre=una.contenido["nombre"],
            contenido=una.contenido,
            firma=una.firma,
            llave_id=llave.id,
            huella_pdf=archivo.huella,
            archivo_id=archivo.id,
            insignia=una.insignia,
            mostrar_nombre=una.borrador.sustituye.mostrar_nombre
            if una.borrador.sustituye is not None
            else NombreMostrado.INICIALES,
            emitida_en=momento,
            emitida_el=date.fromisoformat(una.contenido["fecha"]),
            emitida_por_id=quien_id,
            firmante_id=firmante_id,
            sustituye_a_id=una.borrador.sustituye.id if una.borrador.sustituye is not None else None,
        )
        for una, archivo in zip(redactadas, papeles, strict=True)
    ]
    db.session.add_all(hechas)
    db.session.flush()
    correos.avisar_que_estan(
        red_id,
        [(hecha, una.borrador.correo) for hecha, una in zip(hechas, redactadas, strict=True)],
    )
    return hechas


def _archivo_de(una: Preparada, quien_id: int | None, momento: datetime) -> Archivo:
    return Archivo(
        nombre=nombre_seguro(
            f"constancia {una.redactada.contenido['folio']}.pdf".replace("/", "-"), TipoDeArchivo.PDF
        ),
        tipo=TipoDeArchivo.PDF,
        tamano=una.tamano,
        huella=una.huella,
        quien_id=quien_id,
        guardado_en=momento,
    )


def _anotar_llave(llave: Llave) -> LlaveDeFirma:
    """La llave, publicada desde la primera vez que firma."""
    fila = consultas.llave_de_clave(llave.clave)
    if fila is None:
        uno_a_la_vez("llave de firma")
        fila = consultas.llave_de_clave(llave.clave)
    if fila is None:
        fila = LlaveDeFirma(clave=llave.clave, publica=llave.publica, desde=ahora())
        db.session.add(fila)
        db.session.flush()
    return fila


def revocar(constancia: Constancia, motivo: str, quien_id: int | None) -> None:
    """Deja de valer, con su motivo, que se lee al comprobarla. No se borra nada. Lanza YaNoVale o MotivoConNombre."""
    constancia = con_candado(Constancia, constancia.id)
    if constancia.revocada_en is not None or constancia.sustituida_en is not None:
        raise YaNoVale
    nombres.exigir_sin_nombres(constancia, motivo)
    constancia.revocada_en, constancia.revocada_por_id = ahora(), quien_id
    constancia.motivo_revocacion = motivo.strip()
    correos.avisar_que_se_revoco(constancia, hechos.correo_de(constancia))


def mostrar_nombre(constancia: Constancia, como: NombreMostrado) -> None:
    """Cómo se ve su nombre al comprobarla; lo decide sólo ella."""
    con_candado(Constancia, constancia.id).mostrar_nombre = como


def nombrar_firmante(
    red_id: int, persona_id: int | None, nombre: str, puesto: str | None, desde: date, quien_id: int | None
) -> Firmante:
    """Desde ese día suscribe ella; quien suscribía deja de hacerlo la víspera. Lanza FechaAnterior."""
    con_candado(Red, red_id)
    abierta = next((uno for uno in consultas.firmantes_de(red_id) if uno.hasta is None), None)
    if abierta is not None:
        if abierta.desde >= desde:
            raise FechaAnterior
        abierta.hasta = desde - timedelta(days=1)
        db.session.flush()
    firmante = Firmante(
        red_id=red_id,
        persona_id=persona_id,
        nombre=nombre,
        puesto=puesto,
        desde=desde,
        registrado_por_id=quien_id,
    )
    db.session.add(firmante)
    db.session.flush()
    return firmante


def borrar_nombre(constancia: Constancia) -> None:
    """Quita el nombre a petición suya y todo lo que lo dice; la constancia se sigue comprobando.

    Con el papel en la mano, lo firmado va dentro; con el código, quien escriba el nombre entero sabe si es. Sin el
    código, que tampoco queda aquí, lo guardado no permite adivinarlo.
    """
    constancia = con_candado(Constancia, constancia.id)
    if constancia.nombre is None or constancia.codigo is None:
        raise NoEncontrado
    constancia.huella_nombre = hechos.huella_de_nombre(constancia.nombre, constancia.codigo)
    constancia.contenido = {**constancia.contenido, "nombre": None, "codigo": None}
    constancia.nombre = constancia.codigo = None
    constancia.insignia = ""
    archivo = constancia.archivo
    if archivo is not None:
        constancia.archivo = None
        db.session.flush()
        archivos.borrar(archivo)
