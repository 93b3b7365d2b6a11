"""El plan dice de qué a qué cambia el puesto de quien ya estaba, y la fecha como se entendió."""

from datetime import date

from tests import fabricas
from tests.cliente import Cliente
from tests.importacion.apoyo import ENCABEZADOS, libro, planear, renglones, una


def test_mover_a_otra_institucion_se_ve_antes_de_aplicar(cliente: Cliente) -> None:
    tesoreria, obras = fabricas.una_institucion(nombre="Tesorería"), fabricas.una_institucion(nombre="Obras")
    red = fabricas.una_red(instituciones=[tesoreria, obras])
    ana = fabricas.una_persona(
        nombre="Ana", primer_apellido="Ruiz", segundo_apellido="Soto", correo="ana@ejemplo.test"
    )
    fabricas.una_adscripcion(
        ana, tesoreria, puesto="Analista", nivel="operativo", desde=date(2020, 3, 1), area=None
    )
    fabricas.una_membresia(red, ana)
    coordinadora = fabricas.una_coordinadora(red)
    igual = una(institucion="Tesorería", puesto="Analista", nivel="Operativo", desde="")
    igual[3] = "otra@ejemplo.test"
    renglon = una(institucion="Obras", puesto="Jefa", nivel="Mando medio", desde="01/02/2025")
    plan = planear(libro(ENCABEZADOS, renglon, igual), red=red, quien_id=coordinadora.id)
    cliente.entrar(coordinadora)
    pagina = cliente.get(f"/importacion/{plan.id}?destino=actualiza").get_data(as_text=True)
    for dicho in (
        "Institución: Tesorería → Obras",
        "Puesto: Analista → Jefa",
        "Nivel del puesto: Operativo → Mando medio",
        "El puesto de antes termina: 31 de enero de 2025",
        "Desde: 1 de febrero de 2025",
    ):
        assert dicho in pagina, dicho
    nueva = cliente.get(f"/importacion/{plan.id}?destino=nueva").get_data(as_text=True)
    assert "→" not in nueva, "de quien apenas se registra no hay un antes"


def test_el_puesto_y_el_nivel_no_se_llaman_opcionales(cliente: Cliente) -> None:
    red = fabricas.una_red(instituciones=[fabricas.una_institucion(nombre="Tesorería")])
    cliente.entrar(fabricas.una_coordinadora(red))
    plan = planear(libro(ENCABEZADOS, una()), red=red)
    pagina = cliente.get(f"/importacion/{plan.id}/columnas").get_data(as_text=True)
    etiqueta = pagina.split('<label for="puesto">')[1].split("</label>")[0]
    assert etiqueta == "Puesto", etiqueta
    assert "Hace falta en cada renglón que traiga una institución." in pagina
    assert "(opcional)" in pagina.split('<label for="area">')[1].split("</label>")[0]


def test_las_faltas_de_un_renglon_se_dicen_todas_de_una_vez(cliente: Cliente) -> None:
    red = fabricas.una_red(instituciones=[fabricas.una_institucion(nombre="Tesorería")])
    mal = una("sin-arroba", telefono="12", desde="pronto", nivel="Altísimo")
    plan = planear(libro(ENCABEZADOS, mal, una("beatriz", nombre="Bea")), red=red)
    todas, una_sola = (renglon.motivo or "" for renglon in renglones(plan))
    for dicho in ("El correo no está completo", "Teléfono:", "Desde: No se entiende", "Nivel del puesto:"):
        assert dicho in todas, todas
    assert "Teléfono" not in una_sola, "el control"
