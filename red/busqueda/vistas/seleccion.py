"""«Seleccionar las que cumplen»: el servidor vuelve a preguntar quiénes son, lo dice, y hace lo que se confirma."""

from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from red.base import buscar, transaccion
from red.busqueda import consultas, operaciones
from red.busqueda.formularios import FormularioSeleccion
from red.busqueda.modelos import Acto, ActoMultiple
from red.busqueda.vistas.pedido import Pagina, bp
from red.continuidad import consultas_gobierno
from red.continuidad.consultas_gobierno import Termino
from red.direcciones import direccion
from red.directorio.mirada import Mirada
from red.directorio.pedido import filtros_de, llave_de
from red.errores import ErrorDeDominio, NoEncontrado
from red.permisos import Permiso
from red.personas.modelos import Persona
from red.portero import exigir, identidad, requiere
from red.redes.consultas import redes_de
from red.redes.modelos import Red
from red.reloj import hoy

SIN_FILTRO = frozenset({"acto", "destino"})


@dataclass(frozen=True)
class Pedido:
    """Lo que trae la dirección: el filtro, el acto y la Red en que se hace."""

    parametros: dict[str, str]
    personas: list[Persona]
    redes: list[Red]
    acto: Acto | None
    destino: Red | None
    termino: Termino | None = None
    """El gobierno que se acaba, si se eligió a quienes se van con él."""

    @property
    def demasiadas(self) -> bool:
        """Si son más de las que se admiten de una vez."""
        return len(self.personas) > operaciones.LIMITE

    @property
    def actos(self) -> list[Acto]:
        """Lo que se puede hacer con ellas: un relevo se prepara para el día en que termina un gobierno."""
        if self.termino is None:
            return [acto for acto in Acto if acto is not Acto.RELEVAR]
        return [Acto.CONFIRMAR, Acto.RELEVAR]

    @property
    def lista(self) -> str:
        """La lista de la que salió la selección."""
        return _lista_de(self.parametros)


def _lista_de(parametros: dict[str, str]) -> str:
    if "periodo" in parametros:
        otros = {n: v for n, v in parametros.items() if n in ("periodo", "institucion")}
        return direccion("continuidad.gobierno", otros, clave=parametros.get("red", ""))
    return direccion("personas.listar", operaciones.limpios(parametros))


def _pedido() -> Pedido:
    """Vuelve a preguntar quiénes cumplen el filtro, entre las personas de las Redes que coordina."""
    mias = redes_de(identidad().redes_con(Permiso.INVITAR))
    parametros = {c: v for c, v in operaciones.limpios(request.args.to_dict()).items() if c not in SIN_FILTRO}
    de = next((red for red in mias if red.clave == parametros.get("red")), None)
    claves = {red.clave: red for red in mias}
    destino = claves.get(request.args.get("destino", "")) or (mias[0] if len(mias) == 1 else None)
    termino = None
    if "periodo" in parametros:
        termino, personas = _que_se_van(de, parametros)
        destino = de
    else:
        mirada = Mirada(frozenset({de.id}) if de else identidad().redes_con(Permiso.INVITAR), True, hoy())
        filtros = filtros_de(parametros, identidad().persona or 0)
        personas = list(consultas.que_cumplen(mirada, filtros, operaciones.LIMITE))
    pedido = Pedido(parametros, personas, mias, None, destino, termino)
    acto = next((acto for acto in pedido.actos if acto.value == request.args.get("acto")), None)
    return replace(pedido, acto=acto)


def _que_se_van(red: Red | None, parametros: dict[str, str]) -> tuple[Termino, list[Persona]]:
    """Quienes se van con el gobierno de la dirección, si es de una Red que coordina; si no, no existe."""
    if red is None:
        raise NoEncontrado
    institucion_id = llave_de(parametros.get("institucion"))
    termino = consultas_gobierno.termino_de(red, llave_de(parametros["periodo"]), hoy(), institucion_id)
    if termino is None:
        raise NoEncontrado
    personas = consultas_gobierno.personas_que_se_van(red, termino, hoy(), operaciones.LIMITE, institucion_id)
    return termino, list(personas)


@bp.route("/seleccion", methods=["GET", "POST"])
@requiere(Permiso.INVITAR)
def seleccion() -> Pagina:
    """Cuántas cumplen el filtro, qué se les puede hacer y, al confirmar, hacerlo."""
    pedido = _pedido()
    form = FormularioSeleccion()
    acto, destino = pedido.acto, pedido.destino
    if acto is None or destino is None:
        return render_template(
            "busqueda/seleccion.html", pedido=pedido, actos=pedido.actos, limite=operaciones.LIMITE
        )
    if form.validate_on_submit():
        with transaccion(form) as hecho:
            listo = operaciones.hacer(
                identidad(),
                acto,
                destino,
                _pedido().personas,
                pedido.parametros,
                form.vista.data or "",
                hoy(),
                pedido.termino,
            )
        if hecho:
            flash("Listo. Aquí está lo que pasó con cada una.", "exito")
            return redirect(url_for("busqueda.acto", id=listo.id), 303)
        pedido = _pedido()
    form.vista.data = operaciones.huella(acto, destino, pedido.personas)
    pagina = render_template(
        "busqueda/confirmar.html",
        form=form,
        pedido=pedido,
        acto=acto,
        destino=destino,
        limite=operaciones.LIMITE,
    )
    return pagina, 422 if form.is_submitted() and form.hay_errores else 200


@bp.get("/actos")
@requiere(Permiso.INVITAR)
def actos() -> Pagina:
    """Lo que se hizo de una vez en mis Redes."""
    mias = redes_de(identidad().redes_con(Permiso.INVITAR))
    return render_template(
        "busqueda/actos.html", por_red=[(red, consultas.actos_de(red.id)) for red in mias[:20]]
    )


@bp.get("/actos/<int:id>")
@requiere(Permiso.INVITAR)
def acto(id: int) -> Pagina:
    """Qué pasó con cada persona."""
    hecho = _acto(id)
    return render_template(
        "busqueda/acto.html",
        acto=hecho,
        filas=consultas.filas_de(hecho),
        filtro=_lista_de(hecho.parametros),
    )


@bp.post("/actos/<int:id>/deshacer")
@requiere(Permiso.INVITAR)
def acto_deshacer(id: int) -> Response:
    """Deshace lo que todavía se puede."""
    _acto(id)
    try:
        with transaccion():
            operaciones.deshacer(id)
        flash("Deshicimos lo que todavía se podía; junto a cada persona dice qué pasó.", "exito")
    except NoEncontrado:
        raise
    except ErrorDeDominio as error:
        flash(error.mensaje, "error")
    return redirect(url_for("busqueda.acto", id=id), 303)


def _acto(id: int) -> ActoMultiple:
    hecho = buscar(ActoMultiple, id)
    exigir(Permiso.INVITAR, hecho.red.alcance)
    return hecho
