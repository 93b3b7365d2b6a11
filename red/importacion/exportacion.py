"""Las listas que salen con los mismos encabezados con que entran: lo que se exporta se puede volver a importar."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import aliased

from red.base import Opcion, db
from red.directorio.condiciones import Filtros, camino, cuenta
from red.directorio.mirada import Mirada
from red.fechas import FechaParcial, fin_dicho
from red.hojas import EXCEL
from red.importacion.columnas import campo_de
from red.importacion.hojas import TEXTO, a_csv, a_xlsx
from red.importacion.modelos import Que
from red.instituciones.modelos import ClaseDeNombre, Institucion, NombreDeInstitucion
from red.personas.modelos import Adscripcion, Persona
from red.redes.modelos import Participacion
from red.territorios.modelos import Territorio
from red.unidades.modelos import Designacion, Unidad

DE_PERSONAS = (
    "nombre", "primer_apellido", "segundo_apellido", "correo", "telefono", "institucion", "territorio", "puesto", "nivel",
    "area", "desde",
)  # fmt: skip
DE_INSTITUCIONES = (
    "nombre", "siglas", "tipo", "orden", "territorio", "madre", "antes_llamada", "fundamento", "correo", "telefono",
    "domicilio", "sitio", "desde",
)  # fmt: skip
DE_DESIGNACIONES = (
    "institucion", "territorio", "unidad", "funcion", "correo", "area", "oficio", "desde", "hasta",
)  # fmt: skip


class Formato(Opcion):
    """En qué archivo sale una lista."""

    XLSX = "xlsx", "Libro de Excel (.xlsx)"
    CSV = "csv", "Texto separado por comas (.csv)"
    VCF = "vcf", "Tarjetas de contacto (vCard)"


TIPO_DE = {Formato.XLSX: EXCEL, Formato.CSV: TEXTO, Formato.VCF: "text/vcard"}
Renglones = list[list[str]]


A_LA_FECHA = "A la fecha"


def escribir(que: Que, formato: Formato, renglones: Renglones, de: date | None = None) -> bytes:
    """La lista en ese formato, con los encabezados que la importación entiende.

    Si es de otro día, `de` va en una columna más: una lista vieja que no lo dijera pasaría por la de hoy.
    """
    claves = {
        Que.PERSONAS: DE_PERSONAS,
        Que.INSTITUCIONES: DE_INSTITUCIONES,
        Que.DESIGNACIONES: DE_DESIGNACIONES,
    }[que]
    if formato is Formato.VCF:
        return tarjetas([dict(zip(claves, renglon, strict=True)) for renglon in renglones]).encode()
    encabezados = [campo_de(que, clave).titulo for clave in claves]
    if de is not None:
        encabezados.append(A_LA_FECHA)
        renglones = [[*renglon, de.isoformat()] for renglon in renglones]
    return a_xlsx(encabezados, renglones) if formato is Formato.XLSX else a_csv(encabezados, renglones)


def personas(mirada: Mirada, filtros: Filtros | None = None) -> Renglones:
    """Las personas que esa mirada encuentra con ese filtro, por apellido, con el puesto que tenían ese día.

    Son las mismas, una por una, que muestra la lista del registro.
    """
    filtros, dia = filtros or Filtros(), mirada.dia
    puesto, lugar = aliased(Adscripcion), aliased(Territorio)
    consulta = (
        select(Persona, puesto, Institucion.nombre, lugar.nombre)
        .outerjoin(puesto, and_(puesto.persona_id == Persona.id, puesto.vigente(dia)))
        .outerjoin(Institucion, Institucion.id == puesto.institucion_id)
        .outerjoin(lugar, lugar.id == Institucion.territorio_id)
        .where(camino(mirada, filtros, db.session.scalar(cuenta(mirada, filtros)) or 0))
        .order_by(Persona.orden, Persona.id)
    )
    return [
        [
            persona.nombre, persona.primer_apellido, persona.segundo_apellido or "", persona.correo, persona.telefono or "",
            institucion or "", territorio or "", *_del_puesto(su_puesto),
        ]
        for persona, su_puesto, institucion, territorio in db.session.execute(consulta)
    ]  # fmt: skip


def _del_puesto(puesto: Adscripcion | None) -> list[str]:
    if puesto is None:
        return [""] * 4
    return [puesto.puesto, puesto.nivel.etiqueta, puesto.area or "", _desde(puesto)]


def instituciones(red_id: int, dia: date, entre: Select[int] | None = None) -> Renglones:
    """Las que participan en la Red ese día, por nombre; con `entre`, sólo las que están en esa consulta de llaves."""
    madre = aliased(Institucion)
    consulta = (
        select(Institucion, Territorio, madre.nombre)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .join(Territorio, Territorio.id == Institucion.territorio_id)
        .outerjoin(madre, madre.id == Institucion.madre_id)
        .where(Participacion.red_id == red_id, Participacion.vigente(dia), Institucion.vigente(dia))
        .order_by(Institucion.nombre, Institucion.id)
    )
    filas = db.session.execute(consulta).all()
    participan = {institucion.id for institucion, _, _ in filas}
    if entre is not None:
        cumplen = set(db.session.scalars(entre))
        filas = [fila for fila in filas if fila[0].id in cumplen]
    anteriores = _nombres_anteriores(participan)
    return [
        [
            i.nombre, i.siglas or "", i.tipo.etiqueta, i.orden.etiqueta, territorio.codigo,
            (de_quien or "") if i.madre_id in participan else "", anteriores.get(i.id, ""), i.fundamento or "",
            i.correo or "", i.telefono or "", i.domicilio or "", i.sitio or "", _desde(i),
        ]
        for i, territorio, de_quien in filas
    ]  # fmt: skip


def _nombres_anteriores(ids: set[int]) -> dict[int, str]:
    consulta = (
        select(NombreDeInstitucion.institucion_id, NombreDeInstitucion.nombre)
        .where(
            NombreDeInstitucion.institucion_id.in_(ids), NombreDeInstitucion.clase == ClaseDeNombre.ANTERIOR
        )
        .order_by(NombreDeInstitucion.id)
    )
    return {fila.institucion_id: fila.nombre for fila in db.session.execute(consulta)}


def designaciones(
    red_id: int, dia: date, entre: Select[int] | None = None, *, por_venir: bool = True
) -> Renglones:
    """Quién sostiene ese día cada unidad de las instituciones de la Red; `por_venir` añade las que empiezan después.

    Con `entre`, sólo de las unidades que están en esa consulta de llaves.
    """
    sostiene = (
        or_(Designacion.hasta.is_(None), Designacion.hasta >= dia) if por_venir else Designacion.vigente(dia)
    )
    consulta = (
        select(Designacion, Unidad.nombre, Institucion.nombre, Territorio.nombre, Persona.correo)
        .join(Unidad, Unidad.id == Designacion.unidad_id)
        .join(Institucion, Institucion.id == Unidad.institucion_id)
        .join(Territorio, Territorio.id == Institucion.territorio_id)
        .join(Participacion, Participacion.institucion_id == Institucion.id)
        .join(Persona, Persona.id == Designacion.persona_id)
        .where(
            Participacion.red_id == red_id,
            Participacion.vigente(dia),
            Unidad.vigente(dia),
            sostiene,
        )
        .order_by(Institucion.nombre, Unidad.id, Designacion.id)
    )
    if entre is not None:
        consulta = consulta.where(Unidad.id.in_(entre))
    return [
        [
            institucion, territorio, unidad, d.funcion.etiqueta, correo, d.area.etiqueta if d.area else "", d.oficio or "", _desde(d),
            str(fin_dicho(d.hasta, d.hasta_precision) or ""),
        ]
        for d, unidad, institucion, territorio, correo in db.session.execute(consulta)
    ]  # fmt: skip


def _desde(fila: Adscripcion | Institucion | Designacion) -> str:
    return str(FechaParcial(fila.desde, fila.desde_precision))


# ---------------------------------------------------------------- Tarjetas de contacto


def tarjetas(contactos: Sequence[dict[str, str]]) -> str:
    """Una vCard 4.0 por persona, con lo que la lista trae de ella."""
    return "".join(renglon + "\r\n" for contacto in contactos for renglon in _tarjeta(contacto))


def _tarjeta(contacto: dict[str, str]) -> Iterator[str]:
    nombre, primero, segundo = (contacto[c] for c in ("nombre", "primer_apellido", "segundo_apellido"))
    apellidos = " ".join(filter(None, (primero, segundo)))
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield from _doblar(f"FN:{_escapar(f'{nombre} {apellidos}')}")
    yield from _doblar(f"N:{_escapar(apellidos)};{_escapar(nombre)};;;")
    for propiedad, clave in (
        ("EMAIL;TYPE=work", "correo"),
        ("TEL;TYPE=work", "telefono"),
        ("TITLE", "puesto"),
    ):
        if contacto[clave]:
            yield from _doblar(f"{propiedad}:{_escapar(contacto[clave])}")
    if contacto["institucion"]:
        partes = [_escapar(parte) for parte in (contacto["institucion"], contacto["area"]) if parte]
        yield from _doblar(f"ORG:{';'.join(partes)}")
    yield "END:VCARD"


def _escapar(texto: str) -> str:
    r"""Lo que en una vCard separaría campos va con barra.

    >>> _escapar("Obras; Cultura, y más")
    'Obras\\; Cultura\\, y más'
    """
    for signo in ("\\", ";", ","):
        texto = texto.replace(signo, "\\" + signo)
    return " ".join(texto.split())


def _doblar(renglon: str) -> Iterator[str]:
    """Parte en renglones de a lo más 75 bytes, sin cortar ninguna letra."""
    actual, tope = "", 75
    for letra in renglon:
        if len((actual + letra).encode()) > tope:
            yield actual
            actual, tope = " ", 75
        actual += letra
    yield actual
