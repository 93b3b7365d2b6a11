"""De qué objeto habla cada dirección: con qué se llena para pedir lo propio, lo ajeno y lo que no existe."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask

from red.permisos import MATRIZ, Permiso, Rol
from red.portero import PUBLICA
from tests.permisos import alianzas, certificacion, constancias, cortes, levantamientos
from tests.permisos.mundo import Lado

NO_EXISTE: dict[str, Any] = {
    "clave": "no-existe-tal-clave",
    "corte": "no-existe-tal-corte",
    "ficha": "n" * 43,
}
NUMERO_QUE_NO_EXISTE = 2_000_000_000

DE_DOMINIO: dict[str, str] = {
    **alianzas.DE_DOMINIO,
    **certificacion.DE_DOMINIO,
    **constancias.DE_DOMINIO,
    **cortes.DE_DOMINIO,
    **levantamientos.DE_DOMINIO,
    "redes.clave": "clave",
    "redes.membresia_id": "membresia",
    "importacion.id": "plan",
    "analisis.clave": "clave",
    "personas.clave": "clave_de_integrante",
    "personas.ficha": "ficha",
    "instituciones.id": "institucion",
    "unidades.id": "unidad",
    "relevos.id": "relevo",
    "relevos.clave": "clave_de_otra",
    "continuidad.id": "institucion",
    "continuidad.clave": "clave",
    "continuidad.puesto_id": "puesto",
    "territorios.periodo_id": "periodo",
    "unidades.clave": "clave",
    "unidades.pedida_id": "designacion_por_confirmar",
    "unidades.paso": "clave_de_paso",
    "unidades.asunto": "clave_de_asunto",
    "unidades.requisito": "clave_de_requisito",
    "unidades.evidencia_id": "evidencia",
    "documentos.id": "documento",
    "documentos.clave": "clave",
    "documentos.papel": "clave_de_papel",
    "archivos.clave": "clave_de_archivo",
    "personas.pais": "pais",
    "redes.pais": "pais",
    "redes.dia_id": "dia_inhabil",
    "encargos.clave": "clave",
    "encargos.id": "encargo",
    "bienvenida.clave": "clave",
    "bienvenida.paso": "paso_de_bienvenida",
    "reconocimientos.clave": "clave",
    "reconocimientos.id": "clase_de_reconocimiento",
    "invitaciones.id": "invitacion",
    "invitaciones.ficha": "ficha",
    "invitaciones.convocatoria_id": "convocatoria",
    "invitaciones.envio_id": "envio",
    "invitaciones.acto_id": "acto_del_libro",
    "formacion.id": "edicion",
    "formacion.curso_id": "curso",
    "formacion.ficha": "ficha",
    "formacion.clave": "clave_de_oculta",
    "evaluaciones.id": "edicion_por_cerrar",
    "evaluaciones.cuestionario_id": "cuestionario",
    "evaluaciones.version_id": "version_en_borrador",
    "evaluaciones.pregunta_id": "pregunta",
    "evaluaciones.aplicacion_id": "aplicacion",
    "evaluaciones.uso": "uso_de_cuestionario",
    "evaluaciones.clave": "clave",
    "acreditaciones.id": "edicion_por_cerrar",
    "acreditaciones.curso_id": "curso",
    "acreditaciones.clave": "clave",
    "vinculos.id": "vinculo",
    "territorios.id": "territorio",
    "avisos.id": "correo",
    "avisos.lote_id": "lote",
    "avisos.caida_id": "caida",
    "avisos.clave": "clave",
    "avisos.plantilla": "plantilla_de_correo",
    "acceso.id": "papel",
    "duplicados.id": "par",
    "busqueda.id": "acto_multiple",
    "solicitudes.id": "solicitud",
    "solicitudes.clave": "clave",
    "solicitudes.ficha": "ficha",
    "portal.clave": "clave",
    "agenda.ficha": "ficha_de_calendario",
    "asistencias.id": "jornada",
    "asistencias.quien": "renglon_de_lista",
    "asistencias.codigo": "codigo_personal",
    "trayectos.clave": "clave",
    "trayectos.para": "clave_de_funcion",
    "trayectos.acto": "clave_de_acto",
}
"""Qué objeto del mundo llena cada argumento de un dominio."""

DE_PAGINA: dict[str, dict[str, str]] = {
    **certificacion.DE_PAGINA,
    **constancias.DE_PAGINA,
    **levantamientos.DE_PAGINA,
    "solicitudes.decidir": {"?a": "clave_de_asunto_de_bandeja"},
    "solicitudes.acto": {"id": "acto_de_bandeja"},
    "solicitudes.deshacer": {"id": "acto_de_bandeja"},
    "solicitudes.adelantar": {"id": "acto_de_bandeja"},
    "solicitudes.terminar_suplencia": {"id": "suplencia"},
    "importacion.columnas": {"id": "plan_en_borrador"},
    "importacion.deshacer": {"id": "plan_aplicado"},
    "importacion.preparar": {"id": "plan_caduco"},
    "evaluaciones.version_nueva": {"cuestionario_id": "cuestionario_publicado"},
    "evaluaciones.volver_a_borrador": {"version_id": "version_publicada"},
    "evaluaciones.mi_resultado": {"aplicacion_id": "aplicacion_respondida"},
    "acreditaciones.reabrir": {"id": "edicion_cerrada"},
    "redes.terminar_participacion": {"id": "participacion"},
    "continuidad.repartir": {"id": "institucion_dividida"},
    "continuidad.deshacer": {"id": "reorganizacion"},
    "personas.escribir": {"clave": "clave_de_otra"},
    "personas.temas": {"clave": "clave"},
    "personas.lo_leido": {"id": "consentimiento"},
    "personas.aviso": {"id": "aviso_de_privacidad"},
    "encargos.terminar": {"id": "encargo_dado"},
    "reconocimientos.papel": {"id": "reconocimiento"},
    "reconocimientos.mostrar": {"id": "reconocimiento"},
    "unidades.terminar_designacion": {"id": "designacion"},
    "asistencias.edicion": {"id": "edicion_en_curso"},
    "asistencias.descargar": {"id": "edicion_en_curso"},
    "asistencias.mia": {"id": "inscripcion"},
    "asistencias.historia": {"id": "asistencia"},
    "asistencias.reabrir": {"id": "jornada_cerrada"},
    "asistencias.reconocer": {"id": "visita"},
    "avisos.corregida": {"caida_id": "caida_de_nadie"},
    "formacion.deja_de_impartir": {"id": "imparte"},
    **{
        key: {"id": "curso"}
        for key in (
            "formacion.curso",
            "formacion.curso_editar",
            "formacion.curso_ofrecer",
            "formacion.curso_requisitos",
        )
    },
    "formacion.curso_requisito_quitar": {"id": "curso", "requisito": "requisito"},
    "formacion.contenido_editar": {"id": "contenido"},
    "formacion.contenido_pedir": {"id": "contenido"},
    "formacion.contenidos_empezar": {"clave": "clave"},
    "formacion.contenido_nuevo": {"clave": "clave"},
    "trayectos.plan": {"id": "unidad"},
    "trayectos.plan_en_hoja": {"id": "unidad"},
    "trayectos.confirmar": {"id": "externa"},
    "trayectos.no_confirmar": {"id": "externa"},
    "trayectos.mover": {"id": "paso_de_trayecto"},
    "formacion.cancelar": {"id": "inscripcion"},
    "formacion.reanudar_edicion": {"id": "edicion_cancelada"},
    "invitaciones.su_institucion": {"id": "invitacion_aceptada"},
    "invitaciones.atendida": {"id": "invitacion_por_atender"},
    "personas.confirmar_puesto": {"clave": "clave_de_por_confirmar", "institucion_id": "institucion"},
    "duplicados.fusion": {"id": "fusion"},
    "duplicados.elegir_persona": {"clave": "clave_de_otra"},
    "duplicados.comparar_personas": {"clave": "clave_de_otra", "otra": "clave_de_integrante"},
    "duplicados.elegir_institucion": {"id": "institucion"},
    "duplicados.comparar_instituciones": {"id": "institucion", "otra_id": "sin_unidad"},
    "busqueda.filtro_quitar": {"id": "filtro"},
    "busqueda.filtro_nuevo": {"?lista": "lista"},
    "busqueda.seleccion": {"?acto": "acto"},
    "duplicados.retomar": {"id": "par_ignorado"},
    "duplicados.deshacer": {"id": "fusion"},
    "relevos.acta": {"id": "relevo_hecho"},
    "relevos.nuevo": {"?designacion": "designacion"},
    "unidades.avanzar": {"paso": "clave_de_paso_que_sigue"},
    "unidades.nueva": {"?institucion": "institucion"},
    "vinculos.yo_tambien": {"id": "vinculo_hacia_mi"},
    "acceso.papel_nuevo": {"?persona": "clave_de_integrante"},
    "redes.nueva": {"?convocante": "institucion"},
    "invitaciones.nueva": {"?red": "clave"},
    "invitaciones.convocatoria_nueva": {"?red": "clave"},
    "invitaciones.borrador": {"id": "borrador"},
    "invitaciones.varias": {"?red": "clave", "?acto": "acto_de_invitaciones"},
    **{
        f"formacion.{pagina}": {"id": "edicion_abierta"}
        for pagina in ("inscribirme", "inscribir", "inscribir_a_varias")
    },
    "formacion.excepcion": {"clave": "clave_de_oculta"},
    "formacion.jefatura": {"id": "inscripcion_por_aprobar"},
    "formacion.aceptar": {"id": "inscripcion_ofrecida"},
    "redes.reactivar": {"membresia_id": "membresia_en_pausa"},
    "vinculos.nuevo": {"?institucion": "institucion"},
}
"""Lo que una página llena distinto de su dominio; con «?», lo que va después de la dirección."""

LO_ENVIADO: dict[str, dict[str, str]] = {
    **certificacion.LO_ENVIADO,
    "formacion.inscribir": {"persona": "clave_de_oculta"},
    "asistencias.marcar": {"marca": "marca_de_lista"},
}
"""Lo que un formulario necesita para no ser de nadie: campo y objeto del mundo que lo llena."""

SIN_DUENA = {
    **constancias.SIN_DUENA,
    "personas.aviso": "los avisos de privacidad son de cada país, los mismos para todas",
    "personas.aviso_escribir": "los avisos de privacidad son de cada país, los mismos para todas",
    "personas.aviso_revisar": "los avisos de privacidad son de cada país, los mismos para todas",
    "asistencias.sala": "el código de la sala se comprueba solo y dura minuto y medio",
    "agenda.calendario": "la ficha se comprueba sola, sin preguntar quién la trae",
    "acceso.restablecer": "la ficha se comprueba sola, sin preguntar quién la trae",
    "invitaciones.abrir": "la ficha se comprueba sola, sin preguntar quién la trae",
    "personas.confirmo": "la ficha se comprueba sola, sin preguntar quién la trae",
    "solicitudes.abrir": "la ficha se comprueba sola, sin preguntar quién la trae",
    "formacion.abrir_oferta": "la ficha se comprueba sola, sin preguntar quién la trae",
    "formacion.abrir_visto_bueno": "la ficha se comprueba sola, sin preguntar quién la trae",
    "solicitudes.abrir_respaldo": "la ficha se comprueba sola, sin preguntar quién la trae",
    "solicitudes.pedir": "la Red decidió que su página la lea cualquiera",
    "portal.conoce_red": "la Red decidió que su página la lea cualquiera",
    "solicitudes.decidir": "lo que no es de quien pide se salta, y sin nada se vuelve a la bandeja",
    "busqueda.seleccion": "a quiénes alcanza se pregunta otra vez, entre las personas de quien pide",
    "busqueda.filtro_nuevo": "dice qué lista se filtra, que es la misma para todas",
    "avisos.mensaje": "el buzón de la demostración es de todas",
    "territorios.ver": "el catálogo es de todas",
    "territorios.periodo_nuevo": "los gobiernos de un territorio son los mismos para todas",
    "territorios.periodo_editar": "los gobiernos de un territorio son los mismos para todas",
}
"""Páginas cuyo objeto no es de ninguna Red."""

PERSONALES: dict[str, frozenset[str]] = {
    **alianzas.PERSONALES,
    **certificacion.PERSONALES,
    **constancias.PERSONALES,
    **levantamientos.PERSONALES,
    "solicitudes.ver": frozenset({"enlace", "coordinadora", "administradora"}),
    "solicitudes.titular": frozenset({"enlace", "coordinadora", "administradora"}),
    **dict.fromkeys(
        (
            "asistencias.cerrar",
            "asistencias.descargar",
            "asistencias.edicion",
            "asistencias.escanear",
            "asistencias.estado",
            "asistencias.historia",
            "asistencias.hoja",
            "asistencias.hoja_pdf",
            "asistencias.justificar",
            "asistencias.leer",
            "asistencias.lista",
            "asistencias.marcar",
            "asistencias.marcas",
            "asistencias.pantalla",
            "asistencias.visita",
        ),
        frozenset({"integrante", "coordinadora", "administradora"}),  # en el mundo, la integrante imparte
    ),
    "asistencias.mia": frozenset({"integrante"}),
    "solicitudes.acto": frozenset({"coordinadora"}),
    "solicitudes.deshacer": frozenset({"coordinadora"}),
    "solicitudes.adelantar": frozenset({"coordinadora"}),
    "solicitudes.terminar_suplencia": frozenset({"coordinadora"}),
    "personas.escribir": frozenset({"integrante"}),
    "personas.lo_leido": frozenset({"integrante"}),
    "bienvenida.ver": frozenset({"integrante"}),
    "bienvenida.despues": frozenset({"integrante"}),
    "bienvenida.terminar": frozenset({"integrante"}),
    "reconocimientos.mostrar": frozenset({"integrante"}),
    "reconocimientos.papel": frozenset({"integrante", "coordinadora", "administradora"}),
    **dict.fromkeys(("evaluaciones.responder", "evaluaciones.mi_resultado"), frozenset({"integrante"})),
    **dict.fromkeys(
        (
            "evaluaciones.edicion",
            "evaluaciones.resultados",
            "evaluaciones.resultados_descargar",
            "evaluaciones.comparar",
            "acreditaciones.edicion",
        ),
        frozenset({"analista", "coordinadora", "administradora"}),
    ),
    **dict.fromkeys(
        (
            "evaluaciones.recordar",
            "evaluaciones.calificaciones",
            "evaluaciones.pegar",
            "acreditaciones.productos",
        ),
        frozenset({"coordinadora", "administradora"}),
    ),
    "redes.salir": frozenset({"integrante"}),
    "busqueda.filtro_quitar": frozenset({"coordinadora", "administradora"}),
    "archivos.descargar": frozenset({"enlace", "coordinadora", "administradora"}),
    "formacion.cancelar": frozenset({"integrante", "coordinadora", "administradora"}),
    "formacion.jefatura": frozenset({"integrante"}),
    "formacion.aceptar": frozenset({"integrante"}),
}
"""Páginas de la propia persona: quiénes alcanzan el objeto con que se llenan, además de tener el permiso."""


@dataclass(frozen=True)
class Camino:
    """Una ruta con un método y el permiso que declara."""

    extremo: str
    regla: str
    metodo: str
    permiso: Any
    argumentos: frozenset[str]

    @property
    def tiene_objeto(self) -> bool:
        """Si habla de un objeto que puede ser de otra Red."""
        return bool(self.llenado) and self.extremo not in SIN_DUENA

    @property
    def llenado(self) -> dict[str, str]:
        """Argumento y objeto del mundo que lo llena."""
        suyos = DE_PAGINA.get(self.extremo, {})
        dominio = self.extremo.partition(".")[0]
        llenos = {a: suyos.get(a) or DE_DOMINIO.get(f"{dominio}.{a}", "") for a in self.argumentos}
        return {**llenos, **{a: que for a, que in suyos.items() if a.startswith("?")}}

    def direccion(self, app: Flask, lado: Lado | None, **otros: str) -> str:
        """La dirección llena con lo de ese lado; sin lado, con lo que no existe."""
        valores: dict[str, Any] = {}
        for argumento, que in {**self.llenado, **otros}.items():
            if lado is not None and que in lado.llaves:
                valores[argumento.lstrip("?")] = lado[que]
            else:
                valores[argumento.lstrip("?")] = NO_EXISTE.get(_clase(argumento, que), NUMERO_QUE_NO_EXISTE)
        return str(app.url_map.bind("localhost").build(self.extremo, valores, method=self.metodo))

    def datos(self, lado: Lado | None) -> dict[str, Any]:
        """Lo mínimo que se envía con POST."""
        return {campo: lado[que] if lado else "" for campo, que in LO_ENVIADO.get(self.extremo, {}).items()}

    def admite(self, rol: str) -> bool:
        """Si la matriz deja pasar a ese papel hasta la página."""
        if self.permiso == PUBLICA:
            return True
        if rol == "anonima":
            return False
        if self.permiso is Permiso.USAR:
            return True
        return rol in {otro.value for otro in Rol} and Rol(rol) in MATRIZ[self.permiso]

    def alcanza(self, rol: str) -> bool:
        """Si, además, el objeto propio con que se llena le toca."""
        return self.admite(rol) and (self.extremo not in PERSONALES or rol in PERSONALES[self.extremo])

    def __str__(self) -> str:
        return f"{self.metodo} {self.regla}"


def _clase(argumento: str, que: str) -> str:
    if argumento.endswith(("_id", "id")) and not que.startswith("clave"):
        return "numero"
    return (
        "ficha"
        if que == "ficha"
        else "clave"
        if que.startswith("clave") or "clave" in argumento
        else "numero"
    )


@cache
def caminos(app: Flask) -> tuple[Camino, ...]:
    """Cada ruta de la aplicación con cada uno de sus métodos."""
    return tuple(
        Camino(
            regla.endpoint,
            regla.rule,
            metodo,
            getattr(app.view_functions[regla.endpoint], "permiso", None),
            frozenset(regla.arguments),
        )
        for regla in sorted(app.url_map.iter_rules(), key=lambda r: (r.rule, r.endpoint))
        for metodo in sorted((regla.methods or set()) - {"HEAD", "OPTIONS"})
    )


def sin_llenar(app: Flask) -> list[str]:
    """Rutas con argumentos que nadie sabe llenar."""
    return [
        f"{camino}: {argumento}"
        for camino in caminos(app)
        for argumento, que in camino.llenado.items()
        if not que and camino.extremo not in SIN_DUENA
    ]
