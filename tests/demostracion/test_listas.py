"""Las listas reales: están completas, se enlazan entre sí y no pierden los ceros de sus códigos."""

import pytest

from red.demostracion import listas
from red.instituciones.modelos import Orden, TipoInstitucion
from red.territorios.modelos import Nivel

CUANTAS_ENTIDADES = {"MX": 32, "CL": 16, "CO": 33}
LARGOS = {
    "MX": {"entidad": 2, "municipio": 5},
    "CL": {"entidad": 2, "provincia": 3, "municipio": 5},
    "CO": {"entidad": 2, "municipio": 5},
}


@pytest.mark.parametrize("pais", listas.PAISES)
def test_cada_pais_trae_todas_sus_entidades(pais):
    entidades = [t for t in listas.territorios(pais) if t.nivel == "entidad"]
    assert len(entidades) == CUANTAS_ENTIDADES[pais]


@pytest.mark.parametrize("pais", listas.PAISES)
def test_los_codigos_son_texto_y_conservan_sus_ceros(pais):
    for territorio in listas.territorios(pais)[1:]:
        assert len(territorio.codigo) == LARGOS[pais][territorio.nivel], territorio
        assert territorio.codigo.isdigit()
    if pais != "CO":
        assert any(t.codigo.startswith("0") and t.nivel == "municipio" for t in listas.territorios(pais))


@pytest.mark.parametrize("pais", listas.PAISES)
def test_cada_territorio_viene_despues_del_que_lo_contiene(pais):
    vistos = set()
    for territorio in listas.territorios(pais):
        assert territorio.clave not in vistos
        assert territorio.clave_madre is None or territorio.clave_madre in vistos, territorio
        assert (territorio.clave_madre is None) == (territorio.nivel == "pais")
        vistos.add(territorio.clave)


@pytest.mark.parametrize("pais", listas.PAISES)
def test_los_territorios_usan_los_niveles_del_modelo_y_caen_dentro_de_su_pais(pais):
    cajas = {"MX": (14, 33, -118, -86), "CL": (-56, -17, -76, -66), "CO": (-5, 14, -82, -66)}
    sur, norte, oeste, este = cajas[pais]
    for territorio in listas.territorios(pais):
        assert Nivel(territorio.nivel)
        assert territorio.latitud is not None
        assert territorio.longitud is not None
        assert sur <= territorio.latitud <= norte, territorio
        assert oeste <= territorio.longitud <= este, territorio


def test_estan_los_municipios_de_jalisco_y_las_comunas_de_coquimbo():
    jalisco = {t.codigo: t.nombre for t in listas.territorios("MX") if t.madre == "14"}
    assert len(jalisco) == 125
    assert jalisco["14039"] == "Guadalajara"
    assert jalisco["14120"] == "Zapopan"
    coquimbo = {t.codigo: t.nombre for t in listas.territorios("CL") if t.nivel == "municipio"}
    assert len(coquimbo) == 15
    assert coquimbo["04101"] == "La Serena"
    assert coquimbo["04305"] == "Río Hurtado"


def test_la_poblacion_de_un_pais_es_la_suma_de_sus_entidades():
    for pais in ("MX", "CL"):
        nacion, *resto = listas.territorios(pais)
        entidades = [t for t in resto if t.nivel == "entidad"]
        assert nacion.mujeres == sum(t.mujeres or 0 for t in entidades)
        assert nacion.hombres == sum(t.hombres or 0 for t in entidades)


@pytest.mark.parametrize(("red", "cuantas"), [("guadalajara", 35), ("chiapas", 68), ("coquimbo", 18)])
def test_las_instituciones_se_enlazan_y_usan_las_opciones_de_los_modelos(red, cuantas):
    territorios = {t.clave for t in listas.todos_los_territorios()}
    instituciones = listas.instituciones(red)
    assert len(instituciones) == cuantas
    vistas: set[str] = set()
    for institucion in instituciones:
        assert TipoInstitucion(institucion.tipo)
        assert Orden(institucion.orden)
        assert institucion.territorio in territorios
        assert institucion.madre is None or institucion.madre in vistas, institucion
        assert institucion.clave not in vistas
        vistas.add(institucion.clave)
    # La base no admite dos instituciones vigentes con el mismo nombre en un territorio.
    assert len({(i.territorio, i.nombre) for i in instituciones}) == cuantas


def test_las_claves_de_institucion_no_se_repiten_entre_redes():
    claves = [i.clave for red in listas.REDES for i in listas.instituciones(red)]
    assert len(claves) == len(set(claves))


def test_la_secretaria_de_chiapas_recuerda_su_nombre_anterior():
    (secretaria,) = [i for i in listas.instituciones("chiapas") if i.antes_llamada]
    assert secretaria.nombre == "Secretaría de la Mujer e Igualdad de Género"
    assert secretaria.antes_llamada == "Secretaría de Igualdad de Género (SEIGEN)"


def test_el_catalogo_de_guadalajara_trae_ec0308_y_los_siete_contenidos():
    codigos = {c.codigo for c in listas.cursos("guadalajara")}
    assert {"EC0308", "SEM-01", "SEM-02", "SEM-03", "SEM-04", "SEM-05", "CUR-06", "CUR-07"} <= codigos


def test_cada_pais_tiene_puestos_de_todos_los_niveles():
    for pais in ("MX", "CL"):
        niveles = {p.nivel for p in listas.puestos() if p.pais == pais and not p.institucion}
        assert niveles == {"titular", "superior", "mando_medio", "operativo"}


def test_los_puestos_propios_son_de_instituciones_que_existen():
    claves = {i.clave for red in listas.REDES for i in listas.instituciones(red)}
    assert {p.institucion for p in listas.puestos() if p.institucion} <= claves


def test_los_apellidos_de_chiapas_usan_los_nombres_de_mexico():
    mexico, chiapas = listas.nombres("MX"), listas.nombres("MX-07")
    assert chiapas.mujeres == mexico.mujeres
    assert chiapas.apellidos != mexico.apellidos
