"""Lo que dice una red medida en arreglos, de cualquier tamaño: qué cuidar, a quién vincular, qué tejieron los cursos.

Ley de este módulo: cada hallazgo nombra a quién toca y los hechos que lo prueban, y ninguno ordena personas por su valor.
No conoce la base: `nombre` le dice cómo se llama cada nodo.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from red.analisis import redaccion
from red.analisis.efecto import Efecto
from red.analisis.grafos import Clase
from red.analisis.lectura import Accion, ClaseAccion, ClaseHallazgo, Confianza, Gravedad, Hallazgo
from red.analisis.mediciones import Mediciones
from red.analisis.motor import conectividad
from red.analisis.recetas import Vista
from red.analisis.redaccion import Palabras
from red.textos import numero

MAXIMO = 8
Nombrar = Callable[[NDArray[np.int64]], list[str]]


class Leida:
    """Una vista medida, con lo que los hallazgos preguntan una y otra vez."""

    def __init__(self, vista: Vista, medidas: Mediciones, nombrar: Nombrar, palabras: Palabras) -> None:
        self.vista, self.medidas, self.nombrar, self.palabras = vista, medidas, nombrar, palabras
        self.personas = vista.de(Clase.PERSONA)
        self.instituciones = vista.de(Clase.INSTITUCION)

    def columna(self, medida: str) -> NDArray[Any]:
        """Los valores de una medida, por nodo."""
        return self.medidas.columnas[medida]

    def nodos(self, lugares: Sequence[int]) -> tuple[str, ...]:
        """Cómo los llaman el mapa y las direcciones."""
        return tuple(self.vista.identificadores[lugar] for lugar in lugares)

    def nombres(self, lugares: Sequence[int]) -> list[str]:
        """Cómo se llaman."""
        return self.nombrar(np.asarray(lugares, np.int64))

    def mayores(self, valores: NDArray[Any], cuales: NDArray[np.bool_], cuantos: int = MAXIMO) -> list[int]:
        """Los lugares de los mayores valores entre esos, de más a menos; sin los que valen cero."""
        sirven = np.flatnonzero(cuales & (np.nan_to_num(valores) > 0))
        orden = np.lexsort((self.vista.llaves[sirven], -valores[sirven]))
        return [int(lugar) for lugar in sirven[orden][:cuantos]]


def buscar(leida: Leida, efecto: Efecto | None = None) -> list[Hallazgo]:
    """Todos los hallazgos, de lo que urge a lo que conviene tener presente."""
    hallados = [hallazgo for hallar in BUSCADORES for hallazgo in hallar(leida)]
    hallados += _efecto(efecto) if efecto is not None else []
    return sorted(hallados, key=lambda h: (list(Gravedad).index(h.gravedad), -h.alcance, h.id))


def en_json(hallazgo: Hallazgo) -> dict[str, Any]:
    """Como se guarda."""
    return asdict(hallazgo)


def si_ella_se_va(leida: Leida) -> Iterator[Hallazgo]:
    """Personas cuya salida dejaría a otras sin camino, y quién se queda fuera."""
    pares = leida.columna("separa")
    for lugar in leida.mayores(pares, leida.personas):
        fuera = conectividad.separados(leida.vista.arreglos, lugar)
        quienes = [v for v in fuera if leida.personas[v]]
        lugares = [v for v in fuera if leida.instituciones[v]]
        if not quienes and not lugares:
            continue
        nombre = leida.nombres([lugar])[0]
        dichos = _describir(leida, quienes, lugares)
        total = int(leida.personas.sum())
        grave = len(quienes) >= max(3, 0.02 * total)
        yield Hallazgo(
            id=f"salida-{leida.nodos([lugar])[0]}",
            clase=ClaseHallazgo.SALIDA_QUE_CORTA,
            titulo=f"Si {nombre} se va, {dichos} {'queda' if len(quienes) + len(lugares) == 1 else 'quedan'} sin camino a la Red",
            frase=f"Hoy es el único paso hacia {dichos}.",
            porque=(
                f"Sin ella, {numero(int(pares[lugar]))} pares de personas, unidades e instituciones dejarían de alcanzarse.",
                *(f"Quedaría aparte: {n}." for n in leida.nombres((quienes or lugares)[:3])),
            ),
            que_hacer=_suceder(leida, lugar, nombre),
            nodos=leida.nodos([lugar, *quienes[:20], *lugares[:20]]),
            gravedad=Gravedad.ALTA if grave else Gravedad.MEDIA,
            confianza=Confianza.MEDIA,
            alcance=len(quienes) + len(lugares),
        )


def _describir(leida: Leida, quienes: Sequence[int], lugares: Sequence[int]) -> str:
    partes = []
    if quienes:
        partes.append(redaccion.personas(len(quienes)))
    if lugares:
        partes.append(leida.palabras.contar(len(lugares)))
    return " y ".join(partes)


def _suceder(leida: Leida, lugar: int, nombre: str) -> Accion:
    """Quien más contactos comparte con ella dentro de su institución podría sostener lo mismo."""
    grafo, grupo = leida.vista.arreglos, leida.vista.grupos[lugar]
    suyos = set(grafo.de(lugar).tolist())
    compas = (
        np.flatnonzero(leida.personas & (leida.vista.grupos == grupo)) if grupo >= 0 else np.zeros(0, int)
    )
    comunes = sorted(
        ((len(suyos & set(grafo.de(int(v)).tolist())), -int(v)) for v in compas[:200] if int(v) != lugar),
        reverse=True,
    )
    nodo = leida.nodos([lugar])
    if comunes and comunes[0][0] > 1:
        otra = -comunes[0][1]
        return Accion(
            ClaseAccion.DESIGNAR_SUPLENTE,
            f"{leida.nombres([otra])[0]} ya trata a {redaccion.personas(comunes[0][0])} de las que trata {nombre}: "
            "propónganle ser su suplente.",
            leida.nodos([lugar, otra]),
        )
    return Accion(
        ClaseAccion.DESIGNAR_SUPLENTE, f"Acuerden con {nombre} quién puede sostener esos lazos.", nodo
    )


def nodos_de_interconexion(leida: Leida) -> Iterator[Hallazgo]:
    """Quienes unen a instituciones que sin ellas no se tratan."""
    enlaza = (leida.columna("enlaza") + leida.columna("representa")).astype(float)
    pasan = leida.columna("intermediacion")
    for lugar in leida.mayores(np.where(enlaza > 0, pasan, 0.0), leida.personas):
        nombre = leida.nombres([lugar])[0]
        vecinos = leida.vista.arreglos.de(lugar)
        suyas = np.unique(leida.vista.grupos[vecinos])
        suyas = suyas[(suyas >= 0) & (suyas != leida.vista.grupos[lugar])]
        if len(suyas) < 2:
            continue
        parte, cada = redaccion.de_cada(float(pasan[lugar]))
        yield Hallazgo(
            id=f"interconexion-{leida.nodos([lugar])[0]}",
            clase=ClaseHallazgo.INTERCONEXION,
            titulo=f"{nombre} une a {leida.palabras.contar(len(suyas))} además de la suya",
            frase=f"Une a {numero(int(enlaza[lugar]))} pares de contactos de distinta {leida.palabras.una} que no se tratan entre sí.",
            porque=(f"De cada {numero(cada)} caminos cortos, {numero(parte)} pasan por {nombre}.",),
            que_hacer=Accion(
                ClaseAccion.DECLARAR_VINCULO,
                f"Con {nombre}, presenten a dos de sus contactos que aún no se tratan: el camino ya no dependerá sólo de ella.",
                leida.nodos([lugar]),
            ),
            nodos=leida.nodos([lugar]),
            gravedad=Gravedad.BAJA,
            confianza=Confianza.ALTA if leida.medidas.numeros["pivotes"] is None else Confianza.MEDIA,
            alcance=len(suyas),
        )


def instituciones_sueltas(leida: Leida) -> Iterator[Hallazgo]:
    """Las que no están unidas al grupo mayor, y las que cuelgan de una sola persona."""
    vista, pedazos = leida.vista, leida.medidas.pedazos
    if not leida.instituciones.any():
        return
    mayor = int(np.bincount(pedazos).argmax())
    sueltas = np.flatnonzero(leida.instituciones & (pedazos != mayor)).tolist()
    if sueltas:
        yield _de_instituciones(
            leida, sueltas, "sueltas",
            f"{redaccion.con_mayuscula(leida.palabras.contar(len(sueltas)))} sin ningún camino a las demás",
            "Nadie de ahí comparte curso, colaboración ni alianza con el grupo mayor de la Red.",
            Accion(ClaseAccion.INVITAR, "Invita a alguien de ahí: lo primero es que haya una persona.", leida.nodos(sueltas[:1])),
            Gravedad.ALTA if len(sueltas) > 0.3 * int(leida.instituciones.sum()) else Gravedad.MEDIA,
        )  # fmt: skip
    gente = np.bincount(vista.grupos[leida.personas & (vista.grupos >= 0)], minlength=len(vista.tejido.nodos))
    de_una = [i for i in np.flatnonzero(leida.instituciones).tolist() if gente[vista.grupos[i]] == 1]
    if de_una:
        yield _de_instituciones(
            leida, de_una, "de-una-persona",
            f"{redaccion.con_mayuscula(leida.palabras.contar(len(de_una)))} "
            f"{'está' if len(de_una) == 1 else 'están'} en la Red por una sola persona",
            "Si esa persona cambia de puesto, el lugar queda fuera.",
            Accion(ClaseAccion.INVITAR, "Invita a una segunda persona de cada una.", leida.nodos(de_una[:1])),
            Gravedad.MEDIA,
        )  # fmt: skip


def _de_instituciones(
    leida: Leida, lugares: list[int], que: str, titulo: str, frase: str, accion: Accion, gravedad: Gravedad
) -> Hallazgo:
    nombres = leida.nombres(lugares[:12])
    return Hallazgo(
        id=f"instituciones-{que}",
        clase=ClaseHallazgo.DEPENDENCIA_AISLADA if que == "sueltas" else ClaseHallazgo.DEPENDENCIA_COLGADA,
        titulo=titulo,
        frase=f"{frase} {redaccion.algunas(nombres) if len(lugares) <= 12 else redaccion.algunas(nombres[:3]) + f' y otras {numero(len(lugares) - 3)}'}.",
        porque=tuple(nombres),
        que_hacer=accion,
        nodos=leida.nodos(lugares[:50]),
        gravedad=gravedad,
        confianza=Confianza.MEDIA,
        alcance=len(lugares),
    )


def a_quien_vincular(leida: Leida) -> Iterator[Hallazgo]:
    """Los pocos lazos nuevos que más gente acercan, con la cuenta de antes y la de después."""
    for una, otra, antes, despues in conectividad.lazos_que_acercan(
        leida.vista.arreglos, leida.medidas.pedazos, leida.medidas.candidatas, leida.personas
    ):
        una_de, otra_de = leida.nombres([una, otra])
        comunes = np.intersect1d(leida.vista.arreglos.de(una), leida.vista.arreglos.de(otra))
        con = redaccion.algunas(leida.nombres(comunes[:3].tolist())) if len(comunes) else ""
        yield Hallazgo(
            id=f"vincular-{leida.nodos([una])[0]}-{leida.nodos([otra])[0]}",
            clase=ClaseHallazgo.A_QUIEN_VINCULAR,
            titulo=f"Presenten a {una_de} con {otra_de}",
            frase=(
                f"Tienen en común a {con}."
                if con
                else "Hoy no hay ningún camino entre sus grupos: con este lazo lo habría."
            ),
            porque=(
                f"Hoy, entre las dos alcanzan en dos pasos a {redaccion.personas(antes)}; con el lazo, a {redaccion.personas(despues)}.",
            ),
            que_hacer=Accion(
                ClaseAccion.DECLARAR_VINCULO,
                "Propón una reunión o súmalas al mismo curso; después, que una de las dos lo declare.",
                leida.nodos([una, otra]),
            ),
            nodos=leida.nodos([una, otra]),
            gravedad=Gravedad.BAJA,
            confianza=Confianza.MEDIA,
            alcance=despues - antes,
        )


def grupos_cerrados(leida: Leida) -> Iterator[Hallazgo]:
    """Grupos que se tratan casi sólo entre sí, y si coinciden con el organigrama."""
    vista, de = leida.vista, leida.medidas.comunidades.de
    desde = np.repeat(np.arange(len(vista)), vista.arreglos.grados)
    fuera = np.bincount(de[desde], de[desde] != de[vista.arreglos.vecinos])
    todos = np.bincount(de[desde], minlength=len(fuera))
    gente = np.bincount(de[leida.personas], minlength=len(fuera))
    con_gente = (gente >= 5) & (todos > 0)
    cerrados = np.flatnonzero(con_gente & (fuera < 0.05 * np.maximum(todos, 1)))
    firmes = [int(g) for g in cerrados if leida.medidas.comunidades.firmeza[g] >= 0.7][:MAXIMO]
    for grupo in firmes:
        suyas = vista.grupos[(de == grupo) & leida.personas]
        cuantas = np.bincount(suyas[suyas >= 0])
        if not len(cuantas):
            continue
        principal = int(cuantas.argmax())
        lugar = np.flatnonzero(leida.instituciones & (vista.grupos == principal))
        nombre = leida.nombres(lugar[:1].tolist())[0] if len(lugar) else f"una {leida.palabras.una}"
        parte = cuantas[principal] / max(1, cuantas.sum())
        yield Hallazgo(
            id=f"grupo-cerrado-{grupo}",
            clase=ClaseHallazgo.GRUPO_CERRADO,
            titulo=f"{redaccion.con_mayuscula(redaccion.personas(int(gente[grupo])))} se tratan casi sólo entre sí",
            frase=(
                f"Casi todas son de {nombre}: el grupo repite el organigrama."
                if parte >= 0.8
                else f"Son de {leida.palabras.contar(int((cuantas > 0).sum()))}, sobre todo de {nombre}."
            ),
            porque=(
                f"De sus {numero(int(todos[grupo]))} lazos, {numero(int(fuera[grupo]))} salen del grupo.",
                f"Al repetir la cuenta el grupo sale casi igual: firmeza {leida.medidas.comunidades.firmeza[grupo]:.2f} de 1.",
            ),
            que_hacer=Accion(
                ClaseAccion.VER_FORMACION,
                "Reúnelas en un curso con gente de otro grupo.",
                leida.nodos(lugar[:1].tolist()),
            ),
            nodos=leida.nodos(np.flatnonzero((de == grupo) & leida.personas)[:50].tolist()),
            gravedad=Gravedad.BAJA,
            confianza=Confianza.MEDIA,
            alcance=int(gente[grupo]),
        )


def sobrecarga(leida: Leida) -> Iterator[Hallazgo]:
    """Personas con muchos más lazos que las demás: pueden estar sosteniendo demasiado."""
    grado = leida.columna("grado").astype(float)
    suyos = grado[leida.personas]
    if len(suyos) < 20:
        return
    alto = float(np.percentile(suyos, 75) + 3 * (np.percentile(suyos, 75) - np.percentile(suyos, 25)))
    cargadas = leida.mayores(np.where(grado > max(alto, 12), grado, 0.0), leida.personas)
    if cargadas:
        yield Hallazgo(
            id="sobrecarga",
            clase=ClaseHallazgo.SOBRECARGA,
            titulo=f"{redaccion.con_mayuscula(redaccion.personas(len(cargadas)))} sostienen muchos más lazos que las demás"
            if len(cargadas) > 1
            else f"{leida.nombres(cargadas)[0]} sostiene muchos más lazos que las demás",
            frase=f"La mitad de las personas tiene {numero(int(np.median(suyos)))} lazos o menos; ellas, más de {numero(int(alto))}.",
            porque=tuple(
                f"{nombre}: {numero(int(grado[lugar]))} lazos."
                for nombre, lugar in zip(leida.nombres(sorted(cargadas)), sorted(cargadas), strict=True)
            ),
            que_hacer=Accion(ClaseAccion.DESIGNAR_SUPLENTE, "Pregunten qué pueden repartir, y con quién.", leida.nodos(cargadas)),
            nodos=leida.nodos(cargadas),
            gravedad=Gravedad.BAJA,
            confianza=Confianza.MEDIA,
            alcance=len(cargadas),
        )  # fmt: skip


def _efecto(efecto: Efecto) -> list[Hallazgo]:
    """Qué tejieron los cursos, comparado con lo que habría dado el azar."""
    if efecto.pares_de_instituciones == 0:
        return []
    sobre = efecto.pares_de_instituciones > efecto.al_azar_alto
    bajo = efecto.pares_de_instituciones < efecto.al_azar_bajo
    lectura = (
        "más de lo que daría repartir a las mismas personas al azar entre los mismos cursos"
        if sobre
        else "menos de lo que daría repartir a las mismas personas al azar: los cursos juntan a quienes ya estaban cerca"
        if bajo
        else "lo mismo que daría repartir a las mismas personas al azar"
    )
    return [
        Hallazgo(
            id="efecto-multiplicador",
            clase=ClaseHallazgo.EFECTO_MULTIPLICADOR,
            titulo=f"Los cursos unieron {numero(efecto.pares_de_instituciones)} pares de instituciones; "
            f"{numero(efecto.nuevos)} no tenían otro lazo",
            frase=f"Es {lectura}.",
            porque=(
                f"Al azar, entre {numero(efecto.al_azar_bajo)} y {numero(efecto.al_azar_alto)} pares en 95 de cada 100 repartos.",
                f"Sin contar los cursos, {numero(efecto.sin_cursos)} instituciones estarían en el grupo mayor; con ellos, {numero(efecto.con_cursos)}.",
            ),
            que_hacer=Accion(ClaseAccion.VER_FORMACION, "Convoca el próximo curso a instituciones que no han coincidido."),
            nodos=(),
            gravedad=Gravedad.BAJA,
            confianza=Confianza.ALTA,
            alcance=efecto.nuevos,
        )
    ]  # fmt: skip


BUSCADORES = (
    si_ella_se_va,
    instituciones_sueltas,
    nodos_de_interconexion,
    a_quien_vincular,
    grupos_cerrados,
    sobrecarga,
)
