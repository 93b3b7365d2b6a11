"""Páginas del directorio: la lista de mis Redes, la ficha de una persona y su corrección por la coordinación."""

from flask import flash, redirect, render_template, request, url_for

from red.a_la_fecha import a_la_fecha, dia_pedido
from red.acceso.consultas import cuenta_de_persona
from red.alianzas import consultas as alianzas
from red.base import buscar, con_candado, transaccion
from red.directorio import consultas as directorio
from red.directorio.mirada import Mirada, Visible, miradas
from red.directorio.pedido import hay_uno_que_no_existe
from red.errores import NoEncontrado
from red.instituciones.modelos import Institucion
from red.permisos import Alcance, Permiso
from red.personas import consultas, operaciones, retrato
from red.personas.formularios import FormularioCorreccion
from red.personas.modelos import Adscripcion, NivelCargo, Persona, Tema
from red.personas.vistas.filtros import filtros_pedidos, instituciones_del_filtro
from red.personas.vistas.pedido import Pagina, bp, codigo, ofrecer_instituciones, yo, zona_de
from red.portero import exigir, identidad, requiere
from red.reconocimientos.consultas import que_deja_ver
from red.recordadas import recordada
from red.redes import consultas as redes
from red.redes.camino import Hito, camino_de
from red.relevos.consultas import funciones_de
from red.reloj import hoy
from red.unidades.modelos import Designacion


@bp.get("/")
@requiere(Permiso.VER_DIRECTORIO)
@a_la_fecha
@recordada
def listar() -> Pagina:
    """Las personas de mis Redes: con el registro, todas; sin él, quienes aceptaron aparecer."""
    todas = miradas(identidad(), dia_pedido(), hoy())
    pedida = (
        next((m for m in todas if not m.completa), None)
        if request.args.get("vista") == "directorio"
        else None
    )
    mirada = pedida or todas[0]
    mias = redes.nombradas(mirada.redes)
    red = redes.la_pedida(mias, request.args.get("red"))
    filtros = filtros_pedidos(mirada)
    pagina = directorio.pagina_de_personas(
        mirada.en(red.id) if red else mirada, filtros, request.args.get("pagina", 1, type=int)
    )
    return render_template(
        "personas/listar.html",
        pagina=pagina,
        mirada=mirada,
        hay_dos=len(todas) > 1,
        filtros=filtros,
        filtro_que_no_existe=hay_uno_que_no_existe(request.args),
        tope=directorio.TOPE,
        redes=mias,
        instituciones=instituciones_del_filtro(mirada, filtros.institucion_id),
        niveles=NivelCargo.opciones(),
        temas=Tema.opciones(),
        situaciones=directorio.Situacion.opciones(),
        aparezco=retrato.aparece(consultas.finalidades_de(identidad().persona or 0)),
    )


@bp.get("/<clave>")
@requiere(Permiso.VER_DIRECTORIO)
@a_la_fecha
def ver(clave: str) -> Pagina:
    """La ficha de una persona: lo que quien mira puede ver de ella; la propia se ve entera."""
    hallada = _hallada(clave)
    if hallada is None:
        return _donde_esta_ahora(clave)
    persona, visible = hallada
    alcance = directorio.alcance_de_persona(persona.id, hoy())
    return render_template(
        "personas/ver.html",
        visible=visible,
        persona=persona if visible.completa else None,
        es_mia=persona.id == identidad().persona,
        tiene_cuenta=visible.completa and cuenta_de_persona(persona.id) is not None,
        reconocida=que_deja_ver(persona.id, identidad().redes_con(Permiso.VER_DIRECTORIO)),
        camino=_camino(persona, visible, es_mia=persona.id == identidad().persona),
        puestos=consultas.historia_de(persona.id) if visible.completa else [],
        correcciones=consultas.correcciones_de(persona.id) if visible.completa else [],
        mis_temas=consultas.temas_de(identidad().persona or 0),
        puede_editar=identidad().puede(Permiso.EDITAR_RED, alcance),
        por_confirmar=_por_confirmar(persona),
        funciones=_funciones(persona),
        puede_declarar=_puede_declarar(persona),
        alianzas=alianzas.de_persona(persona.id, redes.redes_visibles(identidad(), hoy()), dia_pedido()),
    )


def _camino(persona: Persona, visible: Visible, *, es_mia: bool) -> list[Hito]:
    """Su camino en las Redes de quien mira; el propio, en todas."""
    if not visible.completa:
        return []
    return camino_de(persona.id, None if es_mia else identidad().redes_con(Permiso.VER_REGISTRO))


def _puede_declarar(persona: Persona) -> bool:
    """Si quien mira puede decir que colabora con ella: la ve en alguna de las Redes donde lo declara."""
    if persona.id == identidad().persona:
        return False
    todas = miradas(identidad(), hoy())
    return any(
        directorio.visibles_entre([persona.id], mirada.en(red.id))
        for red in redes.redes_de(identidad().redes_con(Permiso.DECLARAR_VINCULO))
        for mirada in todas
        if mirada.redes is None or red.id in mirada.redes
    )


def _funciones(persona: Persona) -> list[Designacion]:
    """Las que sostiene en unidades, si a quien mira le toca relevarlas."""
    if not identidad().puede(Permiso.CUIDAR_UNIDAD):
        return []
    return funciones_de(persona.id, identidad(), hoy())


def _por_confirmar(persona: Persona) -> Adscripcion | None:
    """Dónde dice que trabaja, si nadie lo ha confirmado y a quien pide le toca hacerlo."""
    actual = consultas.adscripcion_vigente(persona.id, hoy())
    if actual is None or actual.confirmada_el is not None or persona.id == identidad().persona:
        return None
    return actual if identidad().puede(Permiso.CONFIRMAR_PUESTO, _alcance_del_puesto(actual)) else None


