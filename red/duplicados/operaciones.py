"""Lo que cambia con los duplicados: hallarlos, ignorar un par, juntar dos registros y separarlos."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert

from red.acceso.modelos import Cuenta
from red.acceso.operaciones import cerrar_sesiones
from red.avisos.operaciones import encolar
from red.base import buscar as buscar_fila
from red.base import con_candado, db, uno_a_la_vez
from red.duplicados import agrupar, consultas, derechos, despues, diario
from red.duplicados.campos import Campo, campos_de, llenar
from red.duplicados.modelos import Clase, EstadoPar, Fusion, ParDuplicado
from red.duplicados.parecido import parecido_de_instituciones, parecido_de_personas
from red.duplicados.planos import Plano, tabla_de
from red.duplicados.politicas import resolver
from red.errores import ErrorDeDominio, NoEncontrado
from red.formacion.modelos import Edicion
from red.formacion.operaciones import poner_cupo
from red.permisos import Identidad
from red.reloj import ahora, hoy
from red.textos import para_buscar

POR_LOTE = 5_000


class NoRespondePorLasDos(ErrorDeDominio):
    """Alguna tiene algo fuera de las Redes de quien pide."""

    def __init__(self) -> None:
        super().__init__(
            "No puedes juntarlas tú: alguna pertenece también a otra Red o institución. Pide a la administración que "
            "las junte."
        )


class NoSePuedeJuntar(ErrorDeDominio):
    """Algo lo impide; el mensaje dice qué."""


class CambioMientras(ErrorDeDominio):
    """Lo que pasaría ya no es lo que se mostró."""

    def __init__(self) -> None:
        super().__init__(
            "Algo cambió mientras revisabas: esto es lo que pasaría ahora. No se ha hecho nada todavía."
        )


class YaDecidido(ErrorDeDominio):
    """El par ya no espera decisión."""

    def __init__(self) -> None:
        super().__init__("Ese par ya se había decidido.")


class YaDeshecha(ErrorDeDominio):
    """La fusión ya se había deshecho."""

    def __init__(self) -> None:
        super().__init__("Ya se había deshecho.")


class HayOtraDespues(ErrorDeDominio):
    """Una fusión posterior se apoya en ésta."""

    def __init__(self) -> None:
        super().__init__("Después se juntó con otro registro: deshaz primero esa fusión.")


# ---------------------------------------------------------------- Hallarlos


@dataclass(frozen=True)
class Hallazgo:
    """Qué dejó una búsqueda."""

    pares: int
    nuevos: int


def hallar(clase: Clase, dia: date) -> agrupar.Hallados:
    """Compara a quienes vale la pena, sin cambiar nada: se hace fuera de la transacción porque puede tardar."""
    if clase is Clase.PERSONA:
        return agrupar.pares_de_personas(consultas.fichas_de_personas(dia))
    return agrupar.pares_de_instituciones(consultas.fichas_de_instituciones(dia))


def guardar(clase: Clase, hallados: agrupar.Hallados) -> Hallazgo:
    """Deja al día los pares que se parecen; lo que alguien ya decidió no se toca.

    De dos procesos que buscan a la vez, el segundo espera y no repite lo que el primero guardó.
    """
    uno_a_la_vez("duplicados")
    guardados = consultas.pares_guardados(clase)
    sobran = [
        p.id for llave, p in guardados.items() if p.estado is EstadoPar.PENDIENTE and llave not in hallados
    ]
    for desde in range(0, len(sobran), 500):
        db.session.execute(delete(ParDuplicado).where(ParDuplicado.id.in_(sobran[desde : desde + 500])))
    momento = ahora()
    nuevos = []
    for (a_id, b_id), hallado in hallados.items():
        par = guardados.get((a_id, b_id))
        if par is not None:
            if par.puntos != hallado.puntos:
                par.puntos, par.razones = hallado.puntos, {"lista": list(hallado.razones)}
            continue
        nuevos.append(
            {
                "clase": clase,
                "a_id": a_id,
                "b_id": b_id,
                "puntos": hallado.puntos,
                "razones": {"lista": list(hallado.razones)},
                "estado": EstadoPar.PENDIENTE,
                "hallado_en": momento,
            }
        )
    for desde in range(0, len(nuevos), POR_LOTE):
        db.session.execute(insert(ParDuplicado), nuevos[desde : desde + POR_LOTE])
    return Hallazgo(len(hallados), len(nuevos))


A_MANO = "alguien eligió compararlas"


def proponer(clase: Clase, una_id: int, otra_id: int, quien: Identidad, dia: date) -> ParDuplicado:
    """El par de esos dos registros, lo haya hallado la búsqueda o no; si se había ignorado, vuelve a proponerse.

    Aparta a los dos, de modo que elegirlos dos veces deje un solo par. Lanza NoEncontrado si alguno no es de una Red
    que coordina, si ya se juntó con otro o si son el mismo.
    """
    a_id, b_id = sorted((una_id, otra_id))
    modelo = consultas.modelo_de(clase)
    registros = [con_candado(modelo, id_) for id_ in (a_id, b_id)]
    if a_id == b_id or any(registro.fusionada_en_id is not None for registro in registros):
        raise NoEncontrado
    if not all(derechos.la_ve(quien, clase, id_, dia) for id_ in (a_id, b_id)):
        raise NoEncontrado
    par = consultas.par_de(clase, a_id, b_id)
    if par is None:
        una, otra = consultas.fichas_de(clase, a_id, b_id, dia)
        de_personas = clase is Clase.PERSONA
        hallado = parecido_de_personas(una, otra) if de_personas else parecido_de_instituciones(una, otra)
        par = ParDuplicado(
            clase=clase,
            a_id=a_id,
            b_id=b_id,
            puntos=hallado.puntos,
            razones={"lista": [A_MANO, *hallado.razones]},
            hallado_en=ahora(),
        )
        db.session.add(par)
    elif par.estado is not EstadoPar.PENDIENTE:
        par.estado, par.decidido_por_id, par.decidido_en = EstadoPar.PENDIENTE, None, None
    db.session.flush()
    return par


# ---------------------------------------------------------------- Decidir


def ignorar(par_id: int, quien: Identidad) -> ParDuplicado:
    """No son la misma: el par deja de proponerse. Lanza NoEncontrado si no puede verlas y YaDecidido si ya se decidió."""
    par = _par_al_alcance(par_id, quien)
    if par.estado is not EstadoPar.PENDIENTE:
        raise YaDecidido
    par.estado, par.decidido_por_id, par.decidido_en = EstadoPar.IGNORADO, quien.persona, ahora()
    return par


def retomar(par_id: int, quien: Identidad) -> ParDuplicado:
    """Vuelve a proponer un par que se había ignorado."""
    par = _par_al_alcance(par_id, quien)
    if par.estado is not EstadoPar.IGNORADO:
        raise YaDecidido
    par.estado, par.decidido_por_id, par.decidido_en = EstadoPar.PENDIENTE, None, None
    return par


def _par_al_alcance(par_id: int, quien: Identidad) -> ParDuplicado:
    par = con_candado(ParDuplicado, par_id)
    exigir_que_las_vea(quien, par)
    return par


def exigir_que_las_vea(quien: Identidad, par: ParDuplicado) -> None:
    """Lanza NoEncontrado si alguna de las dos no es de una Red de quien pide; si ya se juntaron, si no lo es la que quedó."""
    bastan = any if par.estado is EstadoPar.FUSIONADO else all
    if not bastan(derechos.la_ve(quien, par.clase, id_, hoy()) for id_ in (par.a_id, par.b_id)):
        raise NoEncontrado


# ---------------------------------------------------------------- Juntar


@dataclass(frozen=True)
class Trazo:
    """Una fusión pensada: los datos que se eligen, los pasos y la huella de lo que se mostró."""

    plano: Plano
    campos: list[Campo]
    pasos: list[diario.Paso]
    huella: str

    @property
    def estorbos(self) -> list[str]:
        """Por qué no se puede, sin repetir."""
        return list(dict.fromkeys(self.plano.estorbos))


def trazar(
    quien: Identidad,
    clase: Clase,
    queda_id: int,
    se_va_id: int,
    elegidos: Mapping[str, str],
    momento: datetime | None = None,
) -> Trazo:
    """Lo que pasaría al juntar dos registros, sin cambiar nada. Lanza NoEncontrado si alguno ya se juntó con otro."""
    momento = momento or ahora()
    tabla = tabla_de(consultas.modelo_de(clase))
    plano = Plano(tabla, queda_id, se_va_id, quien, momento, hoy(), resolver)
    if any(plano.fila(tabla, id_)["fusionada_en_id"] is not None for id_ in (queda_id, se_va_id)):
        raise NoEncontrado
    if clase is Clase.PERSONA:
        con_cuenta = consultas.con_cuenta(queda_id, se_va_id)
        plano.hay_cuenta = bool(con_cuenta)
        plano.decide = queda_id if queda_id in con_cuenta or not con_cuenta else se_va_id
    campos = campos_de(plano, elegidos)
    for tocada in plano.apuntar(tabla, se_va_id, queda_id):
        resolver(plano, tocada)
    llenar(plano, campos)
    if not all(derechos.responde_por(quien, clase, id_, plano.dia) for id_ in (queda_id, se_va_id)):
        plano.estorbos.append(NoRespondePorLasDos().mensaje)
    pasos = diario.pasos_de(plano)
    return Trazo(plano, campos, pasos, diario.huella(pasos, momento))


def fusionar(
    quien: Identidad, clase: Clase, queda_id: int, se_va_id: int, elegidos: Mapping[str, str], vista: str
) -> Fusion:
    """Junta dos registros tal como se mostró. Aparta a los dos, en orden.

    Lanza NoSePuedeJuntar si algo lo impide y CambioMientras si lo que pasaría ya no es lo que se mostró (`vista`
    es la huella del trazo sin nada elegido). El que se va queda como lápida: su dirección lleva al otro.
    """
    modelo = consultas.modelo_de(clase)
    for id_ in sorted((queda_id, se_va_id)):
        con_candado(modelo, id_)
    mostrado = trazar(quien, clase, queda_id, se_va_id, {})
    if mostrado.estorbos:
        raise NoSePuedeJuntar(" ".join(mostrado.estorbos))
    if mostrado.huella != vista:
        raise CambioMientras
    trazo = trazar(quien, clase, queda_id, se_va_id, elegidos, mostrado.plano.momento)
    avisar_a = (
        consultas.correos_de_cuentas(trazo.plano.queda, trazo.plano.se_va) if clase is Clase.PERSONA else []
    )
    diario.hacer(trazo.pasos)
    db.session.expire_all()
    _cerrar_sesiones(trazo.plano.cuentas)
    _poner_al_dia_la_busqueda(clase, queda_id, se_va_id)
    _repartir(trazo.plano.ediciones)
    fusion = Fusion(
        clase=clase,
        queda_id=queda_id,
        se_va_id=se_va_id,
        quien_id=quien.persona or 0,
        hecha_en=trazo.plano.momento,
        diario={
            "pasos": trazo.pasos,
            "cuentas": sorted(trazo.plano.cuentas),
            "ediciones": sorted(trazo.plano.ediciones),
            **despues.dejado(clase, queda_id),
        },
    )
    db.session.add(fusion)
    par = consultas.par_de(clase, queda_id, se_va_id)
    if par is not None:
        par.estado, par.decidido_por_id, par.decidido_en = (
            EstadoPar.FUSIONADO,
            quien.persona,
            trazo.plano.momento,
        )
    for correo, nombre in avisar_a:
        encolar("registros_juntos", correo, {"nombre": nombre}, referencia=f"persona:{queda_id}")
    db.session.flush()
    return fusion


def _cerrar_sesiones(cuentas: set[int]) -> None:
    for id_ in sorted(cuentas):
        cerrar_sesiones(con_candado(Cuenta, id_))


def _poner_al_dia_la_busqueda(clase: Clase, *llaves: int) -> None:
    """Las palabras por las que se encuentran dependen de filas que acaban de cambiar de dueña."""
    for llave in llaves:
        fila = buscar_fila(consultas.modelo_de(clase), llave)
        fila.busqueda = para_buscar(fila.textos_de_busqueda())


def _repartir(ediciones: set[int]) -> None:
    """El lugar que quedó libre pasa a quien espera."""
    for id_ in sorted(ediciones):
        edicion = con_candado(Edicion, id_)
        poner_cupo(edicion, edicion.cupo)


def deshacer(quien: Identidad, fusion_id: int) -> list[str]:
    """Separa lo que se juntó y deja cada fila como estaba; devuelve lo que se conservó porque cambió después.

    Lanza NoEncontrado si no responde por quien quedó, YaDeshecha, o HayOtraDespues si otra fusión se apoya en ésta.
    """
    fusion = con_candado(Fusion, fusion_id)
    if not derechos.responde_por(quien, fusion.clase, fusion.queda_id, hoy()):
        raise NoEncontrado
    if fusion.deshecha_en is not None:
        raise YaDeshecha
    if consultas.fusion_posterior(fusion) is not None:
        raise HayOtraDespues
    modelo = consultas.modelo_de(fusion.clase)
    for id_ in sorted((fusion.queda_id, fusion.se_va_id)):
        con_candado(modelo, id_)
    for id_ in sorted(fusion.diario.get("ediciones", [])):
        con_candado(Edicion, id_)
    decidido = despues.decidido(fusion)
    conservado = diario.deshacer(fusion.diario.get("pasos", []))
    db.session.expire_all()
    llevado = despues.llevar(fusion, decidido)
    conservado = [*(uno for uno in conservado if uno not in llevado), *llevado]
    _poner_al_dia_la_busqueda(fusion.clase, fusion.queda_id, fusion.se_va_id)
    _cerrar_sesiones(set(fusion.diario.get("cuentas", [])))
    fusion.deshecha_en, fusion.deshecha_por_id = ahora(), quien.persona
    par = consultas.par_de(fusion.clase, fusion.queda_id, fusion.se_va_id)
    if par is not None:
        par.estado, par.decidido_por_id, par.decidido_en = EstadoPar.PENDIENTE, None, None
    db.session.flush()
    return conservado
