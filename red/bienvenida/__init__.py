"""La bienvenida: el correo y la guía de quien acaba de sumarse a una Red."""
