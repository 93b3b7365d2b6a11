"""Arma una red ficha por ficha: inventa a cada persona y la enlaza con su institución, su rol y sus pares.

Todas las fechas salen de ``hoy`` y de un azar que se repite: con el mismo ``hoy`` sale siempre la
misma red, ficha por ficha.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from red.demostracion import listas
from red.demostracion.personas_inventadas import Inventora, azar, semblanza
from red.demostracion.tipos import (
    TEMAS,
    AdscripcionDemo,
    ColaboracionDemo,
    ConsentimientoDemo,
    CuentaDemo,
    DesignacionDemo,
    EdicionDemo,
    InscripcionDemo,
    InstitucionDemo,
    InvitacionDemo,
    MembresiaDemo,
    PersonaDemo,
    UnidadDemo,
)

PRIMER_DIA = date(2021, 10, 1)
"""Antes de este día no hay adscripciones: es cuando empezaron las administraciones que se retratan."""

VIGENCIA_DE_INVITACION = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Marco:
    """Lo que distingue a una red de otra al inventar: ámbito de los nombres, dominio y teléfonos."""

    red: str
    pais: str
    ambito: str
    telefono: str
    meses_de_vida: int


@dataclass(slots=True)
class Compositora:
    """Acumula las fichas de una red mientras se compone."""

    marco: Marco
    hoy: date
    inventora: Inventora = field(init=False)
    instituciones: dict[str, InstitucionDemo] = field(init=False)
    personas: dict[str, PersonaDemo] = field(default_factory=dict)
    adscripciones: list[AdscripcionDemo] = field(default_factory=list)
    membresias: list[MembresiaDemo] = field(default_factory=list)
    invitaciones: list[InvitacionDemo] = field(default_factory=list)
    unidades: dict[str, UnidadDemo] = field(default_factory=dict)
    designaciones: list[DesignacionDemo] = field(default_factory=list)
    ediciones: dict[str, EdicionDemo] = field(default_factory=dict)
    inscripciones: list[InscripcionDemo] = field(default_factory=list)
    colaboraciones: list[ColaboracionDemo] = field(default_factory=list)
    cuentas: list[CuentaDemo] = field(default_factory=list)
    equipos: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        marco = self.marco
        self.inventora = Inventora(marco.ambito, marco.red, marco.telefono)
        self.instituciones = {i.clave: i for i in listas.instituciones(marco.red)}

    @property
    def creada_el(self) -> date:
        """El día en que se creó la Red."""
        return self.hoy - timedelta(days=30 * self.marco.meses_de_vida)

    # Personas y adscripciones

    def persona(
        self,
        institucion: str | None,
        nivel: str,
        *,
        sexo: str = "mujer",
        correo: str | None = None,
        cargo: str | None = None,
        registrada_el: date | None = None,
        consiente: bool = False,
    ) -> PersonaDemo:
        """Inventa a alguien y, si se dice institución, la adscribe y la suma a su equipo.

        ``consiente`` hace que acepte todas las finalidades: lo usan quienes dan forma a la red.
        """
        numero = len(self.personas) + 1
        clave = f"{self.marco.red}-p{numero:03d}"
        sorteo = azar(clave)
        nombre = self.inventora.nombre(sexo, correo)
        desde = registrada_el or self.entre(sorteo.random(), self.creada_el, self.hoy, 20)
        temas = sorteo.sample(TEMAS, sorteo.randint(3, 5))
        corte = sorteo.randint(1, 2)
        ofrece, busca = tuple(temas[:corte]), tuple(temas[corte:])
        niega = {"directorio": 0.10, "analisis_de_red": 0.12, "avisos_por_correo": 0.07}
        self.personas[clave] = PersonaDemo(
            clave=clave,
            pais=self.marco.pais,
            nombres=nombre.nombres,
            primer_apellido=nombre.primer_apellido,
            segundo_apellido=nombre.segundo_apellido,
            sexo=nombre.sexo,
            correo=nombre.correo,
            telefono=nombre.telefono,
            semblanza=semblanza(ofrece, busca, sorteo),
            ofrece=ofrece,
            busca=busca,
            audiencia_correo=sorteo.choices(
                ("red", "institucion", "coordinacion", "publico"), (70, 15, 10, 5)
            )[0],
            audiencia_telefono=sorteo.choices(("coordinacion", "red", "institucion"), (55, 25, 20))[
                0
            ],
            audiencia_perfil=sorteo.choices(("red", "publico", "coordinacion"), (80, 12, 8))[0],
            consentimientos=(
                ConsentimientoDemo(finalidad="aviso_de_privacidad", otorgado=True, el=desde),
                *(
                    ConsentimientoDemo(
                        finalidad=finalidad,
                        otorgado=sorteo.random() >= proporcion or consiente,
                        el=desde,
                    )
                    for finalidad, proporcion in niega.items()
                ),
            ),
            registrada_el=desde,
        )
        if institucion is not None:
            comienzo = self.entre(sorteo.random(), PRIMER_DIA, desde, 30)
            self.adscribir(clave, institucion, nivel, comienzo, cargo=cargo)
            self.equipos[institucion].append(clave)
        return self.personas[clave]

    def adscribir(
        self,
        persona: str,
        institucion: str,
        nivel: str,
        desde: date,
        hasta: date | None = None,
        cargo: str | None = None,
    ) -> None:
        """Anota un cargo con sus fechas; sin ``cargo``, elige uno verosímil de la institución."""
        self.adscripciones.append(
            AdscripcionDemo(
                clave=f"{persona}-a{sum(a.persona == persona for a in self.adscripciones) + 1}",
                persona=persona,
                institucion=institucion,
                cargo=cargo or self._cargo(persona, institucion, nivel),
                nivel=nivel,
                desde=desde,
                hasta=hasta,
            )
        )

    def rotar(self, persona: str, antes: str, nivel: str) -> None:
        """Da a alguien un cargo anterior en otra institución, terminado antes de empezar el de hoy."""
        actual = self.vigente(persona)
        sorteo = azar(persona, "rotacion")
        relevo = self.entre(sorteo.random(), PRIMER_DIA + timedelta(days=240), self.hoy, 45)
        self.adscripciones.remove(actual)
        self.adscribir(persona, antes, nivel, PRIMER_DIA, hasta=relevo)
        self.adscripciones.append(
            replace(actual, clave=f"{persona}-a2", desde=relevo + timedelta(days=1))
        )

    def retirar(self, persona: str, hace_dias: int) -> None:
        """Termina el cargo y la membresía de alguien que dejó el servicio público."""
        fin = self.hoy - timedelta(days=hace_dias)
        self.adscripciones = [
            replace(a, hasta=fin) if a.persona == persona and a.hasta is None else a
            for a in self.adscripciones
        ]
        self.membresias = [
            replace(m, hasta=fin) if m.persona == persona and m.hasta is None else m
            for m in self.membresias
        ]

    def vigente(self, persona: str) -> AdscripcionDemo:
        """El cargo que la persona tiene hoy."""
        return next(a for a in self.adscripciones if a.persona == persona and a.hasta is None)

    def _cargo(self, persona: str, institucion: str, nivel: str) -> str:
        pais = self.marco.pais
        propios = [
            c.cargo for c in listas.cargos() if c.institucion == institucion and c.nivel == nivel
        ]
        comunes = [
            c.cargo
            for c in listas.cargos()
            if c.pais == pais and not c.institucion and c.nivel == nivel
        ]
        ocupados = {a.cargo for a in self.adscripciones if a.institucion == institucion}
        libres = [c for c in (*propios, *comunes) if c not in ocupados]
        sorteo = azar(persona, institucion, "cargo")
        return libres[0] if propios and libres else sorteo.choice(libres or comunes or propios)

    # La Red: roles e invitaciones

    def membresia(
        self, persona: str, rol: str, institucion: str | None = None, desde: date | None = None
    ) -> None:
        """Suma a la persona a la Red con un rol, desde el día en que se registró."""
        self.membresias.append(
            MembresiaDemo(
                clave=f"{persona}-m1",
                red=self.marco.red,
                persona=persona,
                rol=rol,
                institucion=institucion,
                desde=desde or self.personas[persona].registrada_el,
                hasta=None,
            )
        )

    def invitar(
        self,
        estado: str,
        institucion: str,
        nivel: str,
        invita: str,
        persona: str | None = None,
        motivo: str = "",
    ) -> None:
        """Anota una invitación; a quien no la ha aceptado sólo se le conoce nombre y correo."""
        numero = len(self.invitaciones) + 1
        clave = f"{self.marco.red}-i{numero:03d}"
        sorteo = azar(clave)
        if persona is not None:
            ficha = self.personas[persona]
            nombre, correo = ficha.nombre_completo, ficha.correo
            respondida: date | None = ficha.registrada_el
            abierta: date | None = ficha.registrada_el - timedelta(days=sorteo.randint(0, 3))
            enviada = ficha.registrada_el - timedelta(days=sorteo.randint(3, 20))
        else:
            inventado = self.inventora.nombre()
            nombre = (
                f"{inventado.nombres} {inventado.primer_apellido} {inventado.segundo_apellido}"
            )
            correo = inventado.correo
            reciente = estado == "pendiente"
            hace = sorteo.randint(1, 25) if reciente else sorteo.randint(40, 200)
            enviada = self.hoy - timedelta(days=hace)
            vio = estado == "declinada" or sorteo.random() < 0.45
            abierta = enviada + timedelta(days=min(hace, sorteo.randint(0, 6))) if vio else None
            responde = estado in ("declinada", "revocada")
            respondida = (abierta or enviada) + timedelta(days=2) if responde else None
        self.invitaciones.append(
            InvitacionDemo(
                clave=clave,
                red=self.marco.red,
                correo=correo,
                nombre=nombre,
                institucion=institucion,
                nivel=nivel,
                invita=invita,
                estado=estado,
                enviada_el=enviada,
                vence_el=enviada + VIGENCIA_DE_INVITACION,
                abierta_el=abierta,
                respondida_el=respondida,
                persona=persona,
                motivo=motivo,
            )
        )

    def cuenta(
        self, persona: str, rol: str, para_que: str, institucion: str | None = None
    ) -> None:
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

    def entre(self, parte: float, desde: date, hasta: date, margen: int) -> date:
        """Un día entre dos, sin pasar de ``hasta`` menos ``margen`` días; ``parte`` va de 0 a 1."""
        dias = max(0, (hasta - desde).days - margen)
        return desde + timedelta(days=int(parte * dias))

    def hace(self, dias: int) -> date:
        """El día que fue hace tantos días."""
        return self.hoy - timedelta(days=dias)
