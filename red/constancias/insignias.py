"""La misma constancia como credencial Open Badges 3.0, firmada como la especificación pide (VC-JWT, EdDSA). Puro.

El cuerpo del JWS es la credencial misma; la cabecera lleva la llave pública y su dirección dentro del documento
`did:web` de quien emite. Si vale todavía lo dice la lista de estados (Bitstring Status List), un bit por constancia.

A quién pertenece va como lo hace la especificación cuando no se quiere decir: la huella con sal de su correo y de su
nombre. Quien la presenta dice cuáles son y quien la recibe lo comprueba.
"""

import gzip
import hashlib
import json
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from red.constancias.contenido import canonico
from red.constancias.llaves import Llave, a_base64, jwk

CONTEXTO = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
POR_LISTA = 131_072
"""Cuántas constancias caben en una lista: las que la especificación pide como mínimo, para que el lugar no diga nada."""


def did(sitio: str) -> str:
    """Quién emite, como did:web.

    >>> did("https://redes.gob.mx"), did("http://127.0.0.1:8000"), did("https://redes.gob.mx/app")
    ('did:web:redes.gob.mx', 'did:web:127.0.0.1%3A8000', 'did:web:redes.gob.mx:app')
    """
    partes = urlsplit(sitio)
    ruta = [quote(parte, safe="") for parte in partes.path.split("/") if parte]
    return ":".join(["did:web", quote(partes.netloc, safe=""), *ruta])


def documento_did(sitio: str, publicas: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """El documento de quien emite: todas sus llaves, también las que ya no usa."""
    quien = did(sitio)
    metodos = [
        {
            "id": f"{quien}#{clave}",
            "type": "JsonWebKey2020",
            "controller": quien,
            "publicKeyJwk": jwk(publica),
        }
        for clave, publica in publicas
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
        "id": quien,
        "verificationMethod": metodos,
        "assertionMethod": [metodo["id"] for metodo in metodos],
    }


def credencial(
    contenido: dict[str, Any],
    *,
    ficha: str,
    estado: tuple[str, int],
    correo: str | None,
    sal: str,
    momento: datetime,
) -> dict[str, Any]:
    """La credencial de esa constancia, sin firmar; `ficha` la nombra sin dar su código y `estado` es su lista y su lugar."""
    sitio, curso, dice = contenido["sitio"], contenido["curso"], contenido["dice"]
    lista = f"{sitio}/constancias/estados/{estado[0]}"
    temas = " ".join(f"{tema} ({horas})." for tema, horas in curso["contenidos"])
    identidades = [("name", contenido["nombre"]), ("emailAddress", correo)]
    return {
        "@context": CONTEXTO,
        "id": f"urn:uuid:{ficha}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": f"{dice['titulo']}: {curso['nombre']}",
        "issuer": {
            "id": did(sitio),
            "type": ["Profile"],
            "name": contenido["emisor"],
            "url": sitio,
            "description": contenido["red"],
        },
        "validFrom": _instante(momento),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": huella_de_identidad(valor, sal),
                    "identityType": clase,
                    "salt": sal,
                }
                for clase, valor in identidades
                if valor
            ],
            "achievement": {
                "id": f"urn:uuid:{logro(contenido)}",
                "type": ["Achievement"],
                "achievementType": "Course",
                "name": curso["nombre"],
                "humanCode": curso["codigo"],
                "inLanguage": "es",
                "description": f"{dice['de_que_es']} {temas}".strip(),
                "criteria": {"narrative": criterio(contenido)},
            },
        },
        "credentialStatus": {
            "id": f"{lista}#{estado[1]}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(estado[1]),
            "statusListCredential": lista,
        },
    }


def logro(contenido: dict[str, Any]) -> str:
    """De qué es la credencial, igual para todas las de lo mismo: no dice de quién."""
    curso = contenido["curso"]
    que = {
        "red": contenido["red"],
        "clase": contenido["clase"],
        "curso": curso,
        "emisor": contenido["emisor"],
    }
    return str(uuid.UUID(bytes=hashlib.sha256(canonico(que)).digest()[:16], version=5))


def criterio(contenido: dict[str, Any]) -> str:
    """Qué hizo quien la tiene, dicho en una frase."""
    por = str(contenido["dice"]["por"]).removeprefix("por ")
    return f"Se otorga por {por}"


def huella_de_identidad(valor: str, sal: str) -> str:
    """La huella con sal de un correo o un nombre, como la pide Open Badges."""
    return f"sha256${hashlib.sha256((valor + sal).encode()).hexdigest()}"


def firmar(llave: Llave, cuerpo: dict[str, Any], sitio: str, *, tipo: str = "JWT") -> str:
    """El JWS compacto de una credencial."""
    cabecera = {"alg": "EdDSA", "typ": tipo, "kid": f"{did(sitio)}#{llave.clave}", "jwk": jwk(llave.publica)}
    desde = datetime.fromisoformat(cuerpo["validFrom"])
    registradas = {"iss": cuerpo["issuer"]["id"], "jti": cuerpo["id"], "nbf": int(desde.timestamp())}
    partes = [_parte(cabecera), _parte({**cuerpo, **registradas})]
    mensaje = ".".join(partes)
    return f"{mensaje}.{llave.firmar(mensaje.encode())}"


def lista_de_estados(
    sitio: str, emisor: str, nombre: str, revocadas: Iterable[int], momento: datetime
) -> dict[str, Any]:
    """La credencial que dice, bit por bit, cuáles de esa lista ya no valen."""
    bits = bytearray(POR_LISTA // 8)
    for lugar in revocadas:
        bits[lugar // 8] |= 0x80 >> (lugar % 8)
    direccion = f"{sitio}/constancias/estados/{nombre}"
    return {
        "@context": CONTEXTO[:1],
        "id": direccion,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": {"id": did(sitio), "type": ["Profile"], "name": emisor},
        "validFrom": _instante(momento),
        "credentialSubject": {
            "id": f"{direccion}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": f"u{a_base64(gzip.compress(bytes(bits), mtime=0))}",
        },
    }


def _instante(momento: datetime) -> str:
    return momento.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _parte(valor: dict[str, Any]) -> str:
    return a_base64(json.dumps(valor, ensure_ascii=False, separators=(",", ":")).encode())
