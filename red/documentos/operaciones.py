"""Emitir un documento con su folio, anularlo y editar el modelo de una Red."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from red.archivos import operaciones as archivos
from red.base import con_candado, db
from red.documentos import consultas
from red.documentos.composicion import Bloque, Valor, componer, llenar, revisar, usados
from red.documentos.espacios import espacios_de
from red.documentos.impresion import Hoja, imprimir
from red.documentos.la_casa import Texto, de_la_casa
from red.documentos.letras import con_articulo, fecha_en_letras
from red.documentos.modelos import Documento, ModeloDeDocumento, Papel
from red.errores import ErrorDeDominio
from red.redes.modelos import Red
from red.reloj import ahora
from red.textos import fecha, sin_acentos

LETRAS_DE_CLAVE = 12
SUSTITUIDO = "Sustituido"
"""Con qué empieza el motivo de un documento que dejó de valer porque otro ocupó su lugar."""


class YaAnulado(ErrorDeDominio):
    """El documento ya no valía."""

    def __init__(self) -> None:
        super().__init__("Este documento ya estaba anulado.")


class YaHayUno(ErrorDeDominio):
    """Un papel igual ya vale: emitir otro sin decir qué pasa con aquél dejaría dos."""

    def __init__(self, folio: str) -> None:
        super().__init__(f"Ya vale uno con el folio {folio}: di qué pasa con él.", "otro")


class SinCambios(ErrorDeDominio):
    """Guardar lo mismo haría una versión que no dice nada nuevo."""

    def __init__(self) -> None:
        super().__init__("No cambiaste nada: el modelo sigue como estaba.")


def emitir(
    red_id: int,
    papel: Papel,
    datos: Mapping[str, Valor],
    *,
    referencia: str,
    institucion_id: int | None,
    quien_id: int | None,
    dia: date,
    sustituye: Documento | None = None,
) -> Documento:
    """Emite el documento con el folio que sigue y guarda su PDF; lo que dice queda como está hoy.

    Si `datos` trae `fecha`, el papel cuenta algo de ese día y `dia` es sólo cuándo se imprime. El que `sustituye` deja
    de valer y dice qué folio lo sigue.
    Aparta la Red: dos documentos a la vez reciben folios seguidos, y uno que no se confirma no gasta el suyo.
    """
    red = con_candado(Red, red_id)
    modelo = consultas.modelo_de(red_id, papel)
    numero = consultas.ultimo_numero(red_id, dia.year) + 1
    folio = folio_de(red, dia.year, numero)
    completos = {**comunes(red, dia), **datos, "folio": folio}
    congelados = {nombre: completos[nombre] for nombre in usados(modelo.cuerpo) if nombre in completos}
    titulo = llenar(modelo.titulo, completos)
    hoja = hoja_de(red, titulo, folio, dia, impreso="fecha" in datos)
    pdf = imprimir(hoja, componer(modelo.cuerpo, completos))
    archivo = archivos.guardar(f"{sin_acentos(papel.etiqueta)} {folio}.pdf".replace("/", "-"), pdf, quien_id)
    documento = Documento(
        red_id=red_id,
        institucion_id=institucion_id,
        papel=papel,
        anio=dia.year,
        numero=numero,
        folio=folio,
        titulo=titulo,
        modelo_id=modelo.modelo_id,
        version=modelo.version,
        cuerpo=modelo.cuerpo,
        datos=congelados,
        referencia=referencia,
        lugar=consultas.lugar_de(red),
        emitido_el=dia,
        emitido_en=ahora(),
        quien_id=quien_id,
        archivo_id=archivo.id,
    )
    db.session.add(documento)
    db.session.flush()
    if sustituye is not None:
        anular(sustituye, f"{SUSTITUIDO} por el folio {folio}", quien_id)
    return documento


def folio_de(red: Red, anio: int, numero: int) -> str:
    """El folio como se lee: con qué empiezan los de esa Red, el año y el consecutivo."""
    return f"{inicial_de(red)}/{anio}/{numero:04d}"


def inicial_de(red: Red) -> str:
    """Las primeras letras de su clave; si otra Red más antigua empieza igual, con el número que las distingue.

    No cambia nunca, y no se confunde con otra: sólo lleva número la que llenó las letras que caben.
    """
    corta = _corta(red.clave)
    antes = [otra for otra in consultas.claves_antes_de(red.id, corta) if _corta(otra) == corta]
    return f"{corta}-{len(antes) + 1}".upper() if antes else corta.upper()


def _corta(clave: str) -> str:
    return clave[:LETRAS_DE_CLAVE].strip("-")


def comunes(red: Red, dia: date) -> dict[str, str]:
    """Lo que la Red pone en todo documento suyo."""
    return {
        "red": red.con_articulo,
        "institucion_convocante": con_articulo(red.convocante.nombre),
        "lugar": consultas.lugar_de(red),
        "fecha": fecha(dia),
        "fecha_en_letras": fecha_en_letras(dia),
    }


def hoja_de(
    red: Red, titulo: str, folio: str, dia: date, leyenda: str = "", *, impreso: bool = False
) -> Hoja:
    """Lo que rodea al texto: quién convoca, qué Red, folio, lugar y fecha con letras; si cuenta otro día, lo distingue."""
    lugar_y_fecha = f"{consultas.lugar_de(red)}, a {fecha_en_letras(dia)}"
    return Hoja(
        titulo=titulo,
        red=red.nombre,
        convoca=red.convocante.nombre,
        folio=folio,
        lugar_y_fecha=f"Se imprimió en {lugar_y_fecha}" if impreso else lugar_y_fecha,
        pais=red.territorio.pais,
        leyenda=leyenda,
    )


def anular(documento: Documento, motivo: str, quien_id: int | None) -> None:
    """Deja dicho que el documento ya no vale y por qué; su folio no se vuelve a usar. Lanza YaAnulado."""
    documento = con_candado(Documento, documento.id)
    if documento.anulado_en is not None:
        raise YaAnulado
    documento.anulado_en = ahora()
    documento.anulado_por_id = quien_id
    documento.motivo_anulacion = motivo.strip()


def guardar_modelo(
    red_id: int, papel: Papel, titulo: str, cuerpo: str, quien_id: int | None
) -> ModeloDeDocumento:
    """Guarda la versión siguiente del modelo de la Red.

    Lanza EspacioDesconocido, con renglón y letra, si el texto pide algo que no existe; SinCambios si es igual.
    """
    titulo, cuerpo = " ".join(titulo.split()), limpio(cuerpo)
    revisar(titulo, [espacio for espacio in espacios_de(papel) if not espacio.es_tabla])
    revisar(cuerpo, espacios_de(papel))
    con_candado(Red, red_id)
    actual = consultas.modelo_de(red_id, papel)
    if (actual.titulo, actual.cuerpo) == (titulo, cuerpo):
        raise SinCambios
    modelo = ModeloDeDocumento(
        red_id=red_id,
        papel=papel,
        version=actual.version + 1,
        titulo=titulo,
        cuerpo=cuerpo,
        quien_id=quien_id,
        guardado_en=ahora(),
    )
    db.session.add(modelo)
    db.session.flush()
    return modelo


def volver_al_de_la_casa(red_id: int, papel: Papel, quien_id: int | None) -> ModeloDeDocumento:
    """Guarda el texto de la casa como versión nueva de la Red: la anterior queda en la historia."""
    casa = de_la_casa(papel)
    return guardar_modelo(red_id, papel, casa.titulo, casa.cuerpo, quien_id)


def limpio(cuerpo: str) -> str:
    """El texto con renglones normales y sin espacios que no se ven al final."""
    return "\n".join(renglon.rstrip() for renglon in cuerpo.replace("\r\n", "\n").split("\n")).strip()


def muestra(red: Red, papel: Papel, texto: Texto, dia: date) -> tuple[str, list[Bloque]]:
    """Cómo queda el modelo con datos de ejemplo: su título y sus bloques. Lanza EspacioDesconocido."""
    espacios = espacios_de(papel)
    revisar(texto.cuerpo, espacios)
    datos: dict[str, Any] = {espacio.nombre: espacio.ejemplo for espacio in espacios} | comunes(red, dia)
    return llenar(texto.titulo, datos), componer(texto.cuerpo, datos)
