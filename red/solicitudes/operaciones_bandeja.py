"""Lo que se hace en la bandeja: decidir, deshacer, que surta efecto, dejar suplente y avisar de lo que se atrasa.

Decidir sólo anota. Lo decidido se hace diez minutos después, si nadie lo deshizo: así deshacer nunca tiene que
recoger un correo ni sacar a nadie de una Red. La Red es el candado de lo que en ella se decide.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from red.avisos.operaciones import encolar
from red.base import con_candado, db
from red.errores import ErrorDeDominio, NoEncontrado
from red.permisos import Identidad
from red.personas.modelos import Persona
from red.redes.modelos import Red
from red.reloj import ahora, hoy
from red.solicitudes import consultas_bandeja, mesa
from red.solicitudes.bandeja import CLASES, Orden
from red.solicitudes.mesa import Plazo, PorDecidir
from red.solicitudes.modelos import VENTANA, ActoDeBandeja, AvisoDePlazo, Decision, Sentido, Suplencia
from red.textos import contar, fecha

MAXIMO = 100
"""Cuántos asuntos se deciden de una vez."""
ANTES_DE_ESCALAR = 2
"""Días hábiles después del plazo en que se avisa a quien convoca."""
LARGO_DE_LA_SUPLENCIA = 366


class NadaQueDecidir(ErrorDeDominio):
    """Ninguno de los asuntos elegidos puede decidirse ahora."""

    def __init__(self) -> None:
        super().__init__("Nada de lo que elegiste espera ya tu decisión.")


class YaSurtio(ErrorDeDominio):
    """La decisión ya surtió efecto o ya se deshizo."""

    def __init__(self) -> None:
        super().__init__("Ya no se puede deshacer: surtió efecto o alguien la había deshecho.")


class NoPuedeSuplir(ErrorDeDominio):
    """Quien se propone no tiene un papel en esa Red."""

    def __init__(self) -> None:
        super().__init__("Elige a alguien que hoy tenga un papel en esta Red.", "suplente_id")


class PeriodoDeSuplencia(ErrorDeDominio):
    """Las fechas de la suplencia no valen."""


# Decidir


def decidir(
    quien: Identidad, claves: Sequence[str], sentido: Sentido, motivo: str, *, bloquea: bool = False
) -> ActoDeBandeja:
    """Anota la decisión de cada asunto que le toca; los demás quedan en el acto con su porqué.

    Lanza NadaQueDecidir si no queda ninguno.
    """
    assert quien.persona is not None
    suyos = {fila.asunto.clave: fila for fila in mesa.por_decidir(quien)}
    elegidos = [clave for clave in dict.fromkeys(claves) if clave][:MAXIMO]
    for red_id in sorted({suyos[clave].asunto.red_id for clave in elegidos if clave in suyos}):
        con_candado(Red, red_id)
    decididos = consultas_bandeja.decisiones_por_surtir()
    momento = ahora()
    acto = ActoDeBandeja(quien_id=quien.persona, hecho_en=momento, sentido=sentido, motivo=motivo or None)
    nuevas, saltados = [], []
    for clave in elegidos:
        fila = suyos.get(clave)
        if por_que := por_que_no(fila, sentido, decididos, varios=len(elegidos) > 1):
            saltados.append({"titulo": fila.asunto.titulo if fila else clave, "por_que": por_que})
        elif fila is not None:
            nuevas.append(_decision(acto, fila, bloquea))
    if not nuevas:
        raise NadaQueDecidir
    acto.saltados = {"filas": saltados}
    db.session.add_all([acto, *nuevas])
    db.session.flush()
    return acto


def por_que_no(
    fila: PorDecidir | None, sentido: Sentido, decididos: Collection[tuple[str, int]], *, varios: bool = False
) -> str:
    """Por qué ese asunto no se decide así, solo o con otros; vacío si sí."""
    if fila is None or (fila.asunto.clase, fila.asunto.id) in decididos:
        return "Alguien ya lo decidió, o dejó de esperar tu decisión."
    if sentido is Sentido.APROBAR:
        if fila.clase.aprobar is None:
            return "Se resuelve en su página."
        return fila.asunto.impide_aprobar or (fila.asunto.a_solas if varios else "")
    return "" if fila.clase.declinar else "No se declina desde aquí: se resuelve en su página."


def _decision(acto: ActoDeBandeja, fila: PorDecidir, bloquea: bool) -> Decision:
    return Decision(
        acto=acto,
        red_id=fila.asunto.red_id,
        clase=fila.asunto.clase,
        asunto_id=fila.asunto.id,
        titulo=fila.asunto.titulo,
        version=fila.asunto.version,
        por_suplencia_de_id=fila.voz.en_lugar_de_id,
        bloquea=bloquea and fila.clase.admite_bloqueo,
        surte_en=acto.hecho_en + VENTANA,
    )


def deshacer(decisiones: Iterable[int], quien_id: int) -> int:
    """Deshace las que todavía no surten efecto y son de esa persona; devuelve cuántas. Lanza YaSurtio si ninguna."""
    deshechas = 0
    for decision in _suyas(decisiones, quien_id):
        if decision.se_puede_deshacer(ahora()):
            decision.deshecha_en = ahora()
            deshechas += 1
    if not deshechas:
        raise YaSurtio
    return deshechas


def adelantar(decisiones: Iterable[int], quien_id: int) -> list[int]:
    """Renuncia a deshacerlas: surten efecto ya. Devuelve las que faltaban."""
    faltan = [d for d in _suyas(decisiones, quien_id) if d.se_puede_deshacer(ahora())]
    for decision in faltan:
        decision.surte_en = ahora()
    return [decision.id for decision in faltan]


def _suyas(decisiones: Iterable[int], quien_id: int) -> list[Decision]:
    apartadas = [con_candado(Decision, id_) for id_ in sorted(set(decisiones))]
    if any(decision.acto.quien_id != quien_id for decision in apartadas):
        raise NoEncontrado
    return apartadas


def surtir(decision_id: int) -> None:
    """Hace lo decidido, si ya toca y nadie lo deshizo; lanza el error de dominio de quien lo hace si no procede."""
    decision = con_candado(Decision, decision_id)
    if decision.firme_en or decision.deshecha_en or decision.surte_en > ahora():
        return
    acto, clase = decision.acto, CLASES[decision.clase]
    hacer = clase.aprobar if acto.sentido is Sentido.APROBAR else clase.declinar
    assert hacer is not None
    decision.firme_en = ahora()
    orden = Orden(decision.asunto_id, acto.quien_id, acto.motivo or "", decision.bloquea, decision.version)
    decision.resultado = hacer(orden)


def no_surtio(decision_id: int, por_que: str) -> None:
    """Anota que lo decidido ya no procedía, y por qué."""
    decision = con_candado(Decision, decision_id)
    if decision.firme_en is None and decision.deshecha_en is None:
        decision.firme_en, decision.resultado = ahora(), f"No surtió efecto. {por_que}"


# Suplencias


def nombrar_suplente(quien: Identidad, red: Red, suplente_id: int, desde: date, hasta: date) -> Suplencia:
    """Deja dicho quién decide por ella en esa Red, de un día a otro; lanza NoPuedeSuplir o PeriodoDeSuplencia.

    No da nada que ella no tenga: al decidir se vuelve a mirar qué puede cada quien.
    """
    assert quien.persona is not None
    dia = hoy(red.zona)
    if hasta < max(desde, dia):
        raise PeriodoDeSuplencia(
            "El último día tiene que ser hoy o después, y no antes del primero.", "hasta"
        )
    if (hasta - desde).days > LARGO_DE_LA_SUPLENCIA:
        raise PeriodoDeSuplencia("Una suplencia dura a lo más un año.", "hasta")
    con_candado(Persona, quien.persona)
    if not mesa.solo_en(quien, red.id).papeles:
        raise NoEncontrado
    pueden = consultas_bandeja.pueden_suplir(red.id, dia, salvo=quien.persona)
    if suplente_id not in {persona.id for persona in pueden}:
        raise NoPuedeSuplir
    for otra in consultas_bandeja.suplencias_de(quien.persona, dia):
        if otra.red_id == red.id and otra.desde <= hasta and (otra.hasta is None or desde <= otra.hasta):
            raise PeriodoDeSuplencia(
                f"En esos días ya te suple {otra.suplente.nombre_visible}, hasta el {fecha(otra.hasta)}.",
                "desde",
            )
    suplencia = Suplencia(red_id=red.id, persona_id=quien.persona, suplente_id=suplente_id, desde=desde, hasta=hasta,
        creada_en=ahora())  # fmt: skip
    db.session.add(suplencia)
    db.session.flush()
    datos = {"nombre": suplencia.suplente.nombre_visible, "quien": suplencia.persona.nombre_visible,
        "red": red.con_articulo, "desde": fecha(desde), "hasta": fecha(hasta)}  # fmt: skip
    encolar("suplencia", suplencia.suplente.correo, datos, f"suplencia:{suplencia.id}", red_id=red.id)
    return suplencia


def terminar_suplencia(suplencia_id: int, quien_id: int) -> Suplencia:
    """Volvió antes: desde ahora decide sólo ella."""
    suplencia = con_candado(Suplencia, suplencia_id)
    if suplencia.persona_id != quien_id:
        raise NoEncontrado
    suplencia.terminada_en = suplencia.terminada_en or ahora()
    return suplencia


# El reloj


def por_avisar(filas: Sequence[PorDecidir]) -> tuple[list[PorDecidir], list[PorDecidir]]:
    """De lo que espera, lo que toca recordar a quien decide y lo que toca llevar a quien convoca."""
    vencen = [fila for fila in filas if fila.plazo in (Plazo.VENCE_HOY, Plazo.ATRASADO)]
    if not vencen:
        return [], []
    dichos = consultas_bandeja.ya_avisados([(f.asunto.clase, f.asunto.id) for f in vencen])
    recordar = [f for f in vencen if (f.asunto.clase, f.asunto.id) not in dichos]
    escalar = []
    for fila in vencen:
        dicho = dichos.get((fila.asunto.clase, fila.asunto.id))
        if dicho is not None and dicho.escalado_en is None and fila.atraso >= ANTES_DE_ESCALAR:
            escalar.append(fila)
    return recordar, escalar


def avisar_de_plazos(filas: Sequence[PorDecidir]) -> int:
    """Escribe a quien le toca, una vez por persona, de lo que vence; y a quien convoca, de lo que se atrasó.

    Cada asunto se recuerda una vez y se escala una vez. Devuelve cuántos correos quedaron por salir.
    """
    recordar, escalar = por_avisar(filas)
    for fila in recordar:
        db.session.add(
            AvisoDePlazo(
                red_id=fila.red.id, clase=fila.asunto.clase, asunto_id=fila.asunto.id, recordado_en=ahora()
            )
        )
    dichos = consultas_bandeja.ya_avisados([(f.asunto.clase, f.asunto.id) for f in escalar])
    for fila in escalar:
        dichos[fila.asunto.clase, fila.asunto.id].escalado_en = ahora()
    return _recordar(recordar) + _escalar(escalar)


def _recordar(filas: Sequence[PorDecidir]) -> int:
    """A quien es enlace de la institución, si hay; si no, a la coordinación de la Red."""
    por_persona: dict[tuple[int, int], tuple[Persona, Red, int]] = {}
    for red_id in sorted({fila.red.id for fila in filas}):
        de_la_red = [fila for fila in filas if fila.red.id == red_id]
        dia = hoy(de_la_red[0].red.zona)
        coordinan = consultas_bandeja.coordinan(red_id, dia)
        con_enlace = {
            f.asunto.institucion_id for f in de_la_red if f.asunto.institucion_id and f.clase.de_enlaces
        }
        enlaces = consultas_bandeja.enlaces_de([i for i in con_enlace if i], dia)
        for fila in de_la_red:
            suyas = enlaces.get(fila.asunto.institucion_id or 0, []) if fila.clase.de_enlaces else []
            for persona in suyas or coordinan:
                *_, cuantos = por_persona.get((persona.id, red_id), (persona, fila.red, 0))
                por_persona[persona.id, red_id] = (persona, fila.red, cuantos + 1)
    for persona, red, cuantos in por_persona.values():
        datos = {"nombre": persona.nombre_visible, "cuantos": _asuntos(cuantos), "red": red.con_articulo}
        encolar(
            "bandeja_vence", persona.correo, {**datos, "clave": red.clave}, f"bandeja:{red.id}", red_id=red.id
        )
    return len(por_persona)


def _escalar(filas: Sequence[PorDecidir]) -> int:
    """A la coordinación de la Red y a la dirección de quien la convoca."""
    escritos = 0
    for red_id in sorted({fila.red.id for fila in filas}):
        red = next(fila.red for fila in filas if fila.red.id == red_id)
        cuantos = _asuntos(sum(fila.red.id == red_id for fila in filas))
        para = [(p.correo, p.nombre_visible) for p in consultas_bandeja.coordinan(red_id, hoy(red.zona))]
        if red.convocante.correo:
            para.append((red.convocante.correo, red.convocante.nombre))
        for correo, nombre in para:
            datos = {"nombre": nombre, "cuantos": cuantos, "red": red.con_articulo, "clave": red.clave}
            encolar("bandeja_atrasada", correo, datos, f"bandeja:{red_id}", red_id=red_id)
            escritos += 1
    return escritos


def _asuntos(cuantos: int) -> str:
    return contar(cuantos, "asunto", "asuntos")
