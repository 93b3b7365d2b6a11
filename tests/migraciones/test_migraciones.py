"""Las migraciones arman el esquema que los modelos dicen, van y vuelven, y no se estorban entre sí."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    inspect,
    text,
)

from red.aplicacion import crear_app
from red.base import Modelo, db
from red.reloj import ahora, hoy
from tests.migraciones.esquema import (
    esquema,
    huella,
    indices_parciales,
    motor_de,
    reglas_de_los_modelos,
    version,
)
from tests.motores import Fabrica, configurar

RAIZ = Path(__file__).resolve().parents[2]
VERSIONES = sorted((RAIZ / "migraciones" / "versiones").glob("*.py"))
Llevar = Callable[..., None]


def _libro() -> ScriptDirectory:
    return ScriptDirectory(str(RAIZ / "migraciones"), version_locations=[str(VERSIONES[0].parent)])


def _en_orden() -> list[str]:
    return [paso.revision for paso in reversed(list(_libro().walk_revisions()))]


def test_las_versiones_llevan_numeros_seguidos_y_nombre_en_espanol() -> None:
    numeros = [archivo.name.partition("_")[0] for archivo in VERSIONES]
    esperados = [f"{n:04d}" for n in range(1, len(VERSIONES) + 1)]
    assert numeros == esperados, 'Remedio: crea la migración con «make migracion m="qué cambia"»'
    assert _en_orden() == esperados, (
        "Remedio: cada versión baja a la anterior (down_revision) y hay una sola punta"
    )
    for archivo in VERSIONES:
        assert re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", archivo.name), archivo.name
        assert "Aplica el cambio" in archivo.read_text(), f"{archivo.name} no salió de nuestra plantilla"


def test_subir_bajar_y_volver_a_subir_deja_lo_mismo(vacia: str, subir: Llevar, bajar: Llevar) -> None:
    subir(vacia)
    primera = huella(vacia)
    assert version(vacia) == _en_orden()[-1]
    bajar(vacia)
    assert esquema(vacia) == {}, "Remedio: downgrade() deshace todo lo que upgrade() hizo"
    assert version(vacia) is None
    subir(vacia)
    assert huella(vacia) == primera


def test_cada_version_se_puede_deshacer_sola(vacia: str, subir: Llevar, bajar: Llevar) -> None:
    anterior, pasos = "base", []
    antes = huella(vacia)
    for revision in _en_orden():
        subir(vacia, revision)
        despues = huella(vacia)
        assert despues != antes, f"La versión {revision} no cambia nada"
        bajar(vacia, anterior)
        pasos.append((revision, huella(vacia) == antes))
        subir(vacia, revision)
        pasos.append((revision, huella(vacia) == despues))
        anterior, antes = revision, despues
    assert all(igual for _, igual in pasos), pasos


def _diferencias(direccion: str) -> list[object]:
    motor = motor_de(direccion)
    with motor.connect() as conexion:
        contexto = MigrationContext.configure(
            conexion, opts={"compare_type": True, "compare_server_default": True}
        )
        diferencias: list[object] = compare_metadata(contexto, Modelo.metadata)
    motor.dispose()
    return diferencias


def test_las_migraciones_arman_lo_que_los_modelos_dicen(migradas: Callable[[str], str], motor: str) -> None:
    diferencias = _diferencias(migradas(motor))
    assert diferencias == [], f'Remedio: make migracion m="qué cambia"\n{diferencias}'


def test_una_columna_sin_migracion_se_nota(migradas: Callable[[str], str], motor: str) -> None:
    tabla = Modelo.metadata.tables["territorio"]
    tabla.append_column(Column("olvidada", Text()))
    try:
        assert len(_diferencias(migradas(motor))) == 1
    finally:
        tabla._columns.remove(tabla.c.olvidada)


def test_las_reglas_de_los_modelos_estan_en_la_base_con_su_nombre(
    migradas: Callable[[str], str], motor: str
) -> None:
    motor_ = motor_de(migradas(motor))
    faltas = []
    with motor_.connect() as conexion:
        mirada = inspect(conexion)
        dichas = (
            mirada.get_multi_check_constraints(),
            mirada.get_multi_unique_constraints(),
            mirada.get_multi_indexes(),
        )
        for tabla, esperadas in reglas_de_los_modelos().items():
            hay = {regla["name"] for clase in dichas for regla in clase.get((None, tabla), ())}
            faltas += [f"{tabla}: falta {regla}" for regla in esperadas - hay]
            faltas += [f"{tabla}: sobra {regla}" for regla in hay - esperadas]
    motor_.dispose()
    assert not faltas, "\n".join(
        [*faltas, "Remedio: escribe en la migración la misma regla con el mismo nombre"]
    )


def _comprobaciones_distintas(direccion: str) -> list[str]:
    """Alembic no compara el texto de una comprobación: aquí se mira que sus palabras sean las del modelo."""
    motor = motor_de(direccion)
    distintas = []
    with motor.connect() as conexion:
        dichas = inspect(conexion).get_multi_check_constraints()
        for tabla in Modelo.metadata.sorted_tables:
            suyas = dichas.get((None, tabla.name), ())
            hay = {c["name"]: _palabras(str(c["sqltext"])) for c in suyas}
            for regla in tabla.constraints:
                if isinstance(regla, CheckConstraint) and str(regla.name) in hay:
                    compilada = regla.sqltext.compile(
                        dialect=motor.dialect, compile_kwargs={"literal_binds": True}
                    )
                    otras = (_palabras(str(compilada)) ^ hay[str(regla.name)]) - {tabla.name}
                    if otras:
                        distintas.append(f"{regla.name}: {sorted(otras)}")
    motor.dispose()
    return distintas


def test_las_comprobaciones_dicen_lo_mismo_que_los_modelos(
    migradas: Callable[[str], str], motor: str
) -> None:
    distintas = _comprobaciones_distintas(migradas(motor))
    assert not distintas, "\n".join([*distintas, "Remedio: la migración y el modelo comprueban lo mismo"])


def test_una_comprobacion_que_ya_no_dice_lo_mismo_se_nota(migradas: Callable[[str], str], motor: str) -> None:
    reglas = [r for r in Modelo.metadata.tables["edicion"].constraints if isinstance(r, CheckConstraint)]
    cupo = next(regla for regla in reglas if str(regla.name) == "ck_edicion_cupo_positivo")
    verdadera = cupo.sqltext
    cupo.sqltext = text("cupo > 0 AND cupo < 9000")
    try:
        assert _comprobaciones_distintas(migradas(motor)) == ["ck_edicion_cupo_positivo: ['9000']"]
    finally:
        cupo.sqltext = verdadera


def _palabras(condicion: str) -> set[str]:
    """Las palabras de una condición que no dependen de cómo la reescribe cada motor."""
    ruido = {
        "any",
        "array",
        "text",
        "character",
        "varying",
        "double",
        "precision",
        "in",
        "not",
        "and",
        "or",
        "is",
        "null",
    }
    return set(re.findall(r"[a-z_0-9]{2,}", condicion.lower())) - ruido


def test_lo_unico_entre_vigentes_solo_rige_sobre_lo_vigente(
    migradas: Callable[[str], str], motor: str
) -> None:
    esperados = indices_parciales()
    assert esperados, "Los modelos ya no declaran índices parciales: corrige esta prueba"
    motor_ = motor_de(migradas(motor))
    hallados = {}
    with motor_.connect() as conexion:
        for indices in inspect(conexion).get_multi_indexes().values():
            for indice in indices:
                condicion = indice.get("dialect_options", {}).get(f"{motor}_where")
                if condicion is not None:
                    hallados[indice["name"]] = (_palabras(str(condicion)), bool(indice["unique"]))
    motor_.dispose()
    assert hallados == {
        clave: (_palabras(str(indice.dialect_options["sqlite"]["where"])), bool(indice.unique))
        for clave, indice in esperados.items()
    }


def _salud(direccion: str, bases: Fabrica) -> tuple[int, dict[str, object]]:
    app = crear_app(configurar(direccion, bases.carpeta))
    respuesta = app.test_client().get("/salud")
    with app.app_context():
        db.engine.dispose()
    return respuesta.status_code, respuesta.get_json(silent=True) or {}


def test_la_salud_dice_si_el_esquema_esta_al_dia(bases: Fabrica, motor: str) -> None:
    migrada = bases.nueva(motor)
    codigo, dicho = _salud(migrada, bases)
    assert (codigo, dicho["bien"]) == (200, True)
    motor_ = motor_de(migrada)
    with motor_.connect() as conexion:
        conexion.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
        conexion.commit()
    motor_.dispose()
    codigo, dicho = _salud(migrada, bases)
    assert (codigo, dicho["bien"], dicho["esquema"]) == (503, False, "0000")


def test_sin_tablas_la_salud_tambien_contesta(vacia: str, bases: Fabrica) -> None:
    codigo, _ = _salud(vacia, bases)
    assert codigo == 503


def test_dos_que_migran_a_la_vez_no_se_estorban(
    vacia: str, bases: Fabrica, migradas: Callable[[str], str], motor: str
) -> None:
    entorno = {
        **os.environ,
        "RED_ENTORNO": "pruebas",
        "RED_BASE_DATOS": vacia,
        "RED_INSTANCIA": str(bases.carpeta),
    }
    orden = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
    procesos = [
        subprocess.Popen(
            orden, cwd=RAIZ, env=entorno, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(2)
    ]
    dichos = [proceso.communicate(timeout=90)[0] for proceso in procesos]
    assert [proceso.returncode for proceso in procesos] == [0, 0], "\n".join(dichos)
    assert version(vacia) == _en_orden()[-1]
    assert huella(vacia) == huella(migradas(motor))


LO_DE_ANTES: dict[str, dict[str, object]] = {
    "territorio": {"nivel": "municipio", "pais": "MX", "codigo": "14039"},
    "institucion": {
        "tipo": "dependencia",
        "orden": "municipal",
        "desde_precision": "dia",
        "hasta": None,
        "hasta_precision": "dia",
    },
    "persona": {"visibilidad": {}},
    "red": {"mide": "personas"},
    "aviso_privacidad": {"jurisdiccion": "MX"},
    "consentimiento": {"finalidad": "mapa"},
    "membresia": {"estado": "en_pausa"},
    "invitacion": {},
    "curso": {"tipo": "taller", "horas": 8},
    "edicion": {"modalidad": "mixta"},
    "inscripcion": {},
    "archivo": {"tipo": "pdf"},
    "documento": {"papel": "nombramiento"},
}
"""Una fila de cada cosa con que otras se enlazan, como se guardaba en la primera versión."""


def _llenar(direccion: str) -> None:
    de_su_tipo = {Integer: 1, Text: "x", String: "x", DateTime: ahora(), Date: hoy(), Boolean: True, JSON: {}}
    motor = motor_de(direccion)
    with motor.begin() as conexion:
        for nombre, dicho in LO_DE_ANTES.items():
            tabla = Table(nombre, MetaData(), autoload_with=conexion)
            obligadas = [c for c in tabla.columns if not c.nullable and c.name != "id"]
            fila = {
                columna.name: next(v for tipo, v in de_su_tipo.items() if isinstance(columna.type, tipo))
                for columna in obligadas
            }
            conexion.execute(tabla.insert(), {**fila, **dicho})
    motor.dispose()


def _poner_papel(direccion: str, papel: str) -> None:
    motor = motor_de(direccion)
    with motor.begin() as conexion:
        conexion.execute(text("UPDATE documento SET papel = :papel"), {"papel": papel})
    motor.dispose()


def test_lo_guardado_en_la_primera_version_sigue_ahi_en_la_ultima(
    vacia: str, subir: Llevar, bajar: Llevar
) -> None:
    """SQLite rehace las tablas que cambian: con llaves foráneas vigiladas no podría, o se llevaría lo que las señala."""
    subir(vacia, "0001")
    _llenar(vacia)
    subir(vacia)
    motor = motor_de(vacia)
    with motor.connect() as conexion:
        quedan = {t: conexion.exec_driver_sql(f"SELECT count(*) FROM {t}").scalar() for t in LO_DE_ANTES}  # noqa: S608
        enviada = conexion.exec_driver_sql(
            "SELECT count(*) FROM invitacion WHERE enviada_en IS NOT NULL"
        ).scalar()
        versiones = conexion.exec_driver_sql(
            "SELECT v.numero, v.horas FROM edicion JOIN version_de_curso v ON v.id = edicion.version_id"
        ).all()
    motor.dispose()
    assert quedan == dict.fromkeys(LO_DE_ANTES, 1)
    assert [tuple(fila) for fila in versiones] == [(1, 8)]
    assert enviada == 1
    bajar(vacia, "0001")
