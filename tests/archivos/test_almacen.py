"""Los bytes están antes que la fila, y lo que falta o cambió se nota."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import func, select

from red.archivos import almacen, comandos, consultas, operaciones, vistas
from red.archivos.duenas import DUENAS, puede_leer
from red.archivos.modelos import Archivo
from red.base import db, transaccion
from red.permisos import ANONIMA
from tests.archivos.muestras import JPG, PDF
from tests.cliente import Cliente
from tests.fabricas import una_administradora, una_coordinadora, una_persona, una_red


def _guardar(contenido: bytes = PDF, nombre: str = "acta.pdf") -> Archivo:
    with transaccion():
        archivo = operaciones.guardar(nombre, contenido, None)
    return archivo


def test_guardar_deja_los_bytes_completos_bajo_su_huella(app: Flask) -> None:
    archivo = _guardar()
    assert almacen.leer(archivo.huella) == PDF
    assert almacen.ruta(archivo.huella).parent.name == archivo.huella[:2]
    assert not [ruta for ruta in almacen.guardadas() if ruta.suffix == ".parcial"]


def test_lo_que_no_se_confirma_no_deja_fila_aunque_deje_bytes(app: Flask) -> None:
    def caerse() -> None:
        with transaccion():
            operaciones.guardar("foto.jpg", JPG, None)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        caerse()
    assert db.session.scalar(select(func.count(Archivo.id))) == 0


def test_si_el_disco_falla_no_hay_fila_ni_archivo_a_medias(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sin_disco(_descriptor: int) -> None:
        raise OSError("No queda espacio")

    monkeypatch.setattr(os, "fsync", sin_disco)
    contenido = PDF + b"%otro%%EOF"
    with pytest.raises(OSError, match="espacio"):
        _guardar(contenido)
    assert db.session.scalar(select(func.count(Archivo.id))) == 0
    assert not almacen.ruta(almacen.huella_de(contenido)).exists()
    assert not [ruta for ruta in almacen.guardadas() if ruta.suffix == ".parcial"]


def test_revisar_dice_lo_perdido_lo_alterado_y_lo_que_sobra(app: Flask) -> None:
    sano, perdido, alterado = (_guardar(PDF + f"%{n}%%EOF".encode(), f"{n}.pdf") for n in ("a", "b", "c"))
    almacen.ruta(perdido.huella).unlink()
    almacen.ruta(alterado.huella).write_bytes(b"otra cosa")
    with pytest.raises(almacen.ArchivoPerdido):
        almacen.leer(alterado.huella)
    sobra: Path = almacen.ruta("0" * 64)
    sobra.parent.mkdir(parents=True, exist_ok=True)
    sobra.write_bytes(b"de nadie")
    corrida = app.test_cli_runner().invoke(args=["archivos", "revisar", "--limpiar"])
    assert corrida.exit_code == 1
    assert "Perdidos o alterados: 2." in corrida.output
    assert "b.pdf" in corrida.output
    assert "c.pdf" in corrida.output
    assert "a.pdf" not in corrida.output
    assert sobra.exists(), "lo de hoy quizá está por confirmarse"
    ayer = time.time() - 2 * 24 * 60 * 60
    os.utime(sobra, (ayer, ayer))
    app.test_cli_runner().invoke(args=["archivos", "revisar", "--limpiar"])
    assert not sobra.exists()
    assert almacen.leer(sano.huella)
    almacen.ruta(alterado.huella).unlink()


def test_lo_que_se_vuelve_a_subir_mientras_se_cuenta_no_se_borra(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Los bytes llevaban días sin fila; la orden ya los contó entre los que sobran y alguien sube lo mismo."""
    for confirmado in (True, False):
        viejo = almacen.ruta(almacen.guardar(PDF + b"x" * confirmado))
        os.utime(viejo, (0, 0))
        if confirmado:
            _guardar(PDF + b"x")
            os.utime(viejo, (0, 0))
        else:
            almacen.guardar(PDF)
        assert not comandos._borrar(viejo)
        assert viejo.exists()
    # Sin volver a mirar la fila, el primero se perdería.
    monkeypatch.setattr(consultas, "hay_con_huella", lambda _: False)
    assert comandos._borrar(almacen.ruta(almacen.huella_de(PDF + b"x")))


