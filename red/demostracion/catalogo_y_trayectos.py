"""El catálogo y los trayectos en la demostración: qué enseña cada curso, qué pide antes y qué le toca a cada función.

Se añade después de cargar una Red y antes de que haya clases. Las personas son inventadas, y también lo que dicen haber
tomado en otra parte: su comprobante lo dice.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from red.acceso.modelos import Asignacion, Cuenta
from red.archivos.operaciones import guardar
from red.base import db
from red.demostracion.listas import cursos as de_la_lista
from red.formacion import catalogo, contenidos_de_inicio, logros
from red.formacion.catalogo import DatosDeCurso
from red.formacion.consultas_catalogo import de_red, ediciones_de
from red.formacion.modelos_catalogo import (
    SE_CONGELA,
    ClaseDeRequisito,
    Contenido,
    Curso,
    HorasDeContenido,
    Modalidad,
    ParaQuien,
    VersionDeCurso,
)
from red.permisos import Rol
from red.personas.modelos import Persona, Tema
from red.redes.consultas import red_de_clave
from red.redes.modelos import Membresia, Red
from red.trayectos import operaciones

PARA_QUIEN = {
    "EC0308": "Para quien capacita, o va a capacitar, al personal de su dependencia.",
    "SEM-01": "Para cualquiera: es el punto de partida de todo lo demás.",
    "SEM-02": "Para quien atiende a personas o revisa normas.",
    "SEM-03": "Para quien diseña programas o les da seguimiento.",
    "SEM-04": "Para quien conduce un equipo o quiere hacerlo.",
    "SEM-05": "Para quien acuerda agendas con otras dependencias o con organizaciones.",
    "CUR-06": "Para quien programa, ejerce o revisa gasto.",
    "CUR-07": "Para quien lleva datos, indicadores o evaluación.",
    "CUR-08": "Para titulares y enlaces, que suelen ser el primer contacto.",
    "SEM-09": "Para recursos humanos, comunicación y mandos medios.",
    "TAL-10": "Para quien sostiene una unidad y arma su plan del año.",
    "CUR-11": "Para quien encabeza una oficina de la mujer o se integra a ella.",
    "TAL-12": "Para concejalas, encargadas y organizaciones de la comuna.",
    "CUR-13": "Para quien trabaja en el territorio o coordina servicios locales.",
}
VIGENCIAS = {"SEM-01": 12, "CUR-08": 24, "CUR-13": 24}
CONTENIDO_DE = dict(
    zip(
        (
            Tema.PERSPECTIVA_DE_GENERO,
            Tema.DERECHOS_HUMANOS,
            Tema.IGUALDAD_SUSTANTIVA,
            Tema.LIDERAZGO,
            Tema.AGENDAS,
            Tema.PRESUPUESTO,
            Tema.INDICADORES,
        ),
        (nombre for nombre, _ in contenidos_de_inicio.LOS_SIETE),
        strict=True,
    )
)
TRAYECTOS: dict[ParaQuien, Sequence[tuple[Tema, int]]] = {
    ParaQuien.TITULAR: (
        (Tema.PERSPECTIVA_DE_GENERO, 12),
        (Tema.DERECHOS_HUMANOS, 18),
        (Tema.IGUALDAD_SUSTANTIVA, 24),
        (Tema.PRESUPUESTO, 24),
    ),
    ParaQuien.SUPLENTE: ((Tema.PERSPECTIVA_DE_GENERO, 12), (Tema.IGUALDAD_SUSTANTIVA, 24)),
    ParaQuien.ENLACE: ((Tema.PERSPECTIVA_DE_GENERO, 9), (Tema.AGENDAS, 18), (Tema.INDICADORES, 24)),
    ParaQuien.COORDINADORA: tuple((tema, 24) for tema in CONTENIDO_DE),
    ParaQuien.INTEGRANTE: ((Tema.PERSPECTIVA_DE_GENERO, 18), (Tema.DERECHOS_HUMANOS, 30)),
}
POR_QUE = {
    ParaQuien.TITULAR: "Quien encabeza una unidad responde por el plan y por el presupuesto.",
    ParaQuien.SUPLENTE: "Quien suple ha de poder sostener la unidad desde el primer día.",
    ParaQuien.ENLACE: "Quien enlaza arma agendas con otras y rinde los indicadores.",
    ParaQuien.COORDINADORA: "Quien coordina acompaña a todas: conoce los siete contenidos.",
    ParaQuien.INTEGRANTE: "Todas las personas de la Red tienen formación en género.",
}


def ofrecer(clave: str, dia: date) -> None:
    """Dice qué cubre cada curso de esa Red, qué pide antes, qué le toca a cada función y quién tomó algo afuera."""
    red = red_de_clave(clave)
    contenidos = {uno.nombre: uno for uno in contenidos_de_inicio.empezar(red.id)}
    cursos = {curso.codigo: curso for curso in de_red(red.id)}
    temas = {ficha.codigo: ficha.temas for ficha in de_la_lista(_base(clave))}
    for codigo, curso in cursos.items():
        _primera_version(red, curso, _horas(temas.get(codigo, ()), curso.horas, contenidos), dia)
    _corregir_uno(cursos, contenidos)
    _pedir_antes(cursos, contenidos)
    _trayectos(red, contenidos)
    _de_otra_parte(red, contenidos, dia)


def _base(clave: str) -> str:
    """De qué lista de cursos salió esa Red."""
    return next((una for una in ("guadalajara", "chiapas", "coquimbo") if una in clave), clave)


def _horas(temas: Sequence[str], horas: int, contenidos: Mapping[str, Contenido]) -> dict[int, int]:
    """Dos tercios al primer tema que sea contenido y un tercio al segundo; todo, si sólo hay uno."""
    suyos = [CONTENIDO_DE[tema] for tema in map(Tema, temas) if tema in CONTENIDO_DE]
    partes = [horas] if len(suyos) == 1 else [horas - horas // 3, horas // 3]
    return {contenidos[nombre].id: parte for nombre, parte in zip(suyos, partes, strict=False)}


def _primera_version(red: Red, curso: Curso, horas: Mapping[int, int], dia: date) -> None:
    curso.para_quien = PARA_QUIEN.get(curso.codigo, "")
    curso.modalidad = Modalidad.PRESENCIAL
    curso.vigencia_meses = VIGENCIAS.get(curso.codigo)
    ediciones = ediciones_de(curso.id)
    primera = min((edicion.inscripcion_desde for edicion in ediciones), default=dia)
    version = VersionDeCurso(
        curso_id=curso.id,
        numero=1,
        hecha_en=datetime.combine(min(primera, dia) - timedelta(days=15), time(11), ZoneInfo(red.zona)),
        **{columna: getattr(curso, columna) for columna in SE_CONGELA},
    )
    version.contenidos = [HorasDeContenido(contenido_id=id, horas=suyas) for id, suyas in horas.items()]
    db.session.add(version)
    db.session.flush()
    for edicion in ediciones:
        edicion.version_id = version.id
    db.session.flush()


def _corregir_uno(cursos: Mapping[str, Curso], contenidos: Mapping[str, Contenido]) -> None:
    """El de presupuesto se corrigió después de su primera edición: ahora toca también los indicadores."""
    curso = cursos.get("CUR-06")
    if curso is None:
        return
    version = catalogo.version_actual(curso)
    horas = {uno.contenido_id: uno.horas for uno in version.contenidos}
    horas[contenidos[CONTENIDO_DE[Tema.INDICADORES]].id] = 4
    dicho = {columna: getattr(curso, columna) for columna in SE_CONGELA}
    catalogo.editar_curso(curso.id, DatosDeCurso(**{**dicho, "horas": curso.horas + 4}, contenidos=horas))


def _pedir_antes(cursos: Mapping[str, Curso], contenidos: Mapping[str, Contenido]) -> None:
    genero = {
        "clase": ClaseDeRequisito.CONTENIDO,
        "contenido_id": contenidos[CONTENIDO_DE[Tema.PERSPECTIVA_DE_GENERO]].id,
    }
    sostienen: list[dict[str, Any]] = [
        {"clase": ClaseDeRequisito.QUIEN, "quien": quien}
        for quien in (ParaQuien.TITULAR, ParaQuien.SUPLENTE, ParaQuien.ENLACE)
    ]
    if "SEM-01" in cursos:
        seminario = {"clase": ClaseDeRequisito.CURSO, "pide_curso_id": cursos["SEM-01"].id}
        piden: dict[str, list[list[dict[str, Any]]]] = {
            "SEM-02": [[seminario, genero]],
            "CUR-06": [[seminario, genero], sostienen],
            "TAL-10": [sostienen],
        }
        for codigo, grupos in piden.items():
            if codigo in cursos:
                catalogo.poner_requisitos(cursos[codigo].id, grupos)
    if "CUR-11" in cursos:
        modelo = {"clase": ClaseDeRequisito.CURSO, "pide_curso_id": cursos["CUR-11"].id}
        catalogo.poner_requisitos(cursos["TAL-12"].id, [[modelo, *sostienen]])


def _trayectos(red: Red, contenidos: Mapping[str, Contenido]) -> None:
    for para, pasos in TRAYECTOS.items():
        trayecto = operaciones.abrir_trayecto(red.id, para, f"Trayecto: {para.etiqueta}", POR_QUE[para])
        for tema, meses in pasos:
            operaciones.agregar_paso(
                trayecto.id, contenido_id=contenidos[CONTENIDO_DE[tema]].id, plazo_meses=meses
            )


def _de_otra_parte(red: Red, contenidos: Mapping[str, Contenido], dia: date) -> None:
    """Una integrante espera que le confirmen un diplomado; a otra ya se lo confirmaron."""
    quienes = _integrantes(red)
    coordina = _quien_coordina(red)
    derechos = contenidos[CONTENIDO_DE[Tema.DERECHOS_HUMANOS]].id
    hechas = [
        logros.declarar(
            persona.id,
            red.id,
            logros.DatosDeExterna(
                nombre,
                "Universidad inventada para la demostración",
                horas,
                dia - timedelta(days=hace),
                [derechos],
            ),
            guardar("comprobante.pdf", _comprobante(), persona.id).id,
        )
        for persona, (nombre, horas, hace) in zip(
            quienes,
            (("Diplomado en derechos humanos", 60, 200), ("Curso de primeros auxilios psicológicos", 12, 90)),
            strict=False,
        )
    ]
    if hechas and coordina is not None:
        logros.confirmar(hechas[0].id, coordina, contenidos=[derechos])


def _integrantes(red: Red) -> Sequence[Persona]:
    """Las dos primeras integrantes con cuenta que no tienen otro papel en esa Red."""
    consulta = (
        select(Persona)
        .join(Membresia, Membresia.persona_id == Persona.id)
        .join(Cuenta, Cuenta.persona_id == Persona.id)
        .where(Membresia.red_id == red.id, Membresia.hasta.is_(None))
        .order_by(Persona.id)
    )
    coordina = _quien_coordina(red)
    return [persona for persona in db.session.scalars(consulta) if persona.id != coordina][:2]


def _quien_coordina(red: Red) -> int | None:
    consulta = select(Asignacion.persona_id).where(
        Asignacion.red_id == red.id, Asignacion.rol == Rol.COORDINADORA, Asignacion.hasta.is_(None)
    )
    return db.session.scalars(consulta.order_by(Asignacion.id).limit(1)).one_or_none()


def _comprobante() -> bytes:
    """Un PDF de una página que dice que es inventado."""
    dicho = b"BT /F1 18 Tf 72 720 Td (Comprobante inventado para la demostracion) Tj ET"
    partes = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(dicho), dicho),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    objetos = [b"%d 0 obj\n%s\nendobj\n" % (n, parte) for n, parte in enumerate(partes, 1)]
    cabeza = b"%PDF-1.4\n"
    lugares = [len(cabeza)]
    for objeto in objetos:
        lugares.append(lugares[-1] + len(objeto))
    tabla = b"".join(b"%010d 00000 n \n" % lugar for lugar, _ in pairwise(lugares))
    return (
        cabeza
        + b"".join(objetos)
        + b"xref\n0 6\n0000000000 65535 f \n"
        + tabla
        + b"trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % lugares[-1]
    )
