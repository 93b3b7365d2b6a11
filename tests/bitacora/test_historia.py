"""La historia de una fila se lee en palabras, sin lo reservado y sin depender de cuánta haya."""

from sqlalchemy import event

from red.acceso.operaciones import cambiar_contrasena, crear_cuenta
from red.base import db, transaccion
from red.bitacora.consultas import Busqueda, historia_de, leer, registros
from red.bitacora.escritura import actuando
from red.formacion.modelos import Edicion
from red.personas.modelos import Persona
from red.redes.modelos import Red
from tests import fabricas as f


def _frases(**busqueda):
    return [s["texto"] for s in leer(db.session.scalars(registros(Busqueda(**busqueda))).all())]


def test_un_cambio_se_dice_con_quien_que_y_de_cuanto_a_cuanto(app):
    red = f.una_red(nombre="Red de Prueba")
    edicion = f.una_edicion(red, nombre="Grupo A", cupo=20)
    ana = f.una_persona(nombre="Ana", primer_apellido="Ruiz")
    with actuando("formacion.edicion_editar", ana.id), transaccion():
        edicion.cupo = 30
    assert _frases()[0] == "Ana Ruiz cambió la edición «Grupo A»: cupo de 20 a 30"


def test_la_historia_de_una_ficha_no_repite_de_quien_habla_y_dice_quien_lo_hizo(app):
    red = f.una_red(nombre="Red Vieja")
    ana = f.una_persona(nombre="Ana", primer_apellido="Ruiz")
    with actuando("redes.editar", ana.id), transaccion():
        red.nombre = "Red Nueva"
    ultima, primera = historia_de(Red, red.id)
    assert (ultima["texto"], ultima["quien"]) == ("Cambió: nombre de «Red Vieja» a «Red Nueva»", "Ana Ruiz")
    assert primera["texto"] == "Se registró"
    assert historia_de("red", red.id) == [ultima, primera]


def test_una_llave_foranea_se_dice_con_el_nombre_de_a_quien_apunta(app):
    obras, cultura = f.una_institucion(nombre="Obras"), f.una_institucion(nombre="Cultura")
    persona = f.una_persona(nombre="Eva", primer_apellido="Soto")
    adscripcion = f.una_adscripcion(persona, obras)
    with transaccion():
        adscripcion.institucion_id = cultura.id
    frase = _frases(tabla="adscripcion")[0]
    assert "institución de «Obras» a «Cultura»" in frase
    assert "la adscripción de Eva Soto" in frase


def test_un_papel_que_termina_se_dice_que_termino(app):
    red = f.una_red()
    persona = f.una_persona()
    membresia = f.una_membresia(red, persona)
    with transaccion():
        membresia.hasta = f.hoy()
    assert "terminó la membresía" in _frases()[0]


def test_lo_reservado_nunca_aparece_en_claro(app):
    persona = f.una_persona()
    with transaccion():
        cuenta = crear_cuenta(persona, "una nube sobre el trigo")
    viejo = cuenta.contrasena
    with transaccion():
        cambiar_contrasena(cuenta, "otra nube sobre el trigo")
    filas = db.session.scalars(registros(Busqueda(tabla="cuenta"))).all()
    guardado = str([fila.cambios for fila in filas])
    for secreto in (viejo, cuenta.contrasena, cuenta.sello):
        assert secreto not in guardado
    assert "contraseña" in _frases(tabla="cuenta")[0]
    assert "(reservado)" not in " ".join(_frases(tabla="cuenta"))


def test_control_una_columna_sin_reservar_si_aparece(app):
    """Sin la marca de reservado el valor se ve: la prueba de arriba mira donde debe."""
    f.una_persona(correo="ana.canaria@ejemplo.test")
    filas = db.session.scalars(registros(Busqueda(tabla="persona"))).all()
    assert "ana.canaria@ejemplo.test" in str([fila.cambios for fila in filas])


def test_lo_que_guarda_una_orden_dice_que_orden_fue(app):
    with actuando("territorios importar"):
        f.un_territorio(nombre="Zapopan")
    assert _frases() == ["La orden «territorios importar» registró el territorio «Zapopan»"]


def test_quien_coordina_lee_solo_lo_de_su_red(app):
    propia, ajena = f.una_red(), f.una_red()
    f.una_edicion(propia, nombre="Grupo propio")
    f.una_edicion(ajena, nombre="Grupo ajeno")
    frases = " ".join(_frases(redes=frozenset({propia.id})))
    assert "Grupo propio" in frases
    assert "Grupo ajeno" not in frases
    assert "Grupo ajeno" in " ".join(_frases())


def test_una_inscripcion_es_de_la_red_de_su_edicion(app):
    from red.formacion.modelos import Inscripcion

    red = f.una_red()
    edicion = f.una_edicion(red)
    persona = f.una_persona()
    f.guardar(Inscripcion(edicion_id=edicion.id, persona_id=persona.id, lugar=1, pedida_en=f.ahora()))
    fila = db.session.scalars(registros(Busqueda(tabla="inscripcion"))).one()
    assert fila.red_id == red.id


