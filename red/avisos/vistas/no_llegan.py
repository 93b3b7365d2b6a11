"""«Correos que no llegan»: a quién, desde cuándo, por qué y qué se puede hacer."""

from flask import flash, redirect, render_template, request, url_for

from red.avisos import entrega
from red.avisos.modelos import Cierre, DireccionCaida
from red.avisos.vistas.pedido import Pagina, bp, yo
from red.base import transaccion
from red.directorio import correos
from red.permisos import Identidad, Permiso
from red.portero import identidad, requiere
from red.redes.apartados import Pendiente, pendientes_de_red
from red.redes.modelos import Red
from red.textos import contar


@bp.get("/no-llegan")
@requiere(Permiso.INVITAR)
def no_llegan() -> Pagina:
    """Las direcciones de sus Redes que devuelven los correos."""
    redes = identidad().redes_con(Permiso.INVITAR)
    pagina = correos.que_no_llegan(redes, request.args.get("q", ""), request.args.get("pagina", 1, type=int))
    sin_persona = {caida.correo for caida, persona in pagina.filas if persona is None}
    return render_template(
        "avisos/no_llegan.html",
        pagina=pagina,
        invitaciones=_invitaciones(correos.ultimas_referencias(sin_persona, redes) if sin_persona else {}),
        filtrada=bool(request.args.get("q")),
    )


def _invitaciones(referencias: dict[str, str]) -> dict[str, int]:
    """La invitación con que se escribió a cada dirección, si fue por una."""
    pares = ((correo, referencia.partition(":")) for correo, referencia in referencias.items())
    return {correo: int(n) for correo, (que, _, n) in pares if que == "invitacion" and n.isdecimal()}


@bp.post("/no-llegan/<int:caida_id>/ya-funciona")
@requiere(Permiso.INVITAR)
def ya_funciona(caida_id: int) -> Pagina:
    """Alguien dice que la dirección ya recibe: se le vuelve a escribir, y se le manda lo último que no le llegó."""
    redes = identidad().redes_con(Permiso.INVITAR)
    caida, _ = correos.al_alcance(caida_id, redes, resueltas=True)
    if caida.cerrada_en is not None:
        return _ya_estaba(caida)
    with transaccion():
        entrega.dar_por_buena(caida.id, yo(), Cierre.YA_FUNCIONA)
        enviados = entrega.reenviar_lo_que_no_llego(caida, redes)
    flash(
        f"Volvemos a escribir a {caida.correo}."
        + (" Le mandamos otra vez lo último que no le llegó." if enviados else ""),
        "exito",
    )
    return redirect(url_for("avisos.no_llegan"), 303)


@bp.post("/no-llegan/<int:caida_id>/corregida")
@requiere(Permiso.INVITAR)
def corregida(caida_id: int) -> Pagina:
    """La dirección ya se corrigió en su lugar: sale de la lista sin mandarle nada."""
    caida, persona = correos.al_alcance(caida_id, identidad().redes_con(Permiso.INVITAR), resueltas=True)
    if caida.cerrada_en is not None:
        return _ya_estaba(caida)
    if persona is not None or any(usa(caida.correo) for usa in entrega.AUN_LA_USAN):
        de_quien = (
            f"el correo de {persona.nombre_visible}" if persona else "el de una invitación sin respuesta"
        )
        flash(f"{caida.correo} sigue siendo {de_quien}: corrígelo primero y después dilo aquí.", "error")
        return redirect(url_for("avisos.no_llegan"), 303)
    with transaccion():
        entrega.dar_por_buena(caida.id, yo(), Cierre.CORREGIDA)
    flash(f"{caida.correo} ya no está en la lista.", "exito")
    return redirect(url_for("avisos.no_llegan"), 303)


def _ya_estaba(caida: DireccionCaida) -> Pagina:
    """Alguien ya lo dijo, o un correo volvió a llegar: no se repite nada."""
    flash(f"{caida.correo} ya no estaba en la lista: no hizo falta nada más.", "aviso")
    return redirect(url_for("avisos.no_llegan"), 303)


@pendientes_de_red
def _direcciones_que_no_reciben(red: Red, quien: Identidad) -> list[Pendiente]:
    if not quien.puede(Permiso.INVITAR, red.alcance):
        return []
    cuantas = correos.cuantas_no_llegan(frozenset({red.id}))
    if not cuantas:
        return []
    texto = contar(cuantas, "persona no recibe nuestros correos", "personas no reciben nuestros correos")
    return [Pendiente(texto, url_for("avisos.no_llegan"), "Corrige su dirección o llámale.", tono="atencion")]
