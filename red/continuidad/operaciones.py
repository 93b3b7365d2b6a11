"""Lo que puede pasarle a una institución: cambiar de nombre, juntarse con otras, dividirse, cerrarse; y deshacerlo.

Nada se mueve sin fecha: lo que pasa a otra institución se cierra en la que deja y empieza en la que sigue.
Cada acto guarda su diario.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from red.base import con_candado, db
from red.continuidad import consultas, traspaso
from red.continuidad.consultas import LoSuyo
from red.continuidad.diario import Diario, deshacer, juntar
from red.continuidad.modelos import ClaseDeCambio, Reorganizacion, Sucesion
from red.errores import ErrorDeDominio
from red.fechas import FechaParcial, Precision
from red.instituciones.consultas import linaje, mismo_nombre
from red.instituciones.modelos import ClaseDeNombre, Institucion, NombreDeInstitucion
from red.instituciones.operaciones import YaExiste, poner_palabras
from red.reloj import ahora
from red.textos import fecha


class YaCerrada(ErrorDeDominio):
    """La institución ya había terminado."""

    def __init__(self, institucion: Institucion) -> None:
        super().__init__(f"{institucion.nombre} ya no existía ese día: no hay nada que cambiar.")


class AntesDeEmpezar(ErrorDeDominio):
    """El cambio no puede ser anterior a la institución."""

    def __init__(self, institucion: Institucion) -> None:
        super().__init__(
            f"{institucion.nombre} está en el registro desde el {fecha(institucion.desde)}: "
            "el cambio tiene que ser posterior.",
            "el",
        )


class EsElMismoNombre(ErrorDeDominio):
    """Renombrar es poner otro nombre."""

    def __init__(self) -> None:
        super().__init__(
            "Ya se llama así. Si sólo corriges cómo está escrito, usa «Corregir datos».", "nombre"
        )


class SucesoraImposible(ErrorDeDominio):
    """La que sigue no puede ser la misma, ni depender de la que termina, ni estar cerrada."""

    def __init__(self, motivo: str) -> None:
        super().__init__(motivo, "sucesora_id")


class ConvocaUnaRed(ErrorDeDominio):
    """Quien convoca una Red no se cierra mientras la convoque."""

    def __init__(self, institucion: Institucion, red: str) -> None:
        super().__init__(
            f"{institucion.nombre} convoca {red}. Di primero qué institución la sigue: usa «Se fusionó o pasó a otra»."
        )


class CambioLoRevisado(ErrorDeDominio):
    """Lo que se revisó ya no es lo que hay."""

    def __init__(self) -> None:
        super().__init__(
            "Algo cambió mientras lo revisabas. Te mostramos otra vez lo que pasará: revísalo y confirma."
        )


class YaDeshecha(ErrorDeDominio):
    """El cambio ya se había deshecho."""

    def __init__(self) -> None:
        super().__init__("Este cambio ya se había deshecho.")


def renombrar(
    institucion: Institucion,
    nombre: str,
    siglas: str | None,
    el: FechaParcial,
    fundamento: str | None,
    quien_id: int | None,
) -> Reorganizacion:
    """Le da otro nombre desde ese día; el que tenía queda en su historia y se la sigue encontrando por él."""
    institucion = _vigente(institucion.id, el.primero)
    if nombre == institucion.nombre:
        raise EsElMismoNombre
    repetida = mismo_nombre(nombre, institucion.territorio_id, salvo=institucion.id)
    if repetida is not None:
        raise YaExiste(repetida)
    diario = Diario()
    hasta = vispera(el)
    _guardar_nombre(diario, institucion, institucion.nombre, ClaseDeNombre.ANTERIOR, hasta)
    if institucion.siglas and institucion.siglas != siglas:
        _guardar_nombre(diario, institucion, institucion.siglas, ClaseDeNombre.SIGLAS, hasta)
    diario.cambiar(institucion, nombre=nombre, siglas=siglas)
    return _anotar(ClaseDeCambio.RENOMBRADA, institucion, el, fundamento, quien_id, diario)


def vispera(el: FechaParcial) -> FechaParcial:
    """Hasta cuándo duró lo anterior: la víspera, o el mismo año o mes si no se sabe el día."""
    return FechaParcial(el.primero - timedelta(days=1)) if el.precision is Precision.DIA else el


def _guardar_nombre(
    diario: Diario, institucion: Institucion, nombre: str, clase: ClaseDeNombre, hasta: FechaParcial
) -> None:
    otro = NombreDeInstitucion(nombre=nombre, clase=clase)
    otro.terminar(hasta)
    institucion.nombres.append(otro)
    diario.crear(otro)


def fusionar(
    antecesoras: Sequence[Institucion],
    sucesora: Institucion,
    el: date,
    fundamento: str | None,
    quien_id: int | None,
    revisado: str | None = None,
) -> Reorganizacion:
    """Cierra las antecesoras la víspera y pasa lo suyo a la que sigue, desde ese día.

    `revisado` es la huella de lo que se mostró antes de confirmar; si ya no es eso, lanza CambioLoRevisado.
    """
    todas = {una.id: _vigente(una.id, el) for una in _en_orden([*antecesoras, sucesora])}
    sigue = todas.pop(sucesora.id)
    if sucesora.id in {una.id for una in antecesoras}:
        raise SucesoraImposible("La institución que sigue no puede ser la misma que termina.")
    madres = linaje(sigue)
    suyos = [consultas.lo_suyo(una, el, None) for una in todas.values()]
    _comprobar_huella(suyos, revisado)
    diario = Diario()
    for suyo in suyos:
        if suyo.institucion in madres:
            # La que sigue deja de depender de quien termina; la abuela, si hay, la recibe.
            diario.cambiar(sigue, madre_id=suyo.institucion.madre_id)
            suyo.hijas = [hija for hija in suyo.hijas if hija.id != sigue.id]
        traspaso.pasar_todo(diario, suyo, sigue, el)
        diario.cambiar(suyo.institucion, hasta=el - timedelta(days=1), hasta_precision=Precision.DIA)
        _que_se_encuentre(diario, sigue, suyo.institucion)
    db.session.flush()
    clase = ClaseDeCambio.FUSIONADA if len(suyos) > 1 else ClaseDeCambio.ABSORBIDA
    primera = suyos[0].institucion
    hecha = _anotar(clase, primera, FechaParcial(el), fundamento, quien_id, diario)
    _suceder(hecha, [suyo.institucion for suyo in suyos], [sigue])
    return hecha


def _que_se_encuentre(diario: Diario, sigue: Institucion, antecesora: Institucion) -> None:
    """Quien busque a la que terminó por su nombre encuentra a la que sigue."""
    for nombre in filter(None, (antecesora.nombre, antecesora.siglas)):
        if nombre not in {sigue.nombre, sigue.siglas, *(otro.nombre for otro in sigue.nombres)}:
            otro = NombreDeInstitucion(nombre=nombre, clase=ClaseDeNombre.ALIAS)
            sigue.nombres.append(otro)
            diario.crear(otro)
    poner_palabras(sigue)


def dividir(
    institucion: Institucion,
    sucesoras: Sequence[Institucion],
    el: date,
    reparto: Mapping[str, int],
    fundamento: str | None,
    quien_id: int | None,
    revisado: str | None = None,
) -> Reorganizacion:
    """Cierra la institución la víspera; lo repartido empieza ese día en cada sucesora y lo demás queda por repartir.

    `reparto` dice a cuál va cada cosa: «adscripcion:12» o «unidad:3» y la llave de una sucesora. Las Redes en que
    participaba las reciben todas las sucesoras.
    """
    todas = {una.id: _vigente(una.id, el) for una in _en_orden([institucion, *sucesoras])}
    original = todas.pop(institucion.id)
    if not todas or institucion.id in {una.id for una in sucesoras}:
        raise SucesoraImposible("Elige al menos una institución distinta de la que se divide.")
    suyo = consultas.lo_suyo(original, el, None)
    _comprobar_huella([suyo], revisado)
    if suyo.convocadas:
        raise ConvocaUnaRed(original, suyo.convocadas[0].con_articulo)
    if any(original in linaje(una) for una in todas.values()):
        raise SucesoraImposible(
            "Una de las que siguen depende de la que se divide: corrige antes su «Pertenece a»."
        )
    diario = Diario()
    traspaso.repartir(diario, suyo, todas, el, reparto)
    for sucesora in todas.values():
        traspaso.participar(diario, suyo.participaciones, sucesora, el)
    traspaso.cerrar_participaciones(diario, suyo.participaciones, el)
    traspaso.terminar_papeles(diario, suyo.papeles, el)
    diario.cambiar(original, hasta=el - timedelta(days=1), hasta_precision=Precision.DIA)
    hecha = _anotar(ClaseDeCambio.DIVIDIDA, original, FechaParcial(el), fundamento, quien_id, diario)
    _suceder(hecha, [original], list(todas.values()))
    return hecha


def repartir_pendientes(hecha: Reorganizacion, reparto: Mapping[str, int]) -> None:
    """Reparte lo que una división dejó para después, con la fecha de la división."""
    hecha = con_candado(Reorganizacion, hecha.id)
    if hecha.deshecha_en is not None:
        raise YaDeshecha
    con_candado(Institucion, hecha.institucion_id)
    sucesoras = {una.sucesora_id: una.sucesora for una in hecha.sucesiones}
    diario = Diario()
    suyo = consultas.lo_suyo(hecha.institucion, hecha.el, None)
    traspaso.repartir(diario, suyo, sucesoras, hecha.el, reparto)
    hecha.diario = juntar(hecha.diario, diario.escrito())


def cerrar(
    institucion: Institucion,
    ultimo: FechaParcial,
    fundamento: str | None,
    quien_id: int | None,
    revisado: str | None = None,
) -> Reorganizacion:
    """Cierra la institución y lo que de ella depende: puestos, unidades, participaciones y papeles."""
    original = _vigente(institucion.id, ultimo.primero)
    el = ultimo.ultimo + timedelta(days=1)
    suyo = consultas.lo_suyo(original, el, None)
    _comprobar_huella([suyo], revisado)
    if suyo.convocadas:
        raise ConvocaUnaRed(original, suyo.convocadas[0].con_articulo)
    diario = Diario()
    traspaso.cerrar_todo(diario, suyo, el)
    diario.cambiar(original, hasta=ultimo.ultimo, hasta_precision=ultimo.precision)
    return _anotar(ClaseDeCambio.CERRADA, original, ultimo, fundamento, quien_id, diario)


def deshacer_cambio(hecha: Reorganizacion) -> None:
    """Deja todo como estaba antes del cambio; lanza HayAlgoEncima si eso perdería algo, o YaDeshecha."""
    hecha = con_candado(Reorganizacion, hecha.id)
    if hecha.deshecha_en is not None:
        raise YaDeshecha
    partes = [
        hecha.institucion_id,
        *(s.antecesora_id for s in hecha.sucesiones),
        *(s.sucesora_id for s in hecha.sucesiones),
    ]
    for id_ in sorted(set(partes)):
        con_candado(Institucion, id_)
    deshacer(hecha.diario, frozenset({"registro"}))
    hecha.deshecha_en = ahora()
    db.session.flush()
    for id_ in set(partes):
        institucion = db.session.get_one(Institucion, id_)
        db.session.refresh(institucion)
        poner_palabras(institucion)


def _vigente(id_: int, dia: date) -> Institucion:
    """La institución apartada, si existe ese día."""
    institucion = con_candado(Institucion, id_)
    if institucion.desde >= dia:
        raise AntesDeEmpezar(institucion)
    if not institucion.esta_vigente(dia):
        raise YaCerrada(institucion)
    return institucion


def _en_orden(instituciones: Sequence[Institucion]) -> list[Institucion]:
    return sorted({una.id: una for una in instituciones}.values(), key=lambda una: una.id)


def _comprobar_huella(suyos: Sequence[LoSuyo], revisado: str | None) -> None:
    if revisado is not None and huella_de(suyos) != revisado:
        raise CambioLoRevisado


def huella_de(suyos: Sequence[LoSuyo]) -> str:
    """La huella de lo que se muestra antes de confirmar."""
    return "-".join(suyo.huella for suyo in suyos)


def _anotar(
    clase: ClaseDeCambio,
    institucion: Institucion,
    el: FechaParcial,
    fundamento: str | None,
    quien_id: int | None,
    diario: Diario,
) -> Reorganizacion:
    hecha = Reorganizacion(
        clase=clase,
        institucion_id=institucion.id,
        el=el.primero,
        el_precision=el.precision,
        fundamento=fundamento,
        quien_id=quien_id,
        hecha_en=ahora(),
        diario=diario.escrito(),
    )
    db.session.add(hecha)
    db.session.flush()
    return hecha


def _suceder(
    hecha: Reorganizacion, antecesoras: Sequence[Institucion], sucesoras: Sequence[Institucion]
) -> None:
    for antecesora in antecesoras:
        for sucesora in sucesoras:
            db.session.add(Sucesion(reorganizacion=hecha, antecesora=antecesora, sucesora=sucesora))
    db.session.flush()
