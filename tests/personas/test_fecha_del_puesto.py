"""El puesto se fecha con lo que se sabe: el día, el mes o el año; lo anterior termina igual de a medias."""

from red.reloj import hoy
from tests.cliente import Cliente
from tests.fabricas import una_cuenta, una_institucion, una_membresia, una_persona, una_red


def test_el_puesto_guarda_la_fecha_tan_a_medias_como_se_sabe(cliente: Cliente) -> None:
    obras = una_institucion(nombre="Obras")
    persona = una_persona()
    una_membresia(una_red(instituciones=[obras]), persona)
    una_cuenta(persona)
    cliente.entrar(persona)
    datos = {"institucion_id": obras.id, "puesto": "Jefa", "nivel": "mando_medio"}
    cliente.post("/personas/mi-perfil/puesto", {**datos, "desde": "2021"})
    pagina = cliente.get("/personas/mi-perfil/puesto").text
    assert 'value="2021"' in pagina
    assert "Desde 2021" in pagina
    cliente.post(
        "/personas/mi-perfil/puesto",
        {**datos, "puesto": "Directora", "desde": "2023-05", "que_cambia": "cambio"},
    )
    pagina = cliente.get("/personas/mi-perfil/puesto").text
    assert "2021 – abril de 2023" in pagina
    assert "Desde mayo de 2023" in pagina
    futura = cliente.post(
        "/personas/mi-perfil/puesto", {**datos, "desde": str(hoy().year + 1), "que_cambia": "cambio"}
    )
    assert futura.status_code == 422
    assert f'value="{hoy().year + 1}"' in futura.text
