"""Arma una red ficha por ficha: inventa a cada persona, la adscribe y la suma a la Red.

Todas las fechas salen de ``hoy`` y de un azar que se repite: con el mismo ``hoy`` sale siempre la
misma red, ficha por ficha.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from red.demostracion import listas
from red.demostracion.listas import PRIMER_DIA
from red.demostracion.personas_inventadas import (
    TEMAS,
    Inventora,
    NombreInventado,
    azar,
    con_sus_palabras,
)
from red.demostracion.tipos import (
    AdscripcionDemo,
    AsignacionDemo,
    ColaboracionDemo,
    ConsentimientoDemo,
    CuentaDemo,
    CursoDemo,
    DesignacionDemo,
    EdicionDemo,
    InscripcionDemo,
    InstitucionDemo,
    InvitacionDemo,
    MembresiaDemo,
    PersonaDemo,
    UnidadDemo,
)

VIGENCIA_DE_INVITACION = timedelta(days=7)

_NEGATIVAS = {"directorio": 0.10, "mapa": 0.12}
"""Qué parte de las personas no da permiso para cada finalidad; participar lo acepta quien integra la Red."""

_AUDIENCIAS: dict[str, dict[str, int]] = {
    "correo": {"red": 70, "institucion": 20, "nadie": 10},
    "telefono": {"nadie": 55, "institucion": 20, "red": 25},
    "puesto": {"red": 90, "institucion": 10},
    "intereses": {"red": 85, "institucion": 10, "nadie": 5},
}


@dataclass(frozen=True, slots=True)
class Marco:
    """Lo que distingue a una red de otra al inventar: ámbito de los nombres, teléfonos y edad de la Red."""

    red: str
    pais: str
    ambito: str
    telefono: str
    meses_de_vida: int


@dataclass(slots=True)
class Compositora:
    """Acumula las fichas de una red mientras se compone; ``equipos`` dice quiénes hay en cada institución."""

    marco: Marco
    hoy: date
    inventora: Inventora = field(init=False)
    instituciones: dict[str, InstitucionDemo] = field(init=False)
    cursos: dict[str, CursoDemo] = field(init=False)
    personas: dict[str, PersonaDemo] = field(default_factory=dict)
    adscripciones: list[AdscripcionDemo] = field(default_factory=list)
    membresias: dict[str, MembresiaDemo] = field(default_factory=dict)
    asignaciones: list[AsignacionDemo] = field(default_factory=list)
    invitaciones: list[InvitacionDemo] = field(default_factory=list)
    unidades: dict[str, UnidadDemo] = field(default_factory=dict)
    designaciones: list[DesignacionDemo] = field(default_factory=list)
    ediciones: dict[str, EdicionDemo] = field(default_factory=dict)
    inscripciones: list[InscripcionDemo] = field(default_factory=list)
    colaboraciones: dict[tuple[str, str], ColaboracionDemo] = field(default_factory=dict)
    cuentas: list[CuentaDemo] = field(default_factory=list)
    equipos: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        marco = self.marco
        self.inventora = Inventora(marco.ambito, marco.red, marco.telefono)
        self.instituciones = {i.clave: i for i in listas.instituciones(marco.red)}
        self.cursos = {c.codigo: c for c in listas.cursos(marco.red)}

    @property
    def creada_el(self) -> date:
        """El día en que se creó la Red."""
        return self.hace(30 * self.marco.meses_de_vida)

    # Personas y adscripciones

    def persona(
        self,
        institucion: str | None,
        nivel: str,
        *,
        sexo: str = "mujer",
        correo: str | None = None,
        puesto: str | None = None,
        registrada_el: date | None = None,
        clave_en_la_red: bool = False,
    ) -> str:
        """Inventa a alguien y, si se dice institución, la adscribe y la suma a su equipo; devuelve su clave.

        Quien es ``clave_en_la_red`` acepta todas las finalidades y tiene el perfil completo: son
        las personas que dan forma a la red, y el mapa tiene que poder enseñarlas.
        """
        clave = f"{self.marco.red}-p{len(self.personas) + 1:03d}"
        sorteo = azar(clave)
        nombre = self.inventora.nombre(sexo, correo)
        # Quienes dan forma a la red entraron pronto; hay quien entró hace muy poco.
        suerte = sorteo.random() * (0.25 if clave_en_la_red else 1.0)
        apertura = self.creada_el + timedelta(days=25)
        desde = registrada_el or self.entre(suerte, apertura, self.hoy, 12)
        self.personas[clave] = self._ficha(clave, nombre, desde, sorteo, clave_en_la_red)
        if institucion is not None:
            comienzo = self.entre(sorteo.random(), PRIMER_DIA, desde, 30)
            self.adscribir(clave, institucion, nivel, comienzo, puesto=puesto)
            self.equipos[institucion].append(clave)
        return clave

    def _ficha(
        self, clave: str, nombre: NombreInventado, desde: date, sorteo: Random, segura: bool
    ) -> PersonaDemo:
        temas = sorteo.sample(TEMAS, sorteo.randint(3, 5))
        corte = sorteo.randint(1, 2)
        ofrece, busca = tuple(temas[:corte]), tuple(temas[corte:])
        ofrece_texto, busca_texto = con_sus_palabras(ofrece, busca, sorteo)
        completa = sorteo.random() < 0.85 or segura
        return PersonaDemo(
            clave=clave,
            pais=self.marco.pais,
            nombre=nombre.nombre,
            primer_apellido=nombre.primer_apellido,
            segundo_apellido=nombre.segundo_apellido,
            nombre_preferido=nombre.nombre.split()[-1] if sorteo.random() < 0.15 else None,
            sexo=nombre.sexo,
            correo=nombre.correo,
            telefono=nombre.telefono,
            ofrece=ofrece,
            busca=busca,
            ofrece_texto=ofrece_texto,
            busca_texto=busca_texto,
            visibilidad=tuple(
                (campo, sorteo.choices(list(pesos), list(pesos.values()))[0])
                for campo, pesos in _AUDIENCIAS.items()
            ),
            consentimientos=self._consentimientos(desde, sorteo, segura),
            registrada_el=desde,
            perfil_completo_el=desde if completa else None,
        )

    def _consentimientos(self, desde: date, sorteo: Random, todos: bool) -> tuple[ConsentimientoDemo, ...]:
        dados = [ConsentimientoDemo(finalidad="participar", otorgado_el=desde, retirado_el=None)]
        suertes = {finalidad: sorteo.random() for finalidad in _NEGATIVAS}
        # Casi siempre quien acepta el mapa acepta el análisis; unas pocas, sólo uno de los dos.
        del_mapa, del_directorio = suertes["mapa"], suertes["directorio"]
        suertes["analisis"] = 0.0 if 0.12 <= del_mapa < 0.14 else 0.5 if 0.10 <= del_mapa < 0.12 else del_mapa
        suertes["correos"] = 1 - del_directorio
        for finalidad, suerte in suertes.items():
            negativas = _NEGATIVAS.get(finalidad, 0.5 if finalidad == "correos" else 0.12)
            if suerte < negativas and not todos:
                continue
            # Unas pocas lo dieron y lo retiraron después.
            retira = not todos and suerte > 0.97
            fin = self.entre(suerte, desde, self.hoy, 1) if retira else None
            dados.append(ConsentimientoDemo(finalidad=finalidad, otorgado_el=desde, retirado_el=fin))
        return tuple(dados)

    def adscribir(
        self,
        persona: str,
        institucion: str,
        nivel: str,
        desde: date,
        hasta: date | None = None,
        puesto: str | None = None,
    ) -> None:
        """Anota un puesto con sus fechas; sin ``puesto``, elige uno verosímil de la institución."""
        previas = sum(a.persona == persona for a in self.adscripciones)
        self.adscripciones.append(
            AdscripcionDemo(
                clave=f"{persona}-a{previas + 1}",
                persona=persona,
                institucion=institucion,
                puesto=puesto or self._puesto(persona, institucion, nivel),
                nivel=nivel,
                desde=desde,
                hasta=hasta,
            )
        )

    def rotar(self, persona: str, antes: str) -> None:
        """Da a alguien un puesto anterior en otra institución, terminado la víspera del de hoy."""
        actual = self.vigente(persona)
        sorteo = azar(persona, "rotacion")
        relevo = self.entre(sorteo.random(), PRIMER_DIA + timedelta(days=240), self.hoy, 45)
        self.adscripciones.remove(actual)
        self.adscribir(persona, antes, "mando_medio", PRIMER_DIA, hasta=relevo)
        siguiente = replace(actual, clave=f"{persona}-a2", desde=relevo + timedelta(days=1))
        self.adscripciones.append(siguiente)

    def vigente(self, persona: str) -> AdscripcionDemo:
        """El puesto que la persona tiene hoy."""
        return next(a for a in self.adscripciones if a.persona == persona and a.hasta is None)

    def _puesto(self, persona: str, institucion: str, nivel: str) -> str:
        opciones = [p for p in listas.puestos() if p.nivel == nivel and p.pais == self.marco.pais]
        propios = [p.puesto for p in opciones if p.institucion == institucion]
        comunes = [p.puesto for p in opciones if not p.institucion]
        usados = Counter(a.puesto for a in self.adscripciones if a.institucion == institucion)
        libres = [p for p in propios if not usados[p]]
        if libres:
            return libres[0]
        sorteo = azar(persona, institucion, "puesto")
        return sorteo.choice([p for p in comunes if not usados[p]] or comunes or propios)

    # La Red: membresías, papeles, invitaciones y cuentas

    def sumar(self, persona: str, *, rol: str | None = None, institucion: str | None = None) -> None:
        """Suma a la persona a la Red desde que se registró y, si se dice, le da un papel."""
        desde = self.personas[persona].registrada_el
        self.membresias[persona] = MembresiaDemo(
            clave=f"{persona}-m1",
            red=self.marco.red,
            persona=persona,
            estado="activa",
            motivo=None,
            desde=desde,
            hasta=None,
        )
        if rol is not None:
            self.asignaciones.append(
                AsignacionDemo(
                    clave=f"{persona}-r1",
                    persona=persona,
                    rol=rol,
                    red=self.marco.red,
                    institucion=institucion,
                    desde=desde,
                    hasta=None,
                )
            )

    def pausar(self, persona: str, motivo: str) -> None:
        """Deja en pausa la membresía de alguien."""
        self.membresias[persona] = replace(self.membresias[persona], estado="en_pausa", motivo=motivo)

    def retirar(self, persona: str, hace_dias: int, motivo: str) -> None:
        """Termina cuanto alguien tenía en marcha, porque dejó el servicio público."""
        fin = self.hace(hace_dias)
        self.designaciones = [
            replace(d, hasta=fin) if d.persona == persona and (d.hasta is None or d.hasta > fin) else d
            for d in self.designaciones
        ]
        self.adscripciones = [
            replace(a, hasta=fin) if a.persona == persona and a.hasta is None else a
            for a in self.adscripciones
        ]
        self.asignaciones = [replace(r, hasta=fin) if r.persona == persona else r for r in self.asignaciones]
        self.membresias[persona] = replace(
            self.membresias[persona], estado="concluida", motivo=motivo, hasta=fin
        )
        for quienes, lazo in list(self.colaboraciones.items()):
            if persona in quienes and lazo.hasta is None:
                self.colaboraciones[quienes] = replace(lazo, hasta=max(fin, lazo.desde))

    def invitar_a(self, persona: str, creada_por: str) -> None:
        """Anota la invitación que alguien ya integrante aceptó el día en que se registró."""
        ficha, puesto = self.personas[persona], self._primer_puesto(persona)
        sorteo = azar(persona, "invitacion")
        abierta = ficha.registrada_el - timedelta(days=sorteo.randint(0, 3))
        creada = abierta - timedelta(days=sorteo.randint(0, 3))
        self._invitacion(
            ficha.correo, ficha.nombre_completo, puesto.institucion, puesto.nivel, creada_por, creada,
            abierta_el=abierta, aceptada_el=ficha.registrada_el, persona=persona,
        )  # fmt: skip

    def invitar(
        self, estado: str, institucion: str, nivel: str, creada_por: str, motivo: str | None = None
    ) -> None:
        """Anota una invitación sin aceptar: enviada, abierta, vencida, rechazada o revocada."""
        inventado = self.inventora.nombre()
        sorteo = azar(inventado.correo, "invitacion")
        viva = estado in ("enviada", "abierta")
        hace = sorteo.randint(2, 6) if viva else sorteo.randint(45, 200)
        creada = self.hace(hace)
        vista = creada + timedelta(days=sorteo.randint(0, min(4, hace)))
        abrio = estado in ("abierta", "rechazada") or (estado == "vencida" and sorteo.random() < 0.4)
        respuesta = vista + timedelta(days=2)
        self._invitacion(
            inventado.correo, inventado.completo, institucion, nivel, creada_por, creada,
            abierta_el=vista if abrio else None,
            rechazada_el=respuesta if estado == "rechazada" else None,
            revocada_el=respuesta if estado == "revocada" else None,
            motivo=motivo,
        )  # fmt: skip

    def _invitacion(
        self,
        correo: str,
        nombre: str,
        institucion: str,
        nivel: str,
        creada_por: str,
        creada_el: date,
        *,
        abierta_el: date | None,
        aceptada_el: date | None = None,
        rechazada_el: date | None = None,
        revocada_el: date | None = None,
        motivo: str | None = None,
        persona: str | None = None,
    ) -> None:
        self.invitaciones.append(
            InvitacionDemo(
                clave=f"{self.marco.red}-i{len(self.invitaciones) + 1:03d}",
                red=self.marco.red,
                correo=correo,
                nombre=nombre,
                institucion=institucion,
                nivel=nivel,
                creada_por=creada_por,
                creada_el=creada_el,
                vence_el=creada_el + VIGENCIA_DE_INVITACION,
                abierta_el=abierta_el,
                aceptada_el=aceptada_el,
                rechazada_el=rechazada_el,
                revocada_el=revocada_el,
                motivo=motivo,
                persona=persona,
            )
        )

    def _primer_puesto(self, persona: str) -> AdscripcionDemo:
        return min((a for a in self.adscripciones if a.persona == persona), key=lambda a: a.desde)

    def cuenta(self, persona: str, rol: str, para_que: str, institucion: str | None = None) -> None:
        """Marca a una persona como cuenta con que se entra a ver la demostración."""
        self.cuentas.append(
            CuentaDemo(
                correo=self.personas[persona].correo,
                persona=persona,
                rol=rol,
                red=None if rol == "administradora" else self.marco.red,
                institucion=institucion,
                para_que=para_que,
            )
        )

    # Fechas

    def hace(self, dias: int) -> date:
        """El día que fue hace tantos días; con un número negativo, el que será."""
        return self.hoy - timedelta(days=dias)

    def entre(self, parte: float, desde: date, hasta: date, margen: int) -> date:
        """Un día entre dos, sin pasar de ``hasta`` menos ``margen`` días; ``parte`` va de 0 a 1."""
        dias = max(0, (hasta - desde).days - margen)
        return desde + timedelta(days=int(parte * dias))
