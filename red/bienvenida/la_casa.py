"""El texto con que se recibe a quien llega, mientras la Red no escriba el suyo."""

TEXTO = """\
Qué bueno que llegaste. En esta Red hay personas de muchas instituciones que trabajan por lo mismo que tú, y ahora cuentas con ellas.

No hay prisa: estos pasos toman unos minutos y puedes dejar cualquiera para después."""
