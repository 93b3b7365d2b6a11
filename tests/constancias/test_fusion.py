"""Si dos registros eran la misma persona, vale una constancia y las dos siguen respondiendo por su código."""

from red.base import db
from red.constancias import comprobacion, consultas
from red.constancias.modelos import EstadoConstancia
from red.duplicados.modelos import Clase
from tests import fabricas as f
from tests.constancias.conftest import emitir, terminan
from tests.duplicados.escena import como, juntar, separar


def test_juntar_dos_registros_deja_una_que_vale_y_deshacerlo_las_devuelve(
    app, red, coordinadora, edicion, firmante
):
    una, otra = f.una_integrante(red), f.una_integrante(red)
    terminan(edicion, [una, otra])
    queda, se_va = emitir(edicion, una), emitir(edicion, otra)
    codigos = (queda.codigo, se_va.codigo)
    fusion = juntar(como(coordinadora), Clase.PERSONA, una.id, otra.id)
    db.session.expire_all()
    assert [consultas.por_codigo(codigo).estado for codigo in codigos] == [
        EstadoConstancia.VIGENTE,
        EstadoConstancia.SUSTITUIDA,
    ]
    assert queda.folio in se_va.motivo_sustitucion
    assert {comprobacion.revisar_firma(suya) for suya in (queda, se_va)} == {comprobacion.Firma.VALE}
    assert {suya.persona_id for suya in (queda, se_va)} == {una.id}
    assert separar(como(coordinadora), fusion) == []
    db.session.expire_all()
    assert [consultas.por_codigo(codigo).estado for codigo in codigos] == [EstadoConstancia.VIGENTE] * 2
    assert se_va.persona_id == otra.id
