"""Cargar estándares, registrar acreditaciones y certificados de otra parte, y decir los plazos de la Red."""

import hashlib
import json
from datetime import date
from pathlib import Path

from red.archivos.operaciones import guardar as guardar_archivo
from red.base import buscar, con_candado, db, uno_a_la_vez
from red.certificacion import consultas
from red.certificacion.acceso import exigir_ajena
from red.certificacion.calculo import fin_de_acreditacion
from red.certificacion.lectura import EstandarLeido
from red.certificacion.modelos_dictamen import Certificado
from red.certificacion.modelos_estandar import (
    AcreditacionDeEvaluadora,
    CriterioDeEstandar,
    ElementoDeEstandar,
    Estandar,
    PlazoDeCertificacion,
    ReactivoDeEstandar,
    VersionDeEstandar,
)
from red.errores import ErrorDeDominio
from red.personas.modelos import Persona
from red.reloj import ahora
from red.textos import fecha

DE_LA_CASA = Path(__file__).with_name("estandares")
"""Los títulos que trae la plataforma, cada uno con una plantilla de elementos que no es oficial."""


class SinCambios(ErrorDeDominio):
    """La versión en uso ya dice exactamente eso."""

    def __init__(self) -> None:
        super().__init__("Esa versión ya está en uso: el archivo dice lo mismo.", "archivo")


class FaltaFuente(ErrorDeDominio):
    """Decir que un texto es oficial obliga a decir de dónde salió."""

    def __init__(self) -> None:
        super().__init__("Para marcarlo como oficial, di en «fuente» de qué documento se tomó.", "archivo")


class FueraDePlazo(ErrorDeDominio):
    """Una acreditación no vale más allá del 30 de junio."""

    def __init__(self, tope: date) -> None:
        super().__init__(f"Una acreditación vale a lo más hasta el 30 de junio: {fecha(tope)}.", "hasta")


def cargar(
    leido: EstandarLeido, *, red_id: int | None, oficial: bool, quien_id: int | None
) -> VersionDeEstandar:
    """Guarda la versión siguiente del estándar; los expedientes abiertos siguen con la suya.

    Lanza SinCambios si la última dice lo mismo, o FaltaFuente si se dice oficial sin decir de dónde se tomó.
    """
    if oficial and not leido.fuente.strip():
        raise FaltaFuente
    uno_a_la_vez(f"estandar {leido.codigo}")
    estandar = consultas.estandar_o_nada(leido.codigo)
    if estandar is None:
        estandar = Estandar(codigo=leido.codigo, titulo=leido.titulo)
        db.session.add(estandar)
        db.session.flush()
    elif red_id is None:
        estandar.titulo = leido.titulo
    huella = hashlib.sha256(
        json.dumps([leido, oficial], default=lambda o: vars(o), sort_keys=True).encode()
    ).hexdigest()
    ultima = consultas.version_en_uso(estandar.id, red_id)
    if ultima is not None and ultima.red_id == red_id and ultima.huella == huella:
        raise SinCambios
    version = VersionDeEstandar(
        estandar=estandar,
        red_id=red_id,
        numero=consultas.ultimo_numero(estandar.id, red_id) + 1,
        nivel=leido.nivel,
        meses_de_vigencia=leido.meses,
        permanente=leido.permanente,
        minimo=leido.minimo,
        segundo_criterio=leido.segundo,
        diagnostico=leido.diagnostico,
        oficial=oficial,
        fuente=leido.fuente,
        huella=huella,
        cargada_en=ahora(),
        cargada_por_id=quien_id,
    )
    for i, elemento in enumerate(leido.elementos, 1):
        fila = ElementoDeEstandar(orden=i, nombre=elemento.nombre)
        version.elementos.append(fila)
        for j, criterio in enumerate(elemento.criterios, 1):
            suyo = CriterioDeEstandar(orden=j, clase=criterio.clase, nombre=criterio.nombre)
            fila.criterios.append(suyo)
            suyo.reactivos.extend(
                ReactivoDeEstandar(orden=k, codigo=r.codigo, descripcion=r.descripcion, peso=r.peso)
                for k, r in enumerate(criterio.reactivos, 1)
            )
    db.session.add(version)
    db.session.flush()
    return version


def acreditar(
    red_id: int,
    persona_id: int,
    estandar_id: int,
    *,
    cedula: str,
    acredita: str,
    desde: date,
    hasta: date | None = None,
    archivo: tuple[str, bytes] | None = None,
    quien_id: int | None,
) -> AcreditacionDeEvaluadora:
    """Registra que alguien puede evaluar un estándar, a lo más hasta el 30 de junio; lanza FueraDePlazo o EsSuya."""
    exigir_ajena(persona_id, quien_id)
    tope = fin_de_acreditacion(desde)
    if hasta is not None and not desde <= hasta <= tope:
        raise FueraDePlazo(tope)
    con_candado(Persona, persona_id)
    fila = AcreditacionDeEvaluadora(
        red_id=red_id,
        persona_id=persona_id,
        estandar_id=estandar_id,
        cedula=cedula.strip(),
        acredita=acredita.strip(),
        desde=desde,
        hasta=hasta or tope,
        archivo_id=guardar_archivo(*archivo, quien_id).id if archivo else None,
        registrada_en=ahora(),
        registrada_por_id=quien_id,
    )
    db.session.add(fila)
    db.session.flush()
    return fila


def retirar_acreditacion(acreditacion_id: int, motivo: str, quien_id: int | None) -> None:
    """Deja de valer desde hoy; lo que evaluó antes no cambia."""
    fila = con_candado(AcreditacionDeEvaluadora, acreditacion_id)
    if fila.retirada_en is None:
        fila.retirada_en, fila.retirada_por_id, fila.motivo_de_retiro = ahora(), quien_id, motivo.strip()


def registrar_certificado_ajeno(
    red_id: int,
    persona_id: int,
    estandar_id: int,
    *,
    folio: str,
    emitido_el: date,
    vence_el: date | None = None,
    archivo: tuple[str, bytes] | None = None,
    quien_id: int | None,
) -> Certificado:
    """Hace constar un certificado de CONOCER que alguien obtuvo en otra parte, con su folio; lanza EsSuya."""
    exigir_ajena(persona_id, quien_id)
    con_candado(Persona, persona_id)
    fila = Certificado(
        red_id=red_id,
        persona_id=persona_id,
        estandar_id=estandar_id,
        folio=" ".join(folio.split()).upper(),
        emitido_el=emitido_el,
        vence_el=vence_el,
        archivo_id=guardar_archivo(*archivo, quien_id).id if archivo else None,
        registrado_en=ahora(),
        registrado_por_id=quien_id,
    )
    db.session.add(fila)
    db.session.flush()
    return fila


def poner_plazo(red_id: int, estandar_id: int, meses: int, fundamento: str) -> PlazoDeCertificacion:
    """Dice en cuánto tiempo ha de certificarse quien es titular; el que ya había se corrige."""
    fila = next((p for p in consultas.plazos_de(frozenset({red_id})) if p.estandar_id == estandar_id), None)
    if fila is None:
        fila = PlazoDeCertificacion(
            red_id=red_id, estandar_id=estandar_id, meses=meses, fundamento=fundamento.strip()
        )
        db.session.add(fila)
    fila.meses, fila.fundamento, fila.activo = meses, fundamento.strip(), True
    db.session.flush()
    return fila


def quitar_plazo(plazo_id: int) -> None:
    """Deja de avisar."""
    buscar(PlazoDeCertificacion, plazo_id).activo = False
