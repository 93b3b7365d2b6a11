"""Los frenos cuentan exacto, esperan poco y no dejan a nadie fuera."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
import time_machine

from red.acceso import frenos
from red.base import db
from red.limites import Demasiados, Freno, Tope, de_donde
from tests import fabricas as f
from tests.acceso.visitas import intentar
from tests.cliente import Cliente

MALA = "no es la contraseña de nadie"
VICTIMA = "victima@ejemplo.test"


@pytest.fixture
def victima(app):
    persona = f.una_persona(correo=VICTIMA)
    f.una_cuenta(persona)
    return persona


def test_cincuenta_intentos_a_la_vez_cuentan_cincuenta_y_sólo_cinco_se_miran(app, victima, monkeypatch):
    from red.acceso import operaciones

    miradas = []
    original = operaciones.comprobar
    monkeypatch.setattr(operaciones, "comprobar", lambda *a: (miradas.append(1), original(*a))[1])
    clientes = [Cliente(app) for _ in range(50)]
    fichas = [c.ficha() for c in clientes]

    def probar(n):
        datos = {"correo": VICTIMA, "contrasena": f"{MALA} {n}", "csrf_token": fichas[n]}
        navegador = clientes[n].navegador
        return navegador.post(
            "/acceso/entrar", data=datos, environ_overrides={"REMOTE_ADDR": "10.9.9.9"}
        ).status_code

    with ThreadPoolExecutor(16) as hilos:
        codigos = list(hilos.map(probar, range(50)))
    assert (codigos.count(422), codigos.count(429)) == (5, 45)
    assert len(miradas) == 5
    assert frenos.ENTRAR_CUENTA_Y_RED.van(VICTIMA, "10.9.9.9") == 50
    assert frenos.ENTRAR_RED.van("10.9.9.9") == 5


def test_control_contar_después_de_mirar_deja_pasar_de_más(app):
    """Sin contar primero, varios a la vez ven cabida: así se nota que la prueba de arriba mide algo."""
    tope = Tope("control", 5, 900)

    def mirar_y_luego_contar(_):
        with app.app_context():
            if tope.van("x") >= tope.veces:
                return 0
            time.sleep(0.02)
            with suppress(Demasiados):
                tope.contar("x")
            return 1

    with ThreadPoolExecutor(16) as hilos:
        assert sum(hilos.map(mirar_y_luego_contar, range(50))) > 5


def test_pasado_el_rato_se_puede_volver_a_intentar(app, victima):
    with time_machine.travel("2026-11-21 12:00:00+00:00", tick=False) as reloj:
        for _ in range(5):
            assert intentar(Cliente(app), VICTIMA, MALA).status_code == 422
        frenada = intentar(Cliente(app), VICTIMA)
        assert frenada.status_code == 429
        assert int(frenada.headers["Retry-After"]) == 900
        assert "Espera 15 minutos" in frenada.get_data(as_text=True)
        reloj.shift(901)
        assert intentar(Cliente(app), VICTIMA).status_code == 303


def test_quien_adivina_desde_otra_red_no_deja_fuera_a_la_duena(app, victima):
    for _ in range(7):
        intentar(Cliente(app), VICTIMA, MALA, red="203.0.113.7")
    assert intentar(Cliente(app), VICTIMA, red="10.0.0.1").status_code == 303


def test_desde_mil_redes_no_se_prueban_mas_de_cien_veces_y_la_duena_entra(app, victima):
    assert intentar(Cliente(app), VICTIMA, red="10.0.0.1").status_code == 303
    codigos = []
    for n in range(110):
        codigos.append(
            intentar(Cliente(app), VICTIMA, MALA, red=f"198.51.{n // 250}.{n % 250 + 1}").status_code
        )
    assert codigos.count(422) == 100
    assert codigos[100:] == [429] * 10
    assert intentar(Cliente(app), VICTIMA, red="10.0.0.1").status_code == 303, "desde su red de siempre entra"


def test_por_más_que_intenten_en_otras_cuentas_quien_llega_de_nuevo_entra(app, victima):
    """No hay un tope de todas juntas: con él, cualquiera dejaría fuera a todas por unos minutos."""
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": "10.0.0.1"}):
        for n in range(1200):
            with suppress(Demasiados):
                frenos.ENTRAR_CUENTA_Y_RED.contar(f"p{n}@ejemplo.test", f"198.51.100.{n % 250}")
                frenos.ENTRAR_CUENTA.contar(f"p{n}@ejemplo.test")
    assert {topes for topes in vars(frenos) if topes.startswith("ENTRAR_")} == {
        "ENTRAR_CUENTA",
        "ENTRAR_CUENTA_Y_RED",
        "ENTRAR_RED",
    }
    assert intentar(Cliente(app), VICTIMA, red="192.0.2.55").status_code == 303


def test_una_cuenta_que_no_existe_se_frena_igual(app):
    codigos = [intentar(Cliente(app), "nadie@ejemplo.test", MALA).status_code for _ in range(7)]
    assert codigos == [422] * 5 + [429] * 2


def test_una_oficina_entera_puede_entrar_desde_la_misma_red(app):
    personas = [f.una_persona() for _ in range(60)]
    for persona in personas:
        f.una_cuenta(persona)
        assert intentar(Cliente(app), persona.correo).status_code == 303
    assert frenos.ENTRAR_RED.van("10.0.0.1") == 0


def test_una_red_que_prueba_muchas_cuentas_espera(app):
    codigos = [intentar(Cliente(app), f"p{n}@ejemplo.test", MALA).status_code for n in range(52)]
    assert codigos[:50] == [422] * 50
    assert codigos[50:] == [429] * 2


def test_acertar_borra_los_errores_anteriores(app, victima):
    for _ in range(4):
        intentar(Cliente(app), VICTIMA, MALA)
    assert intentar(Cliente(app), VICTIMA).status_code == 303
    assert frenos.ENTRAR_CUENTA_Y_RED.van(VICTIMA, "10.0.0.1") == 0


def test_los_frenos_no_guardan_correos_ni_direcciones(app, victima):
    intentar(Cliente(app), VICTIMA, MALA, red="10.7.7.7")
    db.session.rollback()
    claves = " ".join(db.session.scalars(db.select(Freno.clave)))
    assert claves
    assert "victima" not in claves
    assert "10.7.7.7" not in claves


@pytest.mark.parametrize(
    ("direccion", "red"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("", "desconocida"),
        ("cualquier cosa", "desconocida"),
    ],
)
def test_quien_tiene_un_bloque_ipv6_cuenta_como_una_sola_red(app, direccion, red):
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": direccion}):
        assert de_donde() == red


def test_descontar_no_baja_de_cero_ni_regala_intentos(app):
    tope = Tope("prueba", 2, 60)
    tope.descontar("x")
    tope.contar("x")
    tope.contar("x")
    with pytest.raises(Demasiados):
        tope.contar("x")


def test_cambiar_la_cabecera_de_procedencia_no_cambia_la_red(app, victima):
    codigos = [
        Cliente(app)
        .post(
            "/acceso/entrar",
            {"correo": VICTIMA, "contrasena": MALA},
            headers={"X-Forwarded-For": f"192.0.2.{n}"},
            environ_overrides={"REMOTE_ADDR": "10.0.0.9"},
        )
        .status_code
        for n in range(6)
    ]
    assert codigos[-1] == 429
