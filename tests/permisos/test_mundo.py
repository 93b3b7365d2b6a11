"""El mundo de prueba alcanza a todo: ninguna columna de texto queda sin marca y sin motivo."""

from sqlalchemy import JSON, Text, func, select

from red.base import Modelo, db
from tests.permisos.conftest import EN_SQLITE, Escenario
from tests.permisos.mundo import SIN_MARCA, columnas_con_marca


def test_toda_columna_de_texto_lleva_marca_o_dice_por_que_no() -> None:
    existen = {
        f"{tabla.name}.{columna.name}" for tabla in Modelo.metadata.sorted_tables for columna in tabla.columns
    }
    comodines = {f"{tabla.name}.*" for tabla in Modelo.metadata.sorted_tables}
    sobran = set(SIN_MARCA) - existen - comodines
    assert not sobran, f"Remedio: quita de SIN_MARCA lo que ya no existe: {sobran}"
    raras = {
        f"{tabla.name}.{columna.name}: {type(columna.type).__name__}"
        for tabla in Modelo.metadata.sorted_tables
        for columna in tabla.columns
        if isinstance(columna.type, (Text, JSON)) and type(columna.type) not in {Text, JSON}
    }
    assert not raras, f"Remedio: enseña a tests/permisos/mundo.py a marcar estas columnas: {raras}"


@EN_SQLITE
def test_cada_red_tiene_de_todo(escenario: Escenario) -> None:
    """Sin filas no hay marcas: una tabla nueva ha de tener un objeto en cada Red."""
    compartidas = {"freno", "aviso_privacidad", "sesion_cerrada", "territorio", "llave_de_firma"}
    with escenario.app.app_context():
        vacias = [
            f"{lado.nombre}: {tabla.name}"
            for lado in (escenario.mundo.alfa, escenario.mundo.beta)
            for tabla in Modelo.metadata.sorted_tables
            if tabla.name not in compartidas and lado.hasta[tabla.name] <= lado.desde[tabla.name]
        ]
        assert db.session.scalar(select(func.count()).select_from(Modelo.metadata.tables["persona"]))
    assert not vacias, f"Remedio: crea un objeto en _crear_lado de tests/permisos/mundo.py: {vacias}"
    marcadas = {donde for donde, _ in escenario.mundo.marcas.values()}
    assert {f"{t.name}.{c.name}" for t, c in columnas_con_marca()} == marcadas
