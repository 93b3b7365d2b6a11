"""Cómo llenaría cada formulario alguien que sí puede: quién es, en qué página lo lee y lo que no se adivina leyéndola."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from red.certificacion import lectura
from red.reloj import hoy
from tests.archivos.muestras import PDF
from tests.permisos import alianzas, asistencias, certificacion, constancias, levantamientos
from tests.permisos.caminos import Camino, caminos
from tests.permisos.conftest import Escenario
from tests.permisos.formularios import Leido, con, leer

PRUEBAN = ("coordinadora", "integrante", "enlace", "administradora")
"""Quiénes llenan cada formulario: quien coordina si puede; si no, la primera que pueda."""

QUIEN = {
    "agenda.retirar": "integrante",
    "asistencias.llegue": "enlace",
    "relevos.acta": "administradora",
}
"""Los formularios que otra llena de verdad: quien coordina no tiene ahí nada suyo que cambiar."""

SE_LEE_EN = {
    "certificacion.aceptar_cedula": "certificacion.ver",
    "certificacion.aceptar_plan": "certificacion.ver",
    "certificacion.decidir": "certificacion.ver",
    "certificacion.renap": "certificacion.ver",
    "reconocimientos.decidir": "reconocimientos.listar",
}
"""En qué página está el formulario, si no es en su misma dirección."""

ELIGE: dict[str, dict[str, str]] = {
    **alianzas.ELIGE,
    **levantamientos.ELIGE,
    "certificacion.lote_sumar": {"expedientes": "expediente_en_dictamen"},
    "continuidad.dividir": {"sucesoras": "sin_unidad"},
    "formacion.imparten": {"persona": "clave_de_oculta"},
    "invitaciones.convocatoria_nueva": {"instituciones": "sin_unidad"},
    "invitaciones.convocatoria_borradores": {"persona": "clave_de_candidata"},
    "reconocimientos.decidir": {"personas": "persona_oculta"},
    "relevos.ver": {"sucesora_id": "persona_oculta"},
    "unidades.designar": {"persona_id": "persona_oculta"},
}
"""Campo y objeto del mundo que se elige en él."""

UN_ESTANDAR = Path(lectura.__file__).parent / "estandares" / "EC0308.csv"
ADJUNTA = {
    "analisis.estudio": ("archivo", b"origen,destino\nAna,Eva\n", "estudio.csv"),
    "certificacion.cargar": ("archivo", UN_ESTANDAR.read_bytes(), "estandar.csv"),
    "certificacion.portafolio": ("archivo", PDF, "hoja.pdf"),
    "importacion.nueva": (
        "archivo",
        b"Nombre,Primer apellido,Correo\nAna,Ruiz,ana.ruiz@ejemplo.test\n",
        "lista.csv",
    ),
    "trayectos.declarar": ("archivo", PDF, "hoja.pdf"),
    "unidades.evidencia": ("archivo", PDF, "hoja.pdf"),
}
"""El campo que pide un archivo, y uno que le sirve."""

EN_JSON = {"asistencias.marcas": "marcas"}
"""Lo que un guion envía con datos y no con un formulario: cómo se llama la lista en que va."""

Respuestas = dict[str, str] | Callable[[Escenario, str], dict[str, str]]

CONTESTA: dict[str, Respuestas] = {
    **alianzas.CONTESTA,
    **levantamientos.CONTESTA,
    **asistencias.CONTESTA,
    **certificacion.CONTESTA,
    **constancias.CONTESTA,
    "invitaciones.nueva": {"correos": "una.nueva@ejemplo.test", "accion": "revisar"},
    "unidades.editar": {"instalada_el": "2026-01-15"},
    "unidades.nueva": {"instalada_el": "2026-01-15", "nombre": "Unidad nueva", "etapa_desde": "2026-01-15"},
    "formacion.edicion_nueva": {
        "jornadas-0-hasta": "12:00",
        "inscripcion_hasta": (hoy() + timedelta(days=30)).isoformat(),
    },
    "formacion.edicion_editar": {"cupo": "30"},
    "formacion.lugares": {
        "cancelacion_hasta": hoy().isoformat(),
        "maximo_por_institucion": "5",
        "oferta_horas": "24",
    },
    "formacion.inscribir_a_varias": lambda escenario, _rol: {
        "correos": escenario.antes()["persona"][escenario.mundo.alfa["persona_oculta"]]["correo"],
    },
    **{
        key: {"minimo_horas": "90", "elegidas": ""}
        for key in ("acreditaciones.regla", "acreditaciones.regla_del_curso")
    },
    "acreditaciones.productos": {"recibido": ""},
    "evaluaciones.cuestionario_editar": {"nombre": "Otro nombre"},
    "evaluaciones.indicaciones": {"indicaciones": "Otras indicaciones"},
    **{
        key: {"texto": "Otra pregunta", "opciones": "Una\nOtra", "correctas": "1"}
        for key in ("evaluaciones.pregunta", "evaluaciones.pregunta_nueva")
    },
    "analisis.exportar": {"formato": "graphml"},
    "redes.nueva": {"clave": "red-nueva"},
    "unidades.designar": {"funcion": "enlace", "desde": "2026-02"},
    "instituciones.editar": {"telefono": "33 1234 5678", "sitio": "https://ejemplo.test"},
    "solicitudes.titular": {"titular_correo": "quien.encabeza@ejemplo.test"},
    "documentos.editar": {"titulo": "Carta", "cuerpo": "Acepto la función."},
    "vinculos.editar": {"que_cambia": "correccion", "proposito": "Otro propósito"},
    "instituciones.nueva": {"desde": "2020"},
    "continuidad.renombrar": {"el": hoy().isoformat()},
    "continuidad.puesto_nuevo": {"desde": "2021-10"},
    "continuidad.puesto": {"area": "Otra área"},
    "continuidad.puesto_cerrar": {"hasta": hoy().isoformat()},
    "territorios.periodo_nuevo": {"desde": "2031-01-01", "hasta": "2033-12-31"},
    "territorios.periodo_editar": {"nombre": "Otro nombre"},
    "importacion.decidir": {"numero": "2", "decision": "omitir"},
    "importacion.columnas": {
        **dict.fromkeys(("segundo_apellido", "nombre_completo", "telefono", "institucion", "territorio"), ""),
        **dict.fromkeys(("puesto", "nivel", "area", "desde"), ""),
        "nombre": "c0",
        "primer_apellido": "c1",
        "correo": "c2",
    },
    "importacion.exportar_personas": {"motivo": "Para la reunión mensual"},
    "importacion.exportar_instituciones": {"motivo": "Para la reunión mensual"},
    "importacion.exportar_unidades": {"motivo": "Para la reunión mensual"},
    "avisos.texto": {
        "que": "guardar",
        "titulo": "Te invitamos",
        "cuerpo": "Hola.\n\n→ Ver la invitación: {enlace}",
    },
    "continuidad.cerrar": {"el": hoy().isoformat()},
    "continuidad.dividir": {"el": hoy().isoformat()},
    "continuidad.fusionar": {"el": hoy().isoformat()},
    "evaluaciones.calificaciones": lambda escenario, _rol: {
        f"nota-{escenario.mundo.alfa[clave]}": "90" for clave in ("clave_de_integrante", "clave_de_otra")
    },
    "evaluaciones.pregunta_mover": {"hacia": "abajo"},
    "formacion.contenido_editar": {"nombre": "Otro contenido"},
    "formacion.curso_requisitos": {"que": "vigente:"},
    "formacion.excepcion": {"de": "requisitos"},
    "formacion.imparten": {"desde": "", "hasta": ""},
    "formacion.jefatura": {"jefatura_correo": "otra.jefatura@ejemplo.test"},
    "invitaciones.borrador": {"nombre": "Ana Ruiz"},
    "personas.aviso_revisar": {"revisado": "y"},
    "personas.mi_perfil": {"telefono": "33 1234 5678"},
    "relevos.ver": {"cubre": "persona"},
    "trayectos.declarar": {"terminada_el": "2026-01-15"},
    "trayectos.describir": {"nombre": "Otro trayecto"},
}
"""Respuestas que no se adivinan leyendo la página."""

CONFIRMA: dict[str, dict[str, str]] = {
    **{f"continuidad.{acto}": {"accion": "confirmar"} for acto in ("cerrar", "dividir", "fusionar")},
    "formacion.inscribir_a_varias": {"confirmar": "si"},
    "invitaciones.nueva": {"accion": "enviar"},
}
"""Lo que primero muestra lo que haría: con qué botón se confirma después."""

LEEN_PRIMERO = {
    "asistencias.con_cifras",
    "evaluaciones.pegar",
}
"""Las que sólo muestran el formulario con que después se guarda, que es de otra dirección: no guardan, y así debe ser."""


@dataclass(frozen=True)
class Lleno:
    """Un formulario contestado: quién lo envía, a dónde, cómo lo ofrece su página y qué lleva."""

    camino: Camino
    rol: str
    url: str
    leido: Leido | None
    datos: MultiDict[str, Any]

    def enviar(self, escenario: Escenario, datos: MultiDict[str, Any] | None = None) -> TestResponse:
        """Lo envía como lo haría su página; con `datos`, eso en lugar de lo contestado."""
        enviado: MultiDict[str, Any] = MultiDict(self.datos if datos is None else datos)
        if lista := EN_JSON.get(self.camino.extremo):
            return escenario.pedir(
                self.rol, self.camino.metodo, self.url, ficha=False, json={lista: [enviado.to_dict()]},
                headers={"X-CSRFToken": escenario.ficha},
            )  # fmt: skip
        enviado["csrf_token"] = escenario.ficha
        if adjunto := ADJUNTA.get(self.camino.extremo):
            campo, contenido, nombre = adjunto
            enviado[campo] = (BytesIO(contenido), nombre)
        return escenario.pedir(self.rol, self.camino.metodo, self.url, enviado, ficha=False)  # type: ignore[arg-type]


def de_envio(escenario: Escenario) -> Iterator[Camino]:
    """Lo que se envía: todo lo que no es GET."""
    return (camino for camino in caminos(escenario.app) if camino.metodo != "GET")


def quien(camino: Camino) -> str | None:
    """Quién lo llena."""
    suyo = QUIEN.get(camino.extremo)
    return suyo or next((rol for rol in PRUEBAN if camino.alcanza(rol)), None)


def llenar(escenario: Escenario, camino: Camino) -> Iterator[Lleno]:
    """El formulario de ese camino, leído y contestado, y después el que lo confirma; nada si no es de quienes prueban."""
    rol, alfa = quien(camino), escenario.mundo.alfa
    if rol is None:
        return
    url = camino.direccion(escenario.app, alfa)
    leido = _leido(escenario, camino, rol, url)
    suyas = CONTESTA.get(camino.extremo, {})
    respuestas = suyas(escenario, rol) if callable(suyas) else suyas
    elegidos = {campo: str(alfa[que]) for campo, que in ELIGE.get(camino.extremo, {}).items()}
    lleno = Lleno(camino, rol, url, leido, con(leido, **{**camino.datos(alfa), **respuestas, **elegidos}))
    yield lleno
    if camino.extremo in CONFIRMA:
        muestra = leer(lleno.enviar(escenario).get_data(as_text=True), url)
        assert muestra is not None, f"{camino} ya no muestra lo que haría: quítala de CONFIRMA"
        assert not escenario.diferencias(), f"{camino} guarda sin que se confirme"
        yield replace(lleno, leido=muestra, datos=con(muestra, **CONFIRMA[camino.extremo]))


def _leido(escenario: Escenario, camino: Camino, rol: str, url: str) -> Leido | None:
    for otro in caminos(escenario.app):
        if otro.metodo != "GET":
            continue
        if otro.extremo == SE_LEE_EN.get(camino.extremo):
            mismo = {
                argumento: que for argumento, que in camino.llenado.items() if argumento in otro.argumentos
            }
            return escenario.leer(rol, otro.direccion(escenario.app, escenario.mundo.alfa, **mismo), url)
        if otro.regla == camino.regla and camino.extremo not in SE_LEE_EN:
            return escenario.leer(rol, url, url)
    return None
