"""Al juntar dos registros nadie contesta dos veces, ninguna institución trabaja consigo misma, y todo se deshace."""

from flask import Flask

from red.base import db, transaccion
from red.duplicados.modelos import Clase
from red.levantamientos import respuestas
from red.levantamientos.modelos import Consultada, LazoDicho, MotivoDeDeseo
from red.reloj import hoy
from tests import fabricas
from tests.duplicados.escena import como, juntar, separar, volcado
from tests.levantamientos.test_flujo import consultas, contestar, institucion_de, una_red_con, uno_abierto


def test_de_dos_respuestas_de_la_misma_persona_vale_la_enviada(app: Flask) -> None:
    red, (ana, berta, cata) = una_red_con("Obras", "Cultura", "Salud")
    administradora, este = fabricas.una_administradora(), uno_abierto(red)
    cultura, salud = institucion_de(berta), institucion_de(cata)
    contestar(este, ana, cultura)
    a_medias = consultas.la_mia(este.id, berta.id, hoy(red.zona))
    with transaccion():
        respuestas.elegir(a_medias, [salud], [salud])
        respuestas.desear(a_medias, None, "Otra", MotivoDeDeseo.OTRO, None)
    quien, antes = como(administradora), volcado()
    fusion = juntar(quien, Clase.PERSONA, berta.id, ana.id)
    suyas = db.session.query(Consultada).filter_by(persona_id=berta.id).all()
    assert [(una.enviada_en is not None, [lazo.institucion_id for lazo in una.lazos]) for una in suyas] == [
        (True, [cultura])
    ], "lo que estaba a medias no se suma a lo que se envió"
    separar(quien, fusion)
    assert volcado() == antes


def test_al_juntar_instituciones_un_lazo_se_dice_una_vez_y_nunca_consigo_misma(app: Flask) -> None:
    red, (ana, berta, cata) = una_red_con("Obras", "Cultura", "Salud")
    administradora, este = fabricas.una_administradora(), uno_abierto(red)
    obras, cultura, salud = map(institucion_de, (ana, berta, cata))
    contestar(este, ana, cultura, salud)
    contestar(este, berta, salud)
    quien, antes = como(administradora), volcado()
    fusion = juntar(quien, Clase.INSTITUCION, cultura, salud)
    dichos = {
        (lazo.consultada.institucion_id, lazo.institucion_id) for lazo in db.session.query(LazoDicho).all()
    }
    assert dichos == {(obras, cultura)}
    assert db.session.query(LazoDicho).count() == 1
    separar(quien, fusion)
    assert volcado() == antes