def test_se_busca_por_persona_tabla_y_fechas(app):
    red = f.una_red()
    ana = f.una_persona(nombre="Ana", primer_apellido="Ruíz")
    with actuando("redes.editar", ana.id), transaccion():
        red.meta = 200
    assert _frases(persona="ruiz") == [f"Ana Ruíz cambió la Red «{red.nombre}»: meta de 100 a 200"]
    assert _frases(persona="nadie") == []
    assert len(_frases(tabla="red")) == 2
    hoy = f.hoy()
    assert _frases(tabla="red", desde=hoy, hasta=hoy)
    assert _frases(tabla="red", hasta=hoy - f.timedelta(days=1)) == []


def test_las_consultas_no_crecen_con_la_historia(app):
    red = f.una_red()
    edicion_id = f.una_edicion(red).id

    def cuantas() -> int:
        db.session.remove()
        pedidas = []
        escucha = lambda *a: pedidas.append(a[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", escucha)
        historia_de(Edicion, edicion_id)
        event.remove(db.engine, "before_cursor_execute", escucha)
        return len(pedidas)

    pocas = cuantas()
    for n in range(5):
        with actuando("formacion.edicion_editar", f.una_persona().id), transaccion():
            db.session.get(Edicion, edicion_id).cupo = 40 + n
    assert cuantas() <= pocas + 1


def test_una_tabla_o_columna_que_ya_no_existe_no_rompe_la_historia(app):
    from red.bitacora.modelos import Cambio, Registro

    f.guardar(
        Registro(
            en=f.ahora(),
            accion="sin acción",
            solicitud="0",
            cambio=Cambio.CAMBIAR,
            tabla="convenio_viejo",
            fila_id=7,
            cambios={"folio": ["1", "2"]},
        )
    )
    assert _frases() == ["La plataforma cambió un dato de «convenio viejo» 7: folio de «1» a «2»"]


def test_una_persona_se_nombra_como_se_muestra(app):
    persona = f.una_persona(nombre="Guadalupe", primer_apellido="Mora", nombre_preferido="Lupe")
    with transaccion():
        db.session.get(Persona, persona.id).telefono = "33 1234 5678"
    assert _frases(tabla="persona")[0].startswith("La plataforma cambió los datos de Lupe Mora")


def test_lo_mucho_que_una_accion_registra_se_dice_en_un_renglon(app):
    with actuando("territorios importar"), transaccion():
        for n in range(12):
            db.session.add(
                f.Territorio(pais="MX", nivel=f.Nivel.MUNICIPIO, codigo=f"{n:05d}", nombre=f"Lugar {n}")
            )
    (suceso,) = leer(db.session.scalars(registros(Busqueda())).all())
    assert suceso["texto"] == "La orden «territorios importar» registró 12 territorios"
    assert suceso["detalle"] == "Entre ellas: «Lugar 11»; «Lugar 10»; «Lugar 9»."


def test_lo_que_registran_dos_acciones_no_se_junta(app):
    for n in range(5):
        f.un_territorio(codigo=f"{n:05d}")
    assert len(_frases()) == 5


def test_cada_clase_de_dato_se_dice_como_la_diria_una_persona(app):
    from red.bitacora.modelos import Cambio, Registro
    from red.unidades.modelos import EstadoUnidad

    institucion = f.una_institucion()
    unidad = f.una_unidad(institucion, nombre="UIG", estado=EstadoUnidad.DESIGNADA)
    cuenta = f.una_cuenta(f.una_persona())
    with transaccion():
        unidad.estado, unidad.instalada_el, unidad.fundamento = (
            EstadoUnidad.INSTALADA,
            f.date(2026, 3, 8),
            "x" * 200,
        )
    frase = _frases(tabla="unidad")[0]
    assert "estado de «Designada» a «Instalada»" in frase
    assert "instalada el: 8 mar 2026" in frase
    with transaccion():
        cuenta.activa = False
    assert "activa de sí a no" in _frases(tabla="cuenta")[0]
    with transaccion():
        unidad.fundamento = None
    ultimo = leer(db.session.scalars(registros(Busqueda(tabla="unidad"))).all())
    assert "fundamento quedó sin dato" in ultimo[0]["texto"]
    assert "x" * 79 + "…" in ultimo[1]["texto"] + ultimo[1]["detalle"]
    f.guardar(
        Registro(
            en=f.ahora(),
            accion="analisis.exportar",
            solicitud="0",
            cambio=Cambio.LEER,
            tabla="red",
            fila_id=1,
            cambios={"formato": [None, "gexf"], "con_nombres": [None, True], "motivo": [None, None]},
        )
    )
    assert _frases(tabla="red")[0].endswith("leyó o descargó la Red 1: formato: «gexf»; con nombres: sí")
    with transaccion():
        db.session.delete(cuenta)
    assert "quitó la cuenta" in _frases(tabla="cuenta")[0]


def test_un_valor_guardado_que_hoy_no_se_entiende_se_dice_tal_cual(app):
    from red.bitacora.modelos import Cambio, Registro

    f.guardar(
        Registro(
            en=f.ahora(),
            accion="sin acción",
            solicitud="0",
            cambio=Cambio.CAMBIAR,
            tabla="unidad",
            fila_id=7,
            cambios={
                "estado": ["de_antes", "instalada"],
                "instalada_el": [None, "no es fecha"],
                "institucion_id": [1, 2],
            },
        )
    )
    frase = _frases(tabla="unidad")[0]
    assert "estado de «de_antes» a «Instalada»" in frase
    assert "«no es fecha»" in frase
    assert "institución de institucion 1 a institucion 2" in frase
