"""La demostración en la base: completa, coherente con las reglas de cada dominio, y una sola vez."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from red.acceso.contrasenas import revisar
from red.acceso.modelos import Asignacion, Cuenta
from red.acceso.operaciones import resumir
from red.base import Modelo, db, transaccion
from red.bitacora.escritura import actuando
from red.bitacora.modelos import Registro
from red.configuracion import Entorno
from red.demostracion.carga import cargar
from red.demostracion.cuentas import CONTRASENA, cuentas_cargadas
from red.demostracion.redes_demo import componer
from red.demostracion.tipos import RedDemo
from red.errores import YaRegistrado
from red.formacion.modelos import Curso, Edicion, EstadoInscripcion, Inscripcion, Jornada
from red.instituciones.modelos import Institucion
from red.invitaciones.modelos import Invitacion
from red.permisos import Rol
from red.personas.consultas import aviso_vigente
from red.personas.modelos import Adscripcion, Consentimiento, Finalidad, Interes, Persona
from red.personas.operaciones_privacidad import publicar_avisos
from red.redes.modelos import Membresia, Participacion, Red
from red.reloj import ahora, hoy
from red.territorios.modelos import Territorio
from red.unidades.modelos import Designacion, Unidad
from red.vinculos.modelos import Colaboracion
from tests.cliente import Cliente
from tests.demostracion.cargada import Cargada
from tests.fabricas import una_red
from tests.motores import Fabrica

TABLAS: dict[str, type[Modelo]] = {
    "instituciones": Institucion,
    "personas": Persona,
    "adscripciones": Adscripcion,
    "membresias": Membresia,
    "invitaciones": Invitacion,
    "unidades": Unidad,
    "designaciones": Designacion,
    "cursos": Curso,
    "ediciones": Edicion,
    "inscripciones": Inscripcion,
    "colaboraciones": Colaboracion,
    "cuentas": Cuenta,
}


def cuantas(modelo: type[Modelo], *condiciones: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(modelo).where(*condiciones)) or 0


def todas(modelo: type[Modelo]) -> Any:
    return db.session.scalars(select(modelo).order_by(modelo.id)).all()


def poner(redes: list[RedDemo]) -> Any:
    with actuando("demo cargar"), transaccion():
        publicar_avisos(min(red.creada_el for red in redes))
        return cargar(redes, hoy(), resumir(CONTRASENA))


def _cargar(_app: Flask) -> RedDemo:
    redes = componer("guadalajara", hoy())
    poner(redes)
    return redes[0]


@pytest.fixture(scope="module")
def con_guadalajara(bases: Fabrica, motor: str) -> Cargada:
    return Cargada(bases, motor, _cargar)


@pytest.fixture(scope="module")
def _de_todas(con_guadalajara: Cargada) -> Iterator[Flask]:
    with con_guadalajara.para_mirar() as app:
        yield app


@pytest.fixture
def guadalajara(_de_todas: Flask, con_guadalajara: Cargada) -> Iterator[RedDemo]:
    """La Red de Guadalajara ya cargada, para mirarla; lo que da es su ficha."""
    with _de_todas.app_context():
        yield con_guadalajara.dicho
        db.session.remove()


@pytest.fixture
def copia(con_guadalajara: Cargada) -> Iterator[Flask]:
    """La Red de Guadalajara ya cargada, para cambiarla."""
    with con_guadalajara.copia() as app:
        yield app


def test_cada_ficha_se_vuelve_una_fila(guadalajara: RedDemo) -> None:
    for nombre, modelo in TABLAS.items():
        assert cuantas(modelo) == len(getattr(guadalajara, nombre)), nombre
    administracion = sum(cuenta.rol == Rol.ADMINISTRADORA for cuenta in guadalajara.cuentas)
    assert cuantas(Asignacion) == len(guadalajara.asignaciones) + administracion
    assert cuantas(Jornada) == sum(len(e.jornadas) for e in guadalajara.ediciones)
    assert cuantas(Consentimiento) == sum(len(p.consentimientos) for p in guadalajara.personas)
    assert cuantas(Interes) == sum(len(p.ofrece) + len(p.busca) for p in guadalajara.personas)
    assert cuantas(Participacion) == sum(i.participa for i in guadalajara.instituciones)


def test_lo_guardado_dice_lo_mismo_que_la_ficha(guadalajara: RedDemo) -> None:
    red = db.session.scalars(select(Red)).one()
    assert (red.nombre, red.meta, red.zona) == (guadalajara.nombre, 100, "America/Mexico_City")
    assert red.convocante.siglas == "InMujeresGDL"
    assert red.territorio.codigo == "14039"
    fichas = {ficha.correo: ficha for ficha in guadalajara.personas}
    for persona in todas(Persona):
        ficha = fichas[persona.correo]
        assert persona.nombre_completo == ficha.nombre_completo
        assert persona.visibilidad == dict(ficha.visibilidad)
        assert "inventada" in (persona.ofrece or "")
    puestos = Counter((a.puesto, a.desde, a.hasta) for a in todas(Adscripcion))
    assert puestos == Counter((a.puesto, a.desde, a.hasta) for a in guadalajara.adscripciones)


def test_cada_municipio_queda_en_su_estado(guadalajara: RedDemo) -> None:
    lugar = db.session.scalars(select(Territorio).where(Territorio.codigo == "14039")).one()
    assert [lugar.nombre, lugar.madre.nombre, lugar.madre.madre.nombre] == [
        "Guadalajara",
        "Jalisco",
        "México",
    ]


def test_nadie_tiene_lugar_fuera_del_cupo_y_la_espera_es_por_llegada(guadalajara: RedDemo) -> None:
    hay_espera = False
    for edicion in todas(Edicion):
        suyas = [i for i in todas(Inscripcion) if i.edicion_id == edicion.id]
        con_lugar = [i for i in suyas if i.estado is EstadoInscripcion.INSCRITA]
        esperan = [i for i in suyas if i.estado is EstadoInscripcion.EN_ESPERA]
        assert [i.lugar for i in con_lugar] == list(range(1, len(con_lugar) + 1))
        assert len(con_lugar) <= edicion.cupo
        assert not esperan or len(con_lugar) == edicion.cupo
        assert [i.pedida_en for i in suyas] == sorted(i.pedida_en for i in suyas)
        if esperan:
            hay_espera = True
            assert min(i.id for i in esperan) > max(i.id for i in con_lugar)
    assert hay_espera


def test_las_invitaciones_quedan_en_el_estado_de_su_ficha(guadalajara: RedDemo) -> None:
    esperados = Counter(ficha.estado(hoy()) for ficha in guadalajara.invitaciones)
    assert Counter(i.estado(ahora()).value for i in todas(Invitacion)) == esperados
    assert set(esperados) == {"enviada", "abierta", "aceptada", "rechazada", "vencida", "revocada"}
    for invitacion in todas(Invitacion):
        pasos = [invitacion.creada_en, invitacion.abierta_en, invitacion.aceptada_en]
        dados = [paso for paso in pasos if paso]
        assert dados == sorted(dados)
        assert max(dados) <= ahora()


def test_quien_consintio_leyo_un_texto_que_ya_regia(guadalajara: RedDemo) -> None:
    aviso = aviso_vigente("MX", hoy())
    dados = todas(Consentimiento)
    assert {c.aviso_id for c in dados} == {aviso.id}
    assert min(c.otorgado_en for c in dados).date() >= aviso.vigente_desde
    integran = set(db.session.scalars(select(Membresia.persona_id)))
    participan = {c.persona_id for c in dados if c.finalidad is Finalidad.PARTICIPAR}
    assert integran <= participan


def test_los_papeles_llevan_el_ambito_que_les_toca(guadalajara: RedDemo) -> None:
    for papel in todas(Asignacion):
        ambito = (papel.red_id is not None, papel.institucion_id is not None)
        esperado = {
            Rol.ADMINISTRADORA: (False, False),
            Rol.ANALISTA: (True, False),
            Rol.COORDINADORA: (True, False),
            Rol.ENLACE: (False, True),
        }
        assert ambito == esperado[papel.rol]


def test_la_bitacora_dice_que_lo_hizo_la_carga(guadalajara: RedDemo) -> None:
    acciones = set(db.session.scalars(select(Registro.accion)))
    assert acciones == {"demo cargar"}
    assert cuantas(Registro, Registro.tabla == "persona") == len(guadalajara.personas)


def test_volver_a_cargar_no_cambia_nada_y_lo_dice(copia: Flask, con_guadalajara: Cargada) -> None:
    guadalajara = con_guadalajara.dicho
    antes = {modelo: cuantas(modelo) for modelo in (*TABLAS.values(), Territorio, Registro)}
    resultado = poner([guadalajara])
    assert resultado.cargadas == []
    assert resultado.ya_estaban == [guadalajara.nombre]
    assert {modelo: cuantas(modelo) for modelo in antes} == antes


def test_a_una_red_cargada_se_le_pueden_sumar_las_otras(copia: Flask, con_guadalajara: Cargada) -> None:
    resultado = poner(componer("estatal", hoy()))
    assert resultado.ya_estaban == [con_guadalajara.dicho.nombre]
    assert len(resultado.cargadas) == 2
    assert cuantas(Red) == 3
    repetidos = select(Territorio.pais, Territorio.nivel, Territorio.codigo)
    assert (
        db.session.execute(repetidos.group_by(*repetidos.selected_columns).having(func.count() > 1)).all()
        == []
    )


def test_una_ficha_que_rompe_una_regla_no_deja_nada_a_medias(app: Flask) -> None:
    red = componer("guadalajara", hoy())[0]
    primera = red.inscripciones[0]
    doble = replace(primera, clave="doble", lugar=None)
    with pytest.raises(YaRegistrado):
        poner([replace(red, inscripciones=(*red.inscripciones, doble))])
    assert cuantas(Red) == 0
    assert cuantas(Persona) == 0


def test_la_contrasena_publica_cumple_las_reglas_de_cualquier_cuenta() -> None:
    for red in componer("estatal", hoy()):
        personas = {p.clave: p for p in red.personas}
        for cuenta in red.cuentas:
            p = personas[cuenta.persona]
            revisar(
                CONTRASENA, [p.nombre, p.nombre_preferido, p.primer_apellido, p.segundo_apellido, p.correo]
            )


def test_nadie_mas_puede_entrar(guadalajara: RedDemo) -> None:
    con_cuenta = set(db.session.scalars(select(Persona.correo).join(Cuenta)))
    assert con_cuenta == {cuenta.correo for cuenta in guadalajara.cuentas}


@pytest.fixture
def en_produccion(app: Flask) -> Iterator[Flask]:
    configuracion = app.config["RED"]
    app.config["RED"] = replace(configuracion, entorno=Entorno.PRODUCCION)
    yield app
    app.config["RED"] = configuracion


def orden(app: Flask, *argumentos: str) -> Any:
    return app.test_cli_runner().invoke(args=argumentos)


def test_en_produccion_no_se_carga_sin_decirlo(en_produccion: Flask) -> None:
    for argumentos in (("demo", "cargar"), ("preparar-demo",)):
        negada = orden(en_produccion, *argumentos)
        assert negada.exit_code == 1
        assert "producción" in negada.output
    assert cuantas(Red) == 0


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_en_produccion_se_carga_a_sabiendas_y_solo_la_escala_pedida(en_produccion: Flask) -> None:
    """En un solo motor: `preparada` ya carga en los dos lo mismo y más, y a quien pregunta por producción le da igual."""
    aceptada = orden(
        en_produccion, "demo", "cargar", "--escala", "guadalajara", "--si-quiero-datos-inventados"
    )
    assert aceptada.exit_code == 0, aceptada.output
    assert cuantas(Red) == 1


def _preparar(app: Flask) -> str:
    hecha = orden(app, "preparar-demo")
    assert hecha.exit_code == 0, hecha.output
    return str(hecha.output)


@pytest.fixture(scope="module")
def preparada(bases: Fabrica, motor: str) -> Cargada:
    """Lo que deja en una base vacía la orden de preparar la demostración; lo dicho es lo que escribió."""
    return Cargada(bases, motor, _preparar)


@pytest.fixture
def demo(preparada: Cargada) -> Iterator[Flask]:
    """La demostración preparada, para cambiarla."""
    with preparada.copia() as app:
        yield app


def test_preparar_deja_todo_listo_y_repetirlo_no_cambia_nada(demo: Flask, preparada: Cargada) -> None:
    primera = preparada.dicho
    assert "Cargada: Red estatal de Unidades de Igualdad de Género" in primera
    registros = cuantas(Registro)
    assert registros > 0
    segunda = _preparar(demo)
    assert "Cargada" not in segunda
    assert cuantas(Registro) == registros
    for salida in (primera, segunda):
        assert CONTRASENA in salida
        assert "coordinadora@guadalajara.ejemplo.test" in salida


def test_con_cada_cuenta_se_entra_por_el_formulario(demo: Flask) -> None:
    correos = [cuenta.correo for _, cuentas in cuentas_cargadas(hoy()) for cuenta in cuentas]
    assert len(correos) == cuantas(Cuenta) == 9
    for correo in correos:
        assert entrar(demo, correo, CONTRASENA) == 303, correo
    assert entrar(demo, correos[0], f"{CONTRASENA} no") == 422


def entrar(app: Flask, correo: str, contrasena: str) -> int:
    """Qué responde el formulario de entrada; cada visita con su contexto, para que ninguna herede otra sesión."""
    with app.app_context():
        datos = {"correo": correo, "contrasena": contrasena}
        return Cliente(app).post("/acceso/entrar", datos).status_code


def test_preparar_no_toca_una_base_con_otra_red(app: Flask) -> None:
    una_red(clave="propia")
    assert orden(app, "preparar-demo").exit_code == 0
    assert cuantas(Red) == 1
    assert cuantas(Persona) == 0


def test_sin_demostracion_la_lista_de_cuentas_dice_que_hacer(app: Flask) -> None:
    assert "demo cargar" in orden(app, "demo", "cuentas").output


def test_las_tablas_de_la_ficha_se_comprueban_todas() -> None:
    de_la_ficha = {
        campo.name for campo in fields(RedDemo) if campo.type == "tuple" or "tuple[" in str(campo.type)
    }
    assert de_la_ficha == {*TABLAS, "asignaciones"}
