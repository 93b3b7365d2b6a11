"""Los errores que una regla del dominio dice a una persona; todo lo demás es una falla."""


class ErrorDeDominio(Exception):
    """Una regla dijo que no: el mensaje está escrito para quien lo leerá.

    `campo` nombra el campo del formulario al que pertenece, si pertenece a uno.
    """

    def __init__(self, mensaje: str, campo: str | None = None) -> None:
        super().__init__(mensaje)
        self.mensaje = mensaje
        self.campo = campo


class NoEncontrado(ErrorDeDominio):
    """Lo pedido no existe o quien pregunta no debe saber que existe: la respuesta es 404."""

    def __init__(self, mensaje: str = "No encontramos lo que buscas.") -> None:
        super().__init__(mensaje)


class YaRegistrado(ErrorDeDominio):
    """Otra persona registró lo mismo un instante antes y la base de datos lo impidió."""

    def __init__(self) -> None:
        super().__init__(
            "Alguien acaba de registrar lo mismo. Nada de lo que escribiste se perdió: "
            "revisa la lista y vuelve a intentarlo si hace falta."
        )


class SeCruzaron(ErrorDeDominio):
    """Dos cambios se esperaban uno al otro y la base de datos detuvo éste sin guardar nada."""

    def __init__(self) -> None:
        super().__init__(
            "Alguien estaba cambiando lo mismo a la vez y no guardamos nada. Lo que escribiste sigue aquí: "
            "vuelve a enviarlo."
        )