def _alcance_del_puesto(adscripcion: Adscripcion) -> Alcance:
    """Las Redes que integra y en las que su institución participa; y esa institución, para su enlace."""
    integra = directorio.alcance_de_persona(adscripcion.persona_id, hoy()).redes
    de_ella = redes.alcance_de_institucion(adscripcion.institucion_id, hoy())
    return Alcance(integra & de_ella.redes, de_ella.institucion if integra & de_ella.redes else None)


@bp.post("/<clave>/confirmar-puesto/<int:institucion_id>")
@requiere(Permiso.CONFIRMAR_PUESTO)
def confirmar_puesto(clave: str, institucion_id: int) -> Pagina:
    """Responde por que la persona trabaja en esa institución: desde ahora la miran como colega de ahí."""
    persona = consultas.persona_de_clave(clave)
    if persona.id == identidad().persona:
        raise NoEncontrado
    with transaccion():
        con_candado(Persona, persona.id)
        actual = consultas.adscripcion_vigente(persona.id, hoy())
        if actual is None:
            raise NoEncontrado
        exigir(Permiso.CONFIRMAR_PUESTO, _alcance_del_puesto(actual))
        es_la_misma = actual.institucion_id == institucion_id
        if es_la_misma:
            operaciones.confirmar_adscripcion(actual, identidad().persona)
    if es_la_misma:
        flash(f"Confirmaste que {persona.nombre_visible} trabaja en {actual.institucion.nombre}.", "exito")
    else:
        flash("Cambió de institución mientras la mirabas: revisa cuál dice ahora.", "atencion")
    volver = "personas.ver" if identidad().puede(Permiso.VER_DIRECTORIO) else "portal.panel"
    return redirect(url_for(volver, clave=clave if volver == "personas.ver" else None), 303)


def _donde_esta_ahora(clave: str) -> Pagina:
    """La dirección de un registro que se juntó con otro lleva al otro, si quien pide lo encuentra."""
    actual = consultas.persona_de_clave(clave)
    if actual.clave == clave or _hallada(actual.clave) is None:
        raise NoEncontrado
    return redirect(url_for("personas.ver", clave=actual.clave))


def _hallada(clave: str) -> tuple[Persona, Visible] | None:
    """La persona y lo que de ella ve quien pide, con la primera de sus miradas que la encuentra."""
    propia = yo()
    if propia.clave == clave:
        return propia, directorio.como_la_ve(propia, Mirada(None, True, dia_pedido(), hoy=hoy()))
    todas = miradas(identidad(), dia_pedido(), hoy())
    return next(filter(None, (directorio.persona_visible(clave, m) for m in todas)), None)


@bp.route("/<clave>/editar", methods=["GET", "POST"])
@requiere(Permiso.EDITAR_RED)
def editar(clave: str) -> Pagina:
    """La coordinación corrige o pone al día los datos de una integrante, y dice por qué."""
    persona = consultas.persona_de_clave(clave)
    alcance = directorio.alcance_de_persona(persona.id, hoy())
    exigir(Permiso.EDITAR_RED, alcance)
    actual = consultas.adscripcion_vigente(persona.id, hoy())
    form = FormularioCorreccion(obj=persona)
    if cuenta_de_persona(persona.id) is not None:
        form.sin_datos_de_identidad()
    form.huso = zona_de(alcance.redes)
    form.llenar(actual)
    ofrecer_instituciones(form, alcance.redes, actual.institucion if actual else None)
    form.cuidar(
        persona,
        lambda: (
            {c: getattr(persona, c) for c in FormularioCorreccion.IDENTIDAD}
            | form.lo_guardado(persona.id, hoy())
        ),
        lambda: _apartar(persona.id, form),
        otras=lambda: consultas.historia_de(persona.id)[:2],
    )
    if not form.esta_buscando and form.validate_on_submit():
        with transaccion(form) as hecha:
            form.comprobar()
            _guardar_correccion(persona.id, form)
        if hecha:
            flash(f"Guardamos los datos de {persona.nombre_visible} y el motivo del cambio.", "exito")
            return redirect(url_for("personas.ver", clave=clave), 303)
    return render_template("personas/editar.html", form=form, persona=persona, actual=actual), codigo(form)


def _apartar(persona_id: int, form: FormularioCorreccion) -> None:
    con_candado(Institucion, form.datos()["institucion_id"], compartido=True)
    con_candado(Persona, persona_id)


def _guardar_correccion(persona_id: int, form: FormularioCorreccion) -> None:
    """Guarda lo corregido; con la persona apartada vuelve a mirar si todavía le toca y si ya tiene cuenta."""
    persona = buscar(Persona, persona_id)
    exigir(Permiso.EDITAR_RED, directorio.alcance_de_persona(persona_id, hoy()))
    if form.trae_identidad:
        if cuenta_de_persona(persona_id) is not None:
            raise operaciones.TieneCuenta
        operaciones.nombrar(persona, *form.nombres())
        operaciones.cambiar_correo(persona, form.correo.data or "")
    puesto = operaciones.poner_puesto(persona, hace_historia=form.hace_historia, dia=hoy(), **form.datos())
    if identidad().puede(Permiso.CONFIRMAR_PUESTO, _alcance_del_puesto(puesto)):
        operaciones.confirmar_adscripcion(puesto, identidad().persona)
    operaciones.corregir_como_coordinacion(persona, identidad().persona or 0, form.motivo.data or "")