def test_borrar_un_archivo_no_se_lleva_los_bytes_de_otro(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dos archivos iguales comparten bytes: se van con el último, y no si la transacción no se confirma."""
    primero, segundo = _guardar(), _guardar(nombre="evidencia.pdf")
    with transaccion():
        operaciones.borrar(primero)
    assert almacen.leer(segundo.huella) == PDF
    huella = segundo.huella

    def caerse() -> None:
        with transaccion():
            operaciones.borrar(segundo)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        caerse()
    assert almacen.leer(huella) == PDF
    with transaccion():
        operaciones.borrar(segundo)
    assert not almacen.ruta(huella).exists()
    # Control: sin preguntar quién más los tiene, el otro se quedaría sin los suyos.
    primero, segundo = _guardar(), _guardar(nombre="evidencia.pdf")
    monkeypatch.setattr(consultas, "hay_con_huella", lambda _: False)
    with transaccion():
        operaciones.borrar(primero)
    with pytest.raises(almacen.ArchivoPerdido):
        almacen.leer(segundo.huella)


def test_lo_que_alguien_esta_guardando_no_se_le_borra(app: Flask) -> None:
    """Mientras se borra un archivo, otra persona sube lo mismo y todavía no se confirma."""
    archivo, suyo = _guardar(), Event()

    def subir() -> str:
        with app.app_context():
            with transaccion():
                huella = operaciones.guardar("suyo.pdf", PDF, None).huella
                suyo.set()
                time.sleep(0.2)
            db.session.remove()
            return huella

    with transaccion():
        operaciones.borrar(archivo)
        db.session.info["hecho"].al_confirmar.clear()
    with ThreadPoolExecutor(1) as otra:
        subida = otra.submit(subir)
        assert suyo.wait(5)
        operaciones._soltar(almacen.huella_de(PDF))
        assert almacen.leer(subida.result()) == PDF


def test_guardar_otra_vez_repara_lo_alterado(app: Flask) -> None:
    archivo = _guardar()
    almacen.ruta(archivo.huella).write_bytes(b"roto")
    _guardar()
    assert almacen.leer(archivo.huella) == PDF


def test_un_archivo_sin_duena_no_existe_ni_para_quien_administra(cliente: Cliente) -> None:
    archivo = _guardar()
    cliente.entrar(una_administradora())
    assert cliente.get(f"/archivos/{archivo.clave}").status_code == 404
    assert cliente.get("/archivos/no-existe").status_code == 404
    assert not puede_leer(archivo.id, ANONIMA)


def test_sin_preguntar_a_la_duena_el_archivo_saldria(
    cliente: Cliente, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: lo que da el 404 de arriba es la pregunta, y no otra cosa."""
    archivo = _guardar()
    monkeypatch.setattr(vistas, "puede_leer", lambda *_: True)
    cliente.entrar(una_coordinadora(una_red()))
    assert cliente.get(f"/archivos/{archivo.clave}").data == PDF


def test_se_sirve_para_guardarse_y_nunca_para_abrirse_en_el_sitio(cliente: Cliente) -> None:
    archivo = _guardar(JPG, "foto ñ.jpg")
    cliente.entrar(una_coordinadora(una_red()))
    DUENAS.append(lambda id_, quien: id_ == archivo.id and quien.autenticada)
    try:
        respuesta = cliente.get(f"/archivos/{archivo.clave}")
    finally:
        DUENAS.pop()
    assert respuesta.status_code == 200
    assert respuesta.data == JPG
    assert respuesta.headers["Content-Disposition"].startswith("attachment")
    assert respuesta.headers["X-Content-Type-Options"] == "nosniff"
    assert respuesta.headers["Cache-Control"] == "no-store"
    assert respuesta.mimetype == "image/jpeg"


def test_si_los_bytes_se_perdieron_se_dice_y_no_se_cae(cliente: Cliente) -> None:
    archivo = _guardar(PDF + b"%perdido%%EOF")
    almacen.ruta(archivo.huella).unlink()
    cliente.entrar(una_administradora())
    DUENAS.append(lambda _id, quien: quien.autenticada)
    try:
        respuesta = cliente.get(f"/archivos/{archivo.clave}")
    finally:
        DUENAS.pop()
    assert respuesta.status_code == 409
    assert "No encontramos este archivo en el servidor" in respuesta.text


def test_la_clave_no_se_cuenta(app: Flask) -> None:
    persona = una_persona()
    claves = set()
    for _ in range(5):
        with transaccion():
            claves.add(operaciones.guardar("a.pdf", PDF, persona.id).clave)
    assert len(claves) == 5
    assert all(len(clave) >= 22 for clave in claves)
