"""El campo con que se sube un archivo."""

from typing import Any

from wtforms import FileField
from wtforms.validators import ValidationError

from red.archivos.reconocimiento import ADMITIDOS


class CampoArchivo(FileField):
    """Un archivo para subir; `elegido` dice si de verdad se eligió alguno."""

    def __init__(self, label: str = "", validators: Any = None, **extras: Any) -> None:
        extras.setdefault("description", f"{ADMITIDOS} Hasta 10 MB.")
        extras.setdefault("render_kw", {"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,.odt"})
        super().__init__(label, validators, **extras)

    @property
    def elegido(self) -> bool:
        """Si llegó un archivo con nombre."""
        return bool(getattr(self.data, "filename", ""))

    @property
    def nombre(self) -> str:
        """Cómo se llama en la máquina de quien lo sube."""
        return str(self.data.filename) if self.elegido else ""

    def contenido(self) -> bytes:
        """Sus bytes, leídos desde el principio."""
        if not self.elegido:
            return b""
        self.data.seek(0)
        leido: bytes = self.data.read()
        return leido


def hace_falta(_formulario: Any, campo: CampoArchivo) -> None:
    """Validador: sin archivo no hay nada que guardar."""
    if not campo.elegido:
        raise ValidationError("Elige el archivo que quieres subir.")


hace_falta.field_flags = {"required": True}  # type: ignore[attr-defined]  # así la página no lo llama opcional
