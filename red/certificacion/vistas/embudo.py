"""El embudo de la certificación de una Red y lo que hacen quienes ya se certificaron."""

from flask import Response, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response as Respuesta

from red.base import transaccion
from red.bitacora.operaciones import anotar_lectura
from red.certificacion import consultas
from red.certificacion.embudo import PASOS, QUE_HACER, embudo_de
from red.certificacion.embudo_exportacion import escribir_xlsx
from red.certificacion.replica import por_dependencia, replicadoras
from red.certificacion.vistas.lista import bp, la_red, mis_redes
from red.errores import NoEncontrado
from red.permisos import Permiso
from red.portero import requiere

DE_ENTRADA = "EC0308"
"""El estándar que se muestra sin decir cuál: el de quienes forman."""


@bp.get("/embudo")
@requiere(Permiso.CERTIFICAR)
def embudos() -> Respuesta:
    """El embudo de mi Red, del estándar de quienes forman; sin estándares, a donde se cargan."""
    redes, codigos = mis_redes(), [estandar.codigo for estandar in consultas.estandares()]
    if not redes:
        raise NoEncontrado
    if not codigos:
        flash("Primero carga un estándar: el embudo es de cada uno.", "informacion")
        return redirect(url_for("certificacion.estandares"), 303)
    codigo = DE_ENTRADA if DE_ENTRADA in codigos else codigos[0]
    return redirect(url_for("certificacion.embudo", clave=redes[0].clave, codigo=codigo), 303)


@bp.get("/red/<clave>/embudo/<codigo>")
@requiere(Permiso.CERTIFICAR)
def embudo(clave: str, codigo: str) -> str:
    """Cuántas llegan a cada paso, cuánto se tarda, dónde se detiene y qué hacen quienes terminaron."""
    red, estandar = la_red(clave), consultas.estandar_de_codigo(codigo)
    certificadas = replicadoras(red, estandar)
    return render_template(
        "certificacion/embudo.html",
        embudo=embudo_de(red, estandar),
        pasos=PASOS,
        que_hacer=QUE_HACER,
        replicadoras=certificadas,
        dependencias=por_dependencia(certificadas),
        estandares=consultas.estandares(),
        redes=mis_redes(),
    )


@bp.post("/red/<clave>/embudo/<codigo>.xlsx")
@requiere(Permiso.CERTIFICAR)
def embudo_xlsx(clave: str, codigo: str) -> Response:
    """Lo mismo como hoja de cálculo; queda anotado quién se la llevó."""
    red, estandar = la_red(clave), consultas.estandar_de_codigo(codigo)
    contenido = escribir_xlsx(embudo_de(red, estandar), replicadoras(red, estandar))
    nombre = f"embudo-{estandar.codigo}.xlsx"
    with transaccion():
        anotar_lectura("red", red.id, {"embudo": estandar.codigo}, red_id=red.id)
    archivo = {"Content-Disposition": f'attachment; filename="{nombre}"'}
    tipo = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(contenido, mimetype=tipo, headers=archivo)
