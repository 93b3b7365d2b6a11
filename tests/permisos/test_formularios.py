"""Lo que un formulario no puede: llegar sin su ficha, traer columnas de más, ni nombrar lo de otra Red."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Enum, Float, Integer
from werkzeug.datastructures import MultiDict

from red.base import Modelo
from red.permisos import Rol
from red.portero import PUBLICA
from red.reloj import hoy
from tests.permisos import certificacion
from tests.permisos.caminos import Camino, caminos
from tests.permisos.conftest import Escenario
from tests.permisos.formularios import Leido, con, leer

CONTRABANDO = "qcontrabandoq"
NUMERO = 987_654
FECHA = "1999-09-09"
PRUEBAN = ("coordinadora", "integrante", "enlace", "administradora")
"""Quiénes llenan cada formulario: quien coordina si puede; si no, la primera que pueda."""

CONTESTA: dict[str, dict[str, str]] = {
    **certificacion.CONTESTA,
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
    "formacion.inscribir_a_varias": {"correos": "una.nueva@ejemplo.test"},
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
    "personas.mi_perfil": {"telefono": "33 1234 5678"},
    "redes.nueva": {"clave": "red-nueva"},
    "unidades.designar": {"funcion": "enlace", "desde": "2026-02"},
    "instituciones.editar": {"telefono": "33 1234 5678", "sitio": "https://ejemplo.test"},
    "solicitudes.titular": {"titular_correo": "quien.encabeza@ejemplo.test"},
    "documentos.editar": {"titulo": "Carta", "cuerpo": "Acepto la función."},
    "avisos.texto": {"titulo": "Te invitamos", "cuerpo": "Escríbenos.\n\n{enlace}"},
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
}
"""Respuestas que no se adivinan leyendo la página."""


DOS_PASOS = {
    "busqueda.seleccion",
    "continuidad.cerrar",
    "continuidad.dividir",
    "continuidad.fusionar",
    "continuidad.repartir",
    "evaluaciones.calificaciones",
    "evaluaciones.pegar",
    "importacion.columnas",
    "importacion.nueva",
    "invitaciones.nueva",
} | certificacion.LEEN_PRIMERO
"""Las que primero muestran lo que harán, o piden un archivo: un envío suelto no guarda nada, y así debe ser."""


DE_TODAS = {"aviso_privacidad", "estandar", "territorio"}
"""Lo que es de un país, o de un registro nacional, y no de una Red: señalarlo no es señalar lo de otra."""
CON_FIRMA = {"avisos.rebotes"}
"""Las que llama otro servidor: no llevan ficha sino firma, y sin ella no existen (`tests/avisos`)."""


def _quien(camino: Camino) -> str | None:
    return next((rol for rol in PRUEBAN if camino.alcanza(rol)), None)


def _de_envio(escenario: Escenario) -> Iterator[Camino]:
    return (camino for camino in caminos(escenario.app) if camino.metodo != "GET")


# ---------------------------------------------------------------- La ficha contra falsificación


@pytest.mark.parametrize("falta", ["sin ficha", "con la de otra sesión", "desde otro sitio"])
def test_nada_se_envia_sin_la_ficha_de_la_propia_sesion(escenario: Escenario, falta: str) -> None:
    ajena = URLSafeTimedSerializer(escenario.app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps("b" * 64)
    datos: dict[str, Any] = {"con la de otra sesión": {"csrf_token": str(ajena)}}.get(falta, {})
    cabeceras = {"Sec-Fetch-Site": "cross-site"} if falta == "desde otro sitio" else {}
    faltas = []
    for camino in _de_envio(escenario):
        url = camino.direccion(escenario.app, escenario.mundo.alfa)
        rol = _quien(camino) or "administradora"
        respuesta = escenario.pedir(
            rol, camino.metodo, url, {**camino.datos(escenario.mundo.alfa), **datos},
            ficha=falta == "desde otro sitio", headers=cabeceras,
        )  # fmt: skip
        esperado = 404 if camino.extremo in CON_FIRMA and falta != "desde otro sitio" else 400
        if respuesta.status_code != esperado or escenario.escribio:
            faltas.append(
                f"{camino} como {rol}, {falta}: {respuesta.status_code}, guardó={escenario.escribio}"
            )
            escenario.restaurar()
    assert not faltas, "\n".join(
        ["", *faltas, "Remedio: CSRFProtect en red/aplicacion.py, y ningún csrf.exempt sin firma"]
    )


# ---------------------------------------------------------------- Columnas de más y objetos ajenos


def _de_contrabando(escenario: Escenario) -> dict[str, str]:
    """Un valor reconocible para el nombre de cada columna de cada tabla."""
    beta = escenario.mundo.beta
    valores = {
        "persona": beta["clave_de_otra"],
        "red": beta["clave"],
        "institucion": str(beta["institucion"]),
    }
    for tabla in Modelo.metadata.sorted_tables:
        for columna in tabla.columns:
            valores.setdefault(columna.name, _valor(escenario, columna))
    return valores


def _valor(escenario: Escenario, columna: Column[Any]) -> str:
    beta = escenario.mundo.beta
    if columna.name == "id":
        return str(beta["persona_otra"])
    for llave in columna.foreign_keys:
        return str(beta.hasta[llave.column.table.name])
    if columna.name == "rol":
        return Rol.ADMINISTRADORA.value
    if isinstance(columna.type, Enum):
        return str(columna.type.enums[-1])
    if isinstance(columna.type, Boolean):
        return "1"
    if isinstance(columna.type, (Integer, Float)):
        return str(NUMERO)
    if isinstance(columna.type, (Date, DateTime)) or "DateTime" in repr(columna.type):
        return FECHA
    return f'{{"x": "{CONTRABANDO}"}}' if isinstance(columna.type, JSON) else CONTRABANDO


def _leido(escenario: Escenario, camino: Camino, rol: str, url: str) -> Leido | None:
    con_get = any(c.metodo == "GET" and c.regla == camino.regla for c in caminos(escenario.app))
    if not con_get:
        return None
    respuesta = escenario.pedir(rol, "GET", url)
    return leer(respuesta.get_data(as_text=True), url) if respuesta.mimetype == "text/html" else None


def _mal_puesto(escenario: Escenario, *, contrabando: bool, de_todas: bool = False) -> list[str]:
    """Qué quedó guardado que no debía, después de un envío; quien administra sí cambia lo de todas las Redes."""
    beta, faltas = escenario.mundo.beta, []
    antes = escenario.antes()
    for tabla, filas in escenario.cambios().items():
        if tabla in {"registro", "freno"}:
            continue
        columnas = Modelo.metadata.tables[tabla].c
        for fila in filas:
            previa = antes[tabla].get(fila["id"], {})
            if not de_todas and beta.desde[tabla] < fila["id"] <= beta.hasta[tabla]:
                faltas.append(f"cambió {tabla} {fila['id']}, que es de la otra Red")
            for nombre, valor in fila.items():
                if nombre == "id" or valor == previa.get(nombre):
                    continue
                for llave in columnas[nombre].foreign_keys:
                    ajena = llave.column.table.name
                    if ajena in DE_TODAS:
                        continue
                    if not de_todas and valor is not None and beta.desde[ajena] < valor <= beta.hasta[ajena]:
                        faltas.append(f"{tabla}.{nombre} quedó apuntando a {ajena} {valor}, de la otra Red")
                if contrabando and _es_contrabando(valor):
                    faltas.append(f"{tabla}.{nombre} quedó con lo que nadie preguntó: {valor!r}")
                if tabla == "asignacion" and nombre == "rol" and valor == Rol.ADMINISTRADORA:
                    faltas.append("alguien quedó como administradora")
    return faltas


def _es_contrabando(valor: Any) -> bool:
    dicho = str(valor.date() if isinstance(valor, datetime) else valor)
    return CONTRABANDO in dicho or dicho in {FECHA, str(NUMERO), str(float(NUMERO))}


def test_las_columnas_de_mas_no_se_guardan(escenario: Escenario) -> None:
    """A cada formulario, llenado bien, se le agrega una columna de cada tabla: ninguna se toma en cuenta."""
    faltas, guardaron, intentaron = [], set(), set()
    contrabando = _de_contrabando(escenario)
    for camino in _de_envio(escenario):
        rol = _quien(camino)
        if rol is None or camino.permiso == PUBLICA:
            continue
        url = camino.direccion(escenario.app, escenario.mundo.alfa)
        leido = _leido(escenario, camino, rol, url)
        datos = con(leido, **camino.datos(escenario.mundo.alfa), **CONTESTA.get(camino.extremo, {}))
        suyos = set(datos) | (set(leido.escritos) | leido.elegidos if leido else set())
        enviado: MultiDict[str, str] = MultiDict({**{c: v for c, v in contrabando.items() if c not in suyos}})
        for campo, valores in datos.lists():
            enviado.setlist(campo, valores)
        enviado["csrf_token"] = escenario.ficha
        respuesta = escenario.pedir(rol, camino.metodo, url, enviado, ficha=False)  # type: ignore[arg-type]
        intentaron.add(camino.extremo)
        if respuesta.status_code >= 500:
            faltas.append(f"{camino} como {rol}: {respuesta.status_code}")
        if escenario.escribio:
            guardaron.add(camino.extremo)
            malos = _mal_puesto(escenario, contrabando=True, de_todas=rol == "administradora")
            faltas += [f"{camino} como {rol}: {falta}" for falta in malos]
            escenario.restaurar()
    assert not faltas, "\n".join(
        ["", *faltas, "Remedio: una operación recibe sólo los campos de su formulario"]
    )
    intentaron -= DOS_PASOS
    mudos = sorted(intentaron - guardaron)
    assert len(guardaron) >= 0.9 * len(intentaron), f"Remedio: enseña a CONTESTA cómo se llenan: {mudos}"


def test_lo_de_otra_red_no_entra_por_un_formulario(escenario: Escenario) -> None:
    """Cada lista de elegir recibe lo de la otra Red: se rechaza, o no se toma en cuenta."""
    faltas, probados = [], 0
    contrabando = _de_contrabando(escenario)
    for camino in _de_envio(escenario):
        rol = _quien(camino)
        if rol is None or rol == "administradora" or camino.permiso == PUBLICA:
            continue
        url = camino.direccion(escenario.app, escenario.mundo.alfa)
        leido = _leido(escenario, camino, rol, url)
        base = con(leido, **camino.datos(escenario.mundo.alfa), **CONTESTA.get(camino.extremo, {}))
        nombran = {
            c for c in base if c in contrabando and (c.endswith("_id") or c in {"persona", "institucion"})
        }
        for campo in sorted(nombran):
            probados += 1
            enviado = MultiDict(base)
            enviado[campo] = _ajeno(escenario, campo, contrabando)
            enviado["csrf_token"] = escenario.ficha
            respuesta = escenario.pedir(rol, camino.metodo, url, enviado, ficha=False)  # type: ignore[arg-type]
            if respuesta.status_code >= 500:
                faltas.append(f"{camino} como {rol}, {campo}: {respuesta.status_code}")
            if escenario.escribio:
                malos = _mal_puesto(escenario, contrabando=False)
                faltas += [f"{camino} como {rol}, {campo}: {falta}" for falta in malos]
                escenario.restaurar()
    assert not faltas, "\n".join(
        ["", *faltas, "Remedio: las opciones de una lista salen de una consulta con alcance"]
    )
    assert probados >= 5, "Esta prueba ya no encuentra listas que probar: corrígela"


def _ajeno(escenario: Escenario, campo: str, contrabando: dict[str, str]) -> str:
    propias = {
        "persona_id": "persona_otra",
        "institucion_id": "institucion",
        "red_id": "red",
        "madre_id": "institucion",
    }
    return str(escenario.mundo.beta[propias[campo]]) if campo in propias else contrabando[campo]


def test_el_contrabando_se_notaria(escenario: Escenario) -> None:
    """Si una vista guardara todo lo que llega, `_mal_puesto` lo diría."""
    from red.base import buscar, db
    from red.redes.modelos import Membresia

    with escenario.app.app_context():
        suya = buscar(Membresia, escenario.mundo.alfa["membresia"])
        suya.motivo = CONTRABANDO
        suya.red_id = escenario.mundo.beta["red"]
        db.session.commit()
    dichas = _mal_puesto(escenario, contrabando=True)
    assert any("membresia.motivo" in dicha for dicha in dichas)
    assert any("membresia.red_id" in dicha for dicha in dichas)
