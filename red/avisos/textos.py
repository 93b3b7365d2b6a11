"""Guardar, probar y quitar el texto que una Red da a sus correos; cada versión se conserva."""

from collections.abc import Iterable

from red.avisos import consultas, redaccion
from red.avisos.editables import EDITABLES, Editable, revisar
from red.avisos.modelos import Aviso, TextoDeCorreo
from red.avisos.operaciones import encolar
from red.base import db
from red.errores import NoEncontrado
from red.reloj import ahora


def editable(plantilla: str) -> Editable:
    """El correo que se puede editar; lanza NoEncontrado si ése no se edita."""
    correo = EDITABLES.get(plantilla)
    if correo is None:
        raise NoEncontrado
    return correo


def guardar(
    red_id: int, correo: Editable, titulo: str, cuerpo: str, quien_id: int, temas: Iterable[str] = ()
) -> TextoDeCorreo:
    """Pone en uso otra versión; lanza TextoNoSirve si no puede salir así."""
    titulo, cuerpo = " ".join(titulo.split()), cuerpo.replace("\r\n", "\n").strip()
    revisar(correo, titulo, cuerpo, temas)
    versiones = consultas.versiones_de(red_id, correo.plantilla)
    for version in versiones:
        if version.retirado_en is None:
            if (version.titulo, version.cuerpo) == (titulo, cuerpo):
                return version
            version.retirado_en = ahora()
    db.session.flush()
    nueva = TextoDeCorreo(
        red_id=red_id,
        plantilla=correo.plantilla,
        version=versiones[0].version + 1 if versiones else 1,
        titulo=titulo,
        cuerpo=cuerpo,
        escrito_en=ahora(),
        escrito_por_id=quien_id,
    )
    db.session.add(nueva)
    return nueva


def restablecer(red_id: int, correo: Editable) -> bool:
    """Vuelve al texto de la plataforma; devuelve si había otro en uso."""
    en_uso = consultas.textos_de({red_id}).get((red_id, correo.plantilla))
    if en_uso is None:
        return False
    en_uso.retirado_en = ahora()
    return True


def probar(
    para: str, correo: Editable, titulo: str, cuerpo: str, red_id: int, temas: Iterable[str] = ()
) -> Aviso:
    """Manda el texto, con datos de ejemplo, a quien lo está escribiendo; lanza TextoNoSirve si no puede salir así."""
    revisar(correo, " ".join(titulo.split()), cuerpo, temas)
    datos = {"plantilla": correo.plantilla, "titulo": titulo, "cuerpo": cuerpo}
    return encolar(redaccion.PRUEBA, para, datos, red_id=red_id)
