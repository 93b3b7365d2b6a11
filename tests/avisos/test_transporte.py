"""La conversación con el servidor de correo: cifrado, cuenta y clave, y conexiones que se caen."""

import socket
import ssl

import pytest

from red.avisos import mensaje, transporte
from red.avisos.transporte import Servidor, Smtp, Tropiezo
from red.reloj import ahora
from tests.avisos.servidor import servidor_de_correo


def _sobre():
    return mensaje.armar(
        "b@ejemplo.test", "Hola", "Hola", "<p>Hola</p>", remitente="a@red.test", clave="x", en=ahora()
    )


TODAS = "0.0.0.0"  # noqa: S104  (no se escucha en ella: se llama)


class _ConClave:
    """Acepta una cuenta y una clave."""

    def __init__(self):
        self.vistas = []

    def __call__(self, _servidor, _sesion, _sobre, _mecanismo, datos):
        from aiosmtpd.smtp import AuthResult

        self.vistas.append((datos.login.decode(), datos.password.decode()))
        return AuthResult(success=self.vistas[-1] == ("avisos@inst.test", "cl@ve/con %signos"))


SIN_CIFRADO = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@SIN_CIFRADO
def test_la_cuenta_y_la_clave_se_leen_descodificadas(app):
    autenticador = _ConClave()
    opciones = {"authenticator": autenticador, "auth_require_tls": False, "auth_required": True}
    with servidor_de_correo(**opciones) as (receptor, direccion):
        con_clave = direccion.replace("//", "//avisos%40inst.test:cl%40ve%2Fcon%20%25signos@")
        with Smtp(Servidor.de(con_clave)) as salida:
            salida.entregar(_sobre())
        assert len(receptor.recibidos) == 1


@SIN_CIFRADO
def test_una_clave_equivocada_no_da_los_correos_por_perdidos(app, monkeypatch):
    monkeypatch.setattr(transporte, "PACIENCIA", 1)
    opciones = {"authenticator": _ConClave(), "auth_require_tls": False, "auth_required": True}
    with servidor_de_correo(**opciones) as (receptor, direccion):
        with (
            pytest.raises(Tropiezo) as error,
            Smtp(Servidor.de(direccion.replace("//", "//a:mala-clave@"))) as salida,
        ):
            salida.entregar(_sobre())
        assert error.value.del_servidor
        assert "mala-clave" not in str(error.value)
        assert receptor.recibidos == []


def test_la_clave_no_viaja_sin_cifrar_a_otra_maquina(app):
    """0.0.0.0 llega a este mismo servidor, pero no se anuncia como local."""
    autenticador = _ConClave()
    opciones = {"authenticator": autenticador, "auth_require_tls": False}
    with servidor_de_correo(**opciones) as (receptor, direccion):
        servidor = Servidor(
            TODAS, int(direccion.rpartition(":")[2]), False, "avisos@inst.test", "cl@ve/con %signos"
        )
        with pytest.raises(Tropiezo, match="no ofrece cifrado"), Smtp(servidor) as salida:
            salida.entregar(_sobre())
        assert autenticador.vistas == []
        assert receptor.recibidos == []


def test_si_el_cifrado_ofrecido_no_se_puede_comprobar_no_se_envia(app):
    opciones = {"tls_context": ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)}
    with servidor_de_correo(**opciones) as (receptor, direccion):
        with pytest.raises(Tropiezo), Smtp(Servidor.de(direccion)) as salida:
            salida.entregar(_sobre())
        assert receptor.recibidos == []


def test_una_conexion_sirve_para_varios_y_si_se_cayo_se_abre_otra(app):
    with servidor_de_correo() as (receptor, direccion), Smtp(Servidor.de(direccion)) as salida:
        salida.entregar(_sobre())
        primera = salida._conexion
        salida.entregar(_sobre())
        assert salida._conexion is primera
        primera.sock.shutdown(socket.SHUT_RDWR)
        salida.entregar(_sobre())
        assert salida._conexion is not primera
        assert len(receptor.recibidos) == 3
