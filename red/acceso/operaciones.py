"""Lo que cambia cuentas y papeles: crearlas, cambiar la contraseña, nombrar y terminar."""

from collections.abc import Sequence
from datetime import date, timedelta

from red.acceso import consultas
from red.acceso.contrasenas import ContrasenaDebil as ContrasenaDebil
from red.acceso.contrasenas import coincide, conviene_renovar, revisar
from red.acceso.contrasenas import resumir as resumir
from red.acceso.fichas import FichaDeRecuperacion, FichaInvalida, FichaUsada, huella_de
from red.acceso.modelos import Asignacion, Cuenta, EstadoPapel, SesionCerrada, sello_nuevo
from red.avisos.operaciones import encolar
from red.base import con_candado, db
from red.errores import ErrorDeDominio, NoEncontrado
from red.permisos import PUEDE_NOMBRAR, Identidad, Permiso, Rol
from red.personas.modelos import Persona
from red.reloj import ahora, hoy

DURACION_DE_SESION = timedelta(hours=12)
ANTELACION = timedelta(days=366)
"""Con cuánto tiempo se puede dar un papel que todavía no empieza."""


class YaTieneCuenta(ErrorDeDominio):
    """La persona ya tiene con qué entrar."""

    def __init__(self) -> None:
        super().__init__("Ya tienes una cuenta: entra con ella o recupera tu contraseña.")


class ContrasenaIgual(ErrorDeDominio):
    """La nueva es la que ya tenía."""

    def __init__(self) -> None:
        super().__init__("Es la misma que ya tienes. Escribe una distinta.", campo="contrasena")


class PapelNoPermitido(ErrorDeDominio):
    """Quien nombra no puede dar ese papel."""

    def __init__(self) -> None:
        super().__init__("Tu papel no permite dar ese otro papel.", campo="rol")


class AlcanceEquivocado(ErrorDeDominio):
    """El papel no lleva el ámbito que le toca."""


class PeriodoEquivocado(ErrorDeDominio):
    """Las fechas del papel no se sostienen."""


class YaTieneElPapel(ErrorDeDominio):
    """La persona tiene ese mismo papel en esas fechas."""

    def __init__(self) -> None:
        super().__init__(
            "Ya tiene ese papel en esas fechas. Termina el anterior o elige otras fechas.", campo="desde"
        )


class UltimaAdministracion(ErrorDeDominio):
    """Sin ella, hoy o cuando venzan las demás, nadie podría administrar la plataforma."""

    def __init__(self) -> None:
        super().__init__(
            "Sin este papel nadie administraría la plataforma sin fecha de término. "
            "Nombra antes a otra persona sin decir hasta cuándo."
        )


class YaTermino(ErrorDeDominio):
    """El papel ya no rige."""

    def __init__(self) -> None:
        super().__init__("Ese papel ya había terminado.")


# ---------------------------------------------------------------- La cuenta


def crear_cuenta(persona: Persona, contrasena: str) -> Cuenta:
    """Da a la persona con qué entrar; lanza ContrasenaDebil o YaTieneCuenta."""
    db.session.add(persona)
    db.session.flush()
    con_candado(Persona, persona.id)
    revisar(contrasena, _propias(persona))
    if consultas.cuenta_de_persona(persona.id):
        raise YaTieneCuenta
    cuenta = Cuenta(persona=persona, correo=persona.correo, contrasena=resumir(contrasena), creada_en=ahora())
    db.session.add(cuenta)
    return cuenta


def comprobar(correo: str, contrasena: str) -> Cuenta | None:
    """La cuenta si el correo y la contraseña son suyos; hace el mismo trabajo aunque no exista."""
    cuenta = consultas.cuenta_que_entra(correo)
    acierta = coincide(cuenta.contrasena if cuenta else None, contrasena)
    return cuenta if cuenta and acierta and cuenta.activa else None


def anotar_entrada(cuenta: Cuenta, contrasena: str) -> None:
    """Deja dicho cuándo entró y, si el costo de los resúmenes subió, renueva el suyo."""
    cuenta.entro_en = ahora()
    if conviene_renovar(cuenta.contrasena):
        cuenta.contrasena = resumir(contrasena)


