"""Un servidor IMAP pequeño y de verdad: lo justo para que un cliente entre, busque, lea y marque."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Buzon:
    """Los mensajes, cuáles están vistos y qué carpeta se abrió."""

    def __init__(self, cuenta: str, clave: str, mensajes: list[bytes]) -> None:
        self.cuenta, self.clave, self.mensajes = cuenta, clave, mensajes
        self.vistos: set[int] = set()
        self.carpeta = ""


class _Conversacion(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """Una orden por renglón, cada una con su etiqueta."""
        self._decir("* OK listo")
        for renglon in self.rfile:
            etiqueta, _, orden = renglon.decode().strip().partition(" ")
            if not self._atender(etiqueta, orden):
                return

    def _atender(self, etiqueta: str, orden: str) -> bool:
        buzon: Buzon = self.server.buzon  # type: ignore[attr-defined]
        palabra = orden.split()[0].upper() if orden else ""
        if palabra == "LOGIN":
            bien = orden == f'LOGIN {buzon.cuenta} "{buzon.clave}"'
            self._decir(f"{etiqueta} {'OK' if bien else 'NO'} entrar")
            return bien
        if palabra == "CAPABILITY":
            self._decir("* CAPABILITY IMAP4rev1")
        elif palabra == "SELECT":
            buzon.carpeta = orden.partition(" ")[2].strip('"')
            self._decir(f"* {len(buzon.mensajes)} EXISTS")
        elif "SEARCH" in orden:
            sin_ver = [str(n) for n in range(1, len(buzon.mensajes) + 1) if n not in buzon.vistos]
            self._decir(f"* SEARCH {' '.join(sin_ver)}".rstrip())
        elif "FETCH" in orden:
            numero = int(re.findall(r"FETCH (\d+)", orden)[0])
            datos = buzon.mensajes[numero - 1]
            self.wfile.write(
                f"* {numero} FETCH (UID {numero} BODY[]<0> {{{len(datos)}}}\r\n".encode() + datos + b")\r\n"
            )
        elif "STORE" in orden:
            buzon.vistos.add(int(re.findall(r"STORE (\d+)", orden)[0]))
        elif palabra == "LOGOUT":
            self._decir("* BYE")
        self._decir(f"{etiqueta} OK hecho")
        return palabra != "LOGOUT"

    def _decir(self, renglon: str) -> None:
        self.wfile.write(f"{renglon}\r\n".encode())


@contextmanager
def servidor_imap(cuenta: str, clave: str, mensajes: list[bytes]) -> Iterator[tuple[Buzon, int]]:
    """Levanta el servidor en un puerto libre; da el buzón y el puerto."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversacion) as servidor:
        servidor.daemon_threads = True
        servidor.buzon = buzon = Buzon(cuenta, clave, mensajes)  # type: ignore[attr-defined]
        hilo = threading.Thread(target=servidor.serve_forever, args=(0.02,), daemon=True)
        hilo.start()
        try:
            yield buzon, servidor.server_address[1]
        finally:
            servidor.shutdown()
