"""De una base vacía a una Red que invita: lo que hace quien la instala, orden por orden y página por página."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from click.testing import Result
from flask import Flask

from tests.cliente import Cliente

JEFA, COORDINA, SE_SUMA = "jefa@instituto.test", "coordina@instituto.test", "se.suma@tesoreria.test"
FRASE = "tres gansos bajo el puente"
CATALOGO = "cvegeo,cve_ent,nom_ent,nom_mun\n14039,14,Jalisco,Guadalajara\n14120,14,Jalisco,Zapopan\n"


def _orden(app: Flask, *palabras: str, entrada: str | None = None) -> Result:
    resultado = app.test_cli_runner().invoke(args=list(palabras), input=entrada)
    assert resultado.exit_code == 0, resultado.output
    return resultado


def _entrar(app: Flask, correo: str) -> Cliente:
    """Entra como cualquiera: con su correo y su contraseña, en la página."""
    cliente = Cliente(app)
    respuesta = cliente.post("/acceso/entrar", {"correo": correo, "contrasena": FRASE})
    assert respuesta.status_code == 303, respuesta.text
    return cliente


def _invitar(cliente: Cliente, correo: str) -> None:
    nueva = {"correos": correo, "dias": "7"}
    revisar = cliente.post("/invitaciones/nueva?red=guadalajara", {**nueva, "accion": "revisar"})
    (huella,) = re.findall(r'name="huella"[^>]*value="([^"]+)"', revisar.text)
    enviada = cliente.post(
        "/invitaciones/nueva?red=guadalajara", {**nueva, "huella": huella, "accion": "enviar"}
    )
    assert enviada.status_code == 303, enviada.text


def _aceptar(app: Flask, correo: str, nombre: str, institucion: int) -> Cliente:
    """Abre el enlace que llegó a su buzón, consiente y dice quién es."""
    _orden(app, "avisos", "enviar")
    cliente = Cliente(app)
    mensaje = re.findall(r'href="(/avisos/buzon/[^"?]+)"', cliente.get(f"/avisos/buzon?q={correo}").text)[0]
    (enlace,) = re.findall(r'href="(/invitacion/[^"]+)"', cliente.get(mensaje).text)
    cliente.get(enlace, sigue=True)
    consiente = cliente.post("/invitaciones/aceptar", {"acepto": "y", "directorio": "y"})
    assert consiente.status_code == 303, consiente.text
    alta = {"nombre": nombre, "primer_apellido": "Torres", "puesto": "Jefa de área", "nivel": "mando_medio"}
    respuesta = cliente.post(
        consiente.location, {**alta, "institucion_id": str(institucion), "contrasena": FRASE}
    )
    assert respuesta.status_code == 303, respuesta.text
    assert cliente.get(respuesta.location).status_code == 200
    return cliente


def test_de_una_base_vacia_a_una_red_que_invita(app: Flask, tmp_path: Path) -> None:
    _orden(app, "privacidad", "publicar")
    _orden(app, "cuentas", "crear-administradora", JEFA, "Rosa", "Duarte", entrada=f"{FRASE}\n{FRASE}\n")
    jefa = _entrar(app, JEFA)
    assert jefa.get("/panel").status_code == 200
    assert 'href="/redes/nueva"' in jefa.get("/administracion").text

    # Sin territorios no se puede registrar nada: la página dice con qué orden se cargan.
    assert 'href="/instituciones/nueva"' in jefa.get("/redes/nueva").text, "aún no hay quien convoque"
    assert "territorios importar" in jefa.get("/instituciones/nueva").text
    archivo = tmp_path / "jalisco.csv"
    archivo.write_text(CATALOGO)
    _orden(app, "territorios", "importar", str(archivo))

    assert 'href="/instituciones/nueva?pais=MX"' in jefa.get("/instituciones/nueva").text
    pagina = jefa.get("/instituciones/nueva?pais=MX").text
    (territorio,) = re.findall(r'<option value="(\d+)"[^>]*>[^<]*Guadalajara', pagina)
    registrada = jefa.post(
        "/instituciones/nueva?pais=MX",
        {
            "nombre": "Instituto Municipal de las Mujeres",
            "tipo": "instituto_mujeres",
            "orden": "municipal",
            "territorio_id": territorio,
        },
    )
    assert registrada.status_code == 303, registrada.text
    convocante = int(parse_qs(urlsplit(registrada.location).query)["convocante"][0])

    creada = jefa.post(
        registrada.location,
        {
            "nombre": "Red de Guadalajara",
            "clave": "guadalajara",
            "territorio_id": territorio,
            "mide": "personas",
            "meta_numero": "100",
            "meta_texto": "servidoras públicas",
            "zona": "America/Mexico_City",
        },
    )
    assert (creada.status_code, creada.location) == (303, "/redes/guadalajara")
    red = jefa.get(creada.location).text
    assert "invita a quien la coordinará" in red
    assert "/invitaciones/nueva?red=guadalajara" in red

    # Todavía nadie más está en la plataforma: primero se le invita y, cuando acepta, recibe el papel.
    _invitar(jefa, COORDINA)
    _aceptar(app, COORDINA, "Carmen", convocante)
    (elegir,) = re.findall(
        r'href="(/acceso/papeles/nuevo\?persona=[^"]+)"', jefa.get(f"/acceso/papeles/nuevo?q={COORDINA}").text
    )
    (red_id,) = re.findall(r'<option value="(\d+)">Red de Guadalajara', jefa.get(elegir).text)
    papel = {"rol": "coordinadora", "red_id": red_id, "hasta": "", "actual": FRASE}
    (papel["desde"],) = re.findall(r'name="desde"[^>]*value="([^"]+)"', jefa.get(elegir).text)
    nombrada = jefa.post(elegir, papel)
    assert nombrada.status_code == 303, nombrada.text

    carmen = _entrar(app, COORDINA)
    _invitar(carmen, SE_SUMA)
    _aceptar(app, SE_SUMA, "Lucía", convocante)
    directorio = carmen.get("/personas/").text
    assert "Lucía" in directorio
    assert "Carmen" in directorio
    assert "Lucía" in _entrar(app, JEFA).get("/personas/").text