def cambiar_contrasena(cuenta: Cuenta, nueva: str) -> None:
    """Cambia la contraseña y cierra todas las sesiones; lanza ContrasenaDebil o ContrasenaIgual."""
    cuenta = con_candado(Cuenta, cuenta.id)
    revisar(nueva, _propias(cuenta.persona))
    if coincide(cuenta.contrasena, nueva):
        raise ContrasenaIgual
    cuenta.contrasena = resumir(nueva)
    cerrar_sesiones(cuenta)
    encolar("contrasena_cambiada", cuenta.correo, {"nombre": cuenta.persona.nombre_visible})


def pedir_recuperacion(correo: str) -> None:
    """Deja por enviar un enlace de recuperación, exista o no la cuenta.

    Quien pide no puede distinguirlo: si la cuenta no existe, el aviso se descarta al momento de redactarlo.
    """
    encolar("recuperar", correo, {})


def cuenta_de_ficha(ficha: FichaDeRecuperacion) -> Cuenta:
    """La cuenta del enlace, si sigue como cuando se envió; lanza FichaInvalida."""
    cuenta = db.session.get(Cuenta, ficha.cuenta_id)
    if cuenta is None or not cuenta.activa:
        raise FichaInvalida
    if huella_de(cuenta) != ficha.huella:
        raise FichaUsada
    return cuenta


def restablecer(ficha: FichaDeRecuperacion, nueva: str) -> Cuenta:
    """Pone una contraseña nueva con el enlace recibido; lanza FichaInvalida o ContrasenaDebil.

    Con el candado puesto se vuelve a mirar la huella: de dos usos a la vez, sólo uno llega.
    """
    try:
        cuenta = con_candado(Cuenta, ficha.cuenta_id)
    except NoEncontrado:
        raise FichaInvalida from None
    if not cuenta.activa or huella_de(cuenta) != ficha.huella:
        raise FichaInvalida
    revisar(nueva, _propias(cuenta.persona))
    cuenta.contrasena = resumir(nueva)
    cerrar_sesiones(cuenta)
    encolar("contrasena_cambiada", cuenta.correo, {"nombre": cuenta.persona.nombre_visible})
    return cuenta


def cerrar_sesiones(cuenta: Cuenta) -> None:
    """Cierra todas las sesiones abiertas de la cuenta, en cualquier equipo."""
    cuenta.sello = sello_nuevo()


def cerrar_sesion(marca: str) -> None:
    """Recuerda que esa sesión se cerró, mientras su cookie pudiera valer."""
    momento = ahora()
    for vieja in consultas.sesiones_por_olvidar(momento):
        db.session.delete(vieja)
    db.session.add(SesionCerrada(marca=marca, vence_en=momento + DURACION_DE_SESION))


def _propias(persona: Persona) -> tuple[str | None, ...]:
    """Lo que otra persona sabe de ella y probaría primero."""
    return (
        persona.nombre,
        persona.nombre_preferido,
        persona.primer_apellido,
        persona.segundo_apellido,
        persona.correo,
    )


# ---------------------------------------------------------------- Los papeles


def roles_que_nombra(quien: Identidad) -> list[Rol]:
    """Los papeles que puede dar, en su orden."""
    puede = {rol for papel in quien.papeles for rol in PUEDE_NOMBRAR.get(papel.rol, ())}
    return [rol for rol in Rol if rol in puede]


def nombrar(
    quien: Identidad,
    persona: Persona,
    rol: Rol,
    red_id: int | None,
    institucion_id: int | None,
    desde: date,
    hasta: date | None,
) -> Asignacion:
    """Da un papel a una persona durante un periodo; siempre hacia abajo y dentro del alcance de quien nombra.

    Lanza PapelNoPermitido, AlcanceEquivocado, PeriodoEquivocado o YaTieneElPapel; lo que no es de su Red no
    existe (NoEncontrado). Aparta a la persona para que dos nombramientos a la vez no se dupliquen.
    """
    dia = hoy()
    red_id, institucion_id = _ambito(rol, red_id, institucion_id)
    _comprobar_alcance(quien, persona, rol, institucion_id, dia)
    _comprobar_periodo(quien, desde, hasta, dia)
    if rol is Rol.ADMINISTRADORA and hasta is not None:
        quedan = consultas.administraciones_con_candado(dia)
        if not any(a.hasta is None and a.persona_id != persona.id for a in quedan):
            raise PeriodoEquivocado(
                "Nadie más administra la plataforma sin fecha de término: déjala sin «Hasta».", campo="hasta"
            )
    con_candado(Persona, persona.id)
    if consultas.papeles_que_se_cruzan(persona.id, rol, red_id, institucion_id, desde, hasta):
        raise YaTieneElPapel
    asignacion = Asignacion(
        persona_id=persona.id,
        rol=rol,
        red_id=red_id,
        institucion_id=institucion_id,
        otorgada_por_id=quien.persona,
        desde=desde,
        hasta=hasta,
    )
    db.session.add(asignacion)
    _avisar_de_papeles(persona)
    return asignacion


