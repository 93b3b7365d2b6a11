"""«Primeros pasos»: qué hacer primero, dicho para cada papel."""

from dataclasses import dataclass

from red.permisos import Identidad, Permiso, Rol

PAISES = {"MX": "México", "CL": "Chile", "CO": "Colombia"}


@dataclass(frozen=True)
class Paso:
    """Algo que hacer, por qué y dónde."""

    titulo: str
    texto: str
    extremo: str
    permiso: Permiso = Permiso.USAR


@dataclass(frozen=True)
class Guia:
    """Los primeros pasos de un papel."""

    rol: Rol
    para: str
    pasos: tuple[Paso, ...]
    es_mia: bool = False


GUIAS: tuple[Guia, ...] = (
    Guia(
        Rol.INTEGRANTE,
        "Recibiste una invitación y quieres aprovechar la Red.",
        (
            Paso(
                "Completa tu perfil",
                "Di en qué institución trabajas, qué ofreces y qué buscas. Son dos minutos.",
                "personas.mi_perfil",
            ),
            Paso(
                "Decide quién ve tus datos",
                "Tus colegas no te encuentran hasta que tú lo digas; entonces ven tu nombre y dónde trabajas, y lo demás lo decides dato por dato.",
                "personas.mi_privacidad",
            ),
            Paso(
                "Inscríbete en un curso",
                "Si ya no hay lugar, entras a la lista de espera y ves qué lugar tienes en ella.",
                "formacion.listar",
                Permiso.VER_RED,
            ),
            Paso(
                "Di con quién colaboras",
                "Así la Red sabe qué dependencias ya trabajan juntas y cuáles faltan.",
                "vinculos.listar",
                Permiso.DECLARAR_VINCULO,
            ),
        ),
    ),
    Guia(
        Rol.ENLACE,
        "Tu institución te designó para llevar los temas de igualdad.",
        (
            Paso(
                "Revisa los datos de tu institución",
                "Nombre, siglas, contacto y a quién pertenece.",
                "instituciones.listar",
                Permiso.VER_RED,
            ),
            Paso(
                "Registra la unidad de género",
                "Con su titular, suplente y enlace, y desde cuándo.",
                "unidades.listar",
                Permiso.REGISTRAR_UNIDAD,
            ),
            Paso(
                "Atiende lo que está por decidir",
                "Quiénes de tu institución piden entrar a la Red y quiénes dicen trabajar ahí.",
                "solicitudes.bandeja",
                Permiso.ADMITIR,
            ),
            Paso(
                "Cuando alguien se vaya, cierra su designación",
                "No se borra: queda la historia y se ve qué función está vacante.",
                "unidades.listar",
                Permiso.REGISTRAR_UNIDAD,
            ),
        ),
    ),
    Guia(
        Rol.COORDINADORA,
        "Respondes por la meta de la Red.",
        (
            Paso(
                "Mira cómo va tu Red",
                "Cuántas personas la integran, en qué dependencias y en qué niveles.",
                "redes.listar",
                Permiso.VER_RED,
            ),
            Paso(
                "Invita",
                "Empieza por las dependencias donde todavía no hay nadie.",
                "invitaciones.nueva",
                Permiso.INVITAR,
            ),
            Paso(
                "Atiende lo que está por decidir",
                "Solicitudes para entrar, puestos por confirmar y lo demás que te espera, con su plazo; se deshace durante diez minutos.",
                "solicitudes.bandeja",
                Permiso.ADMITIR,
            ),
            Paso(
                "Sigue cada invitación",
                "Ves cuáles se abrieron, cuáles vencen pronto y puedes reenviarlas sin que el enlace anterior deje de servir.",
                "invitaciones.listar",
                Permiso.INVITAR,
            ),
            Paso(
                "Abre una edición de un curso",
                "Pon cupo y fechas; la lista de espera se atiende sola y en orden.",
                "formacion.cursos",
                Permiso.GESTIONAR_FORMACION,
            ),
        ),
    ),
    Guia(
        Rol.ANALISTA,
        "Quieres entender la Red y decidir a quién vincular, formar o relevar.",
        (
            Paso(
                "Abre el mapa",
                "Instituciones y personas, y lo que las une. A su lado, lo que el mapa dice con palabras.",
                "analisis.elegir",
                Permiso.VER_MAPA,
            ),
            Paso(
                "Lee los hallazgos",
                "Quién une dependencias, quién está lejos y qué se perdería si alguien se va. Cada uno propone qué hacer.",
                "analisis.elegir",
                Permiso.VER_MAPA,
            ),
            Paso(
                "Llévate el mapa",
                "En GraphML, GEXF, Pajek o CSV. Las personas salen sin nombre, salvo que digas por qué lo necesitas.",
                "analisis.elegir",
                Permiso.EXPORTAR_GRAFO,
            ),
        ),
    ),
    Guia(
        Rol.ADMINISTRADORA,
        "Pones en marcha la plataforma para las Redes.",
        (
            Paso(
                "Crea una Red",
                "Con su institución convocante, su territorio y su meta.",
                "redes.nueva",
                Permiso.ADMINISTRAR,
            ),
            Paso(
                "Nombra a quien la coordina",
                "Cada papel tiene un alcance y una fecha de término.",
                "acceso.papeles",
                Permiso.ADMINISTRAR,
            ),
            Paso(
                "Revisa los correos por salir",
                "Qué se envió, qué falló y por qué.",
                "avisos.salida",
                Permiso.ADMINISTRAR,
            ),
        ),
    ),
)


def guias_de(quien: Identidad) -> list[Guia]:
    """Las guías, primero las de los papeles que tiene; y en cada una, sólo los pasos que puede dar."""
    suyas = {papel.rol for papel in quien.papeles}
    guias = [
        Guia(
            guia.rol,
            guia.para,
            tuple(paso for paso in guia.pasos if guia.rol not in suyas or quien.puede(paso.permiso)),
            guia.rol in suyas,
        )
        for guia in GUIAS
    ]
    return sorted(guias, key=lambda guia: not guia.es_mia)