def terminar_papel(quien: Identidad, asignacion: Asignacion) -> None:
    """Termina el papel en este momento y cierra las sesiones de quien lo tenía.

    Lanza YaTermino, o UltimaAdministracion si nadie más administra sin fecha de término; para saberlo aparta todas las
    administraciones, de modo que dos personas no puedan terminarse una a la otra a la vez.
    """
    dia = hoy()
    administraciones = (
        consultas.administraciones_con_candado(dia) if asignacion.rol is Rol.ADMINISTRADORA else ()
    )
    asignacion = con_candado(Asignacion, asignacion.id)
    redes = quien.redes_con(Permiso.NOMBRAR)
    if consultas.papel_al_alcance(asignacion.id, redes, dia) is None:
        raise NoEncontrado
    if asignacion.rol not in roles_que_nombra(quien):
        raise PapelNoPermitido
    if asignacion.estado(dia) is EstadoPapel.TERMINADO:
        raise YaTermino
    if asignacion.id in {a.id for a in administraciones} and not _queda_otra(administraciones, asignacion):
        raise UltimaAdministracion
    asignacion.terminada_en = ahora()
    asignacion.hasta = max(dia, asignacion.desde)
    cuenta = consultas.cuenta_de_persona(asignacion.persona_id)
    if cuenta is not None:
        cerrar_sesiones(cuenta)
        _avisar_de_papeles(cuenta.persona)


def _queda_otra(administraciones: Sequence[Asignacion], sin_ella: Asignacion) -> bool:
    """Si alguien más administra hoy sin fecha de término: quien la tiene dejará de hacerlo sola."""
    return any(a.hasta is None and a.persona_id != sin_ella.persona_id for a in administraciones)


def _ambito(rol: Rol, red_id: int | None, institucion_id: int | None) -> tuple[int | None, int | None]:
    """El ámbito que a ese papel le toca y ninguno más."""
    if rol is Rol.ADMINISTRADORA:
        return None, None
    if rol is Rol.ENLACE:
        if institucion_id is None:
            raise AlcanceEquivocado("Elige de qué institución será enlace.", campo="institucion_id")
        return None, institucion_id
    if rol not in {Rol.ANALISTA, Rol.COORDINADORA}:
        raise PapelNoPermitido
    if red_id is None:
        raise AlcanceEquivocado("Elige en qué Red tendrá el papel.", campo="red_id")
    return red_id, None


def _comprobar_alcance(
    quien: Identidad, persona: Persona, rol: Rol, institucion_id: int | None, dia: date
) -> None:
    if rol not in roles_que_nombra(quien):
        raise PapelNoPermitido
    redes = quien.redes_con(Permiso.NOMBRAR)
    if not consultas.se_puede_nombrar(persona.id, redes, dia):
        raise NoEncontrado
    if redes is not None and not consultas.abarcan(redes, institucion_id, dia):
        raise NoEncontrado


def _comprobar_periodo(quien: Identidad, desde: date, hasta: date | None, dia: date) -> None:
    if desde < dia:
        raise PeriodoEquivocado("Un papel no puede empezar antes de hoy.", campo="desde")
    if desde > dia + ANTELACION:
        raise PeriodoEquivocado("Es más de un año en adelante: revisa el año.", campo="desde")
    if hasta is None and not quien.tiene(Rol.ADMINISTRADORA):
        raise PeriodoEquivocado("Di hasta cuándo: puede renovarse después.", campo="hasta")
    if hasta is not None and hasta < desde:
        raise PeriodoEquivocado("El último día no puede ser anterior al primero.", campo="hasta")


def _avisar_de_papeles(persona: Persona) -> None:
    """Le dice que cambió lo que puede hacer, sin decir qué: su buzón puede leerlo otra persona."""
    encolar("papeles_cambiados", persona.correo, {"nombre": persona.nombre_visible})
