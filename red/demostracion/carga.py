"""Pone en la base las redes compuestas, con su historia entera; repetirlo no cambia nada.

Se escriben los modelos y no las operaciones de cada dominio porque lo que se cuenta ya pasó: una
operación fecharía todo hoy, encolaría correos y pediría permisos a quien aún no existe. Lo que las
operaciones garantizan lo comprueban aquí las restricciones de la base y las pruebas de la carga.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from red.acceso.modelos import Asignacion, Cuenta
from red.base import db
from red.demostracion import listas
from red.demostracion.tipos import InscripcionDemo, InvitacionDemo, PersonaDemo, RedDemo
from red.formacion.modelos import Curso, Edicion, Inscripcion, Jornada, Modalidad, TipoCurso
from red.instituciones.modelos import Institucion, Orden, TipoInstitucion
from red.invitaciones.modelos import Invitacion
from red.permisos import Rol
from red.personas.consultas import aviso_vigente
from red.personas.modelos import (
    Adscripcion,
    AvisoPrivacidad,
    Consentimiento,
    Finalidad,
    Interes,
    NivelCargo,
    Persona,
    Sentido,
    Tema,
)
from red.redes.consultas import hay_clave
from red.redes.modelos import EstadoMembresia, Membresia, MideMeta, Participacion, Red
from red.reloj import ahora
from red.territorios.consultas import por_codigos
from red.territorios.modelos import Nivel, Territorio
from red.unidades.modelos import Designacion, EstadoUnidad, Funcion, TipoUnidad, Unidad
from red.vinculos.modelos import Colaboracion, Intensidad


@dataclass(slots=True)
class Resultado:
    """Qué redes se cargaron y cuáles ya estaban."""

    cargadas: list[str] = field(default_factory=list)
    ya_estaban: list[str] = field(default_factory=list)


def cargar(redes: list[RedDemo], hoy: date, resumen_de_contrasena: str) -> Resultado:
    """Añade las redes que falten, dentro de la transacción de quien llama.

    Las cuentas entran todas con la misma contraseña, que es pública: por eso llega ya resumida y se
    comparte. Nadie más puede entrar. Los avisos de privacidad han de estar publicados; si falta el de
    un país, lanza NoEncontrado.
    """
    resultado = Resultado()
    faltan = []
    for ficha in redes:
        if hay_clave(ficha.clave):
            resultado.ya_estaban.append(ficha.nombre)
        else:
            faltan.append(ficha)
    if faltan:
        territorios = cargar_territorios()
        for ficha in faltan:
            _Carga(ficha, territorios, aviso_vigente(ficha.pais, hoy), resumen_de_contrasena).hacer()
            resultado.cargadas.append(ficha.nombre)
    return resultado


def cargar_territorios() -> dict[str, Territorio]:
    """Los territorios de las listas, por su clave; los que ya estaban se usan como están."""
    ya = {pais: por_codigos(pais, Nivel) for pais in listas.PAISES}
    por_clave: dict[str, Territorio] = {}
    for ficha in listas.todos_los_territorios():
        nivel = Nivel(ficha.nivel)
        territorio = ya[ficha.pais].get((nivel, ficha.codigo))
        if territorio is None:
            territorio = Territorio(
                pais=ficha.pais,
                nivel=nivel,
                codigo=ficha.codigo,
                nombre=ficha.nombre,
                madre=por_clave[ficha.clave_madre] if ficha.clave_madre else None,
                latitud=ficha.latitud,
                longitud=ficha.longitud,
                mujeres=ficha.mujeres,
                hombres=ficha.hombres,
            )
            db.session.add(territorio)
        por_clave[ficha.clave] = territorio
    return por_clave


@dataclass(slots=True)
class _Carga:
    """La carga de una red: convierte cada ficha en fila y recuerda cuál es cuál por su clave."""

    ficha: RedDemo
    territorios: dict[str, Territorio]
    aviso: AvisoPrivacidad
    contrasena: str
    red: Red = field(init=False)
    instituciones: dict[str, Institucion] = field(default_factory=dict)
    personas: dict[str, Persona] = field(default_factory=dict)
    ediciones: dict[str, Edicion] = field(default_factory=dict)

    def hacer(self) -> None:
        """Añade todo, de lo que nadie necesita a lo que necesita a todos."""
        with db.session.no_autoflush:
            self._red_y_sus_instituciones()
            for persona in self.ficha.personas:
                self._persona(persona)
            db.session.flush()
            self._lo_que_dijo_cada_quien()
            self._puestos_y_membresias()
            self._papeles_y_cuentas()
            for invitacion in self.ficha.invitaciones:
                self._invitacion(invitacion)
            self._unidades()
            self._cursos_y_ediciones()
            self._inscripciones()
            self._colaboraciones()
        db.session.flush()

    # ------------------------------------------------------------ Instituciones y personas

    def _red_y_sus_instituciones(self) -> None:
        f = self.ficha
        for ficha in f.instituciones:
            institucion = Institucion(
                nombre=ficha.nombre,
                siglas=ficha.siglas,
                tipo=TipoInstitucion(ficha.tipo),
                orden=Orden(ficha.orden),
                territorio=self.territorios[ficha.territorio],
                madre=self.instituciones[ficha.madre] if ficha.madre else None,
                antes_llamada=ficha.antes_llamada,
                desde=ficha.desde,
            )
            self.instituciones[ficha.clave] = institucion
            db.session.add(institucion)
        self.red = Red(
            clave=f.clave,
            nombre=f.nombre,
            descripcion=f.descripcion,
            convocante=self.instituciones[f.convocante],
            territorio=self.territorios[f.territorio],
            meta=f.meta,
            meta_texto=f.meta_texto,
            mide=MideMeta(f.mide),
            zona=f.zona,
        )
        db.session.add(self.red)
        db.session.add_all(
            Participacion(red=self.red, institucion=self.instituciones[ficha.clave], desde=f.creada_el)
            for ficha in f.instituciones
            if ficha.participa
        )

    def _persona(self, ficha: PersonaDemo) -> None:
        completo = ficha.perfil_completo_el
        persona = Persona(
            nombre=ficha.nombre,
            primer_apellido=ficha.primer_apellido,
            segundo_apellido=ficha.segundo_apellido,
            nombre_preferido=ficha.nombre_preferido,
            correo=ficha.correo,
            telefono=ficha.telefono,
            ofrece=ficha.ofrece_texto,
            busca=ficha.busca_texto,
            visibilidad=dict(ficha.visibilidad),
            perfil_completo_en=self._a_las(completo, 12, 30) if completo else None,
        )
        self.personas[ficha.clave] = persona
        db.session.add(persona)

    def _lo_que_dijo_cada_quien(self) -> None:
        """Los temas que ofrece y busca, y para qué consintió que se usen sus datos."""
        for ficha in self.ficha.personas:
            persona_id = self.personas[ficha.clave].id
            for sentido, temas in ((Sentido.OFRECE, ficha.ofrece), (Sentido.BUSCA, ficha.busca)):
                db.session.add_all(
                    Interes(persona_id=persona_id, sentido=sentido, tema=Tema(tema)) for tema in temas
                )
            db.session.add_all(
                Consentimiento(
                    persona_id=persona_id,
                    aviso=self.aviso,
                    finalidad=Finalidad(dado.finalidad),
                    otorgado_en=self._a_las(dado.otorgado_el, 12),
                    retirado_en=self._a_las(dado.retirado_el, 18) if dado.retirado_el else None,
                )
                for dado in ficha.consentimientos
            )

    def _puestos_y_membresias(self) -> None:
        for a in self.ficha.adscripciones:
            db.session.add(
                Adscripcion(
                    persona=self.personas[a.persona],
                    institucion=self.instituciones[a.institucion],
                    puesto=a.puesto,
                    nivel=NivelCargo(a.nivel),
                    desde=a.desde,
                    hasta=a.hasta,
                    confirmada_el=None if a.por_confirmar else self._a_las(a.desde, 12),
                )
            )
        for m in self.ficha.membresias:
            db.session.add(
                Membresia(
                    red=self.red,
                    persona=self.personas[m.persona],
                    estado=EstadoMembresia(m.estado),
                    motivo=m.motivo,
                    desde=m.desde,
                    hasta=m.hasta,
                )
            )

    # ------------------------------------------------------------ Papeles, cuentas e invitaciones

    def _papeles_y_cuentas(self) -> None:
        for papel in self.ficha.asignaciones:
            rol = Rol(papel.rol)
            de_red = rol in {Rol.ANALISTA, Rol.COORDINADORA}
            self._papel(
                papel.persona, rol, papel.desde, papel.hasta, papel.red if de_red else None, papel.institucion
            )
        registro = {ficha.clave: ficha.registrada_el for ficha in self.ficha.personas}
        for cuenta in self.ficha.cuentas:
            db.session.add(
                Cuenta(
                    persona=self.personas[cuenta.persona],
                    correo=cuenta.correo,
                    contrasena=self.contrasena,
                    creada_en=self._a_las(registro[cuenta.persona], 12),
                )
            )
            if cuenta.rol == Rol.ADMINISTRADORA:
                # No es de ninguna Red, así que su papel no viene entre los de ésta.
                self._papel(cuenta.persona, Rol.ADMINISTRADORA, registro[cuenta.persona], None, None, None)

    def _papel(
        self,
        persona: str,
        rol: Rol,
        desde: date,
        hasta: date | None,
        red: str | None,
        institucion: str | None,
    ) -> None:
        db.session.add(
            Asignacion(
                persona=self.personas[persona],
                rol=rol,
                red=self.red if red else None,
                institucion=self.instituciones[institucion] if institucion else None,
                desde=desde,
                hasta=hasta,
            )
        )

    def _invitacion(self, ficha: InvitacionDemo) -> None:
        def a_las(dia: date | None, hora: int) -> datetime | None:
            return self._a_las(dia, hora) if dia else None

        db.session.add(
            Invitacion(
                red=self.red,
                correo=ficha.correo,
                nombre=ficha.nombre,
                institucion=self.instituciones[ficha.institucion],
                nivel=NivelCargo(ficha.nivel),
                creada_en=self._a_las(ficha.creada_el, 9),
                enviada_en=self._a_las(ficha.creada_el, 9),
                creada_por=self.personas[ficha.creada_por],
                vence_en=self._instante(ficha.vence_el, time(0)),
                abierta_en=a_las(ficha.abierta_el, 11),
                aceptada_en=a_las(ficha.aceptada_el, 12),
                rechazada_en=a_las(ficha.rechazada_el, 13),
                revocada_en=a_las(ficha.revocada_el, 13),
                motivo=ficha.motivo,
                persona=self.personas[ficha.persona] if ficha.persona else None,
            )
        )

    # ------------------------------------------------------------ Unidades, formación y lazos

    def _unidades(self) -> None:
        unidades: dict[str, Unidad] = {}
        for u in self.ficha.unidades:
            unidades[u.clave] = Unidad(
                institucion=self.instituciones[u.institucion],
                tipo=TipoUnidad(u.tipo),
                nombre=u.nombre,
                estado=EstadoUnidad(u.estado),
                instalada_el=u.instalada_el,
                fundamento=u.fundamento,
                desde=u.desde,
                hasta=u.hasta,
            )
            db.session.add(unidades[u.clave])
        for d in self.ficha.designaciones:
            db.session.add(
                Designacion(
                    unidad=unidades[d.unidad],
                    persona=self.personas[d.persona],
                    funcion=Funcion(d.funcion),
                    oficio=d.oficio,
                    desde=d.desde,
                    hasta=d.hasta,
                )
            )

    def _cursos_y_ediciones(self) -> None:
        cursos: dict[str, Curso] = {}
        for c in self.ficha.cursos:
            cursos[c.clave] = Curso(
                red=self.red,
                codigo=c.codigo,
                nombre=c.nombre,
                tipo=TipoCurso(c.tipo),
                horas=c.horas,
                descripcion=c.descripcion,
            )
        db.session.add_all(cursos.values())
        for e in self.ficha.ediciones:
            edicion = Edicion(
                curso=cursos[e.curso],
                nombre=e.nombre,
                modalidad=Modalidad(e.modalidad),
                lugar=e.lugar,
                cupo=e.cupo,
                inicia_el=e.inicia_el,
                termina_el=e.termina_el,
                inscripcion_desde=e.inscripcion_desde,
                inscripcion_hasta=e.inscripcion_hasta,
                cancelada_en=self._a_las(e.cancelada_el, 13) if e.cancelada_el else None,
            )
            self.ediciones[e.clave] = edicion
            db.session.add(edicion)
            db.session.add_all(
                Jornada(
                    edicion=edicion,
                    inicia_en=self._instante(j.el, j.inicia),
                    termina_en=self._instante(j.el, j.termina),
                )
                for j in e.jornadas
            )

    def _inscripciones(self) -> None:
        """En el orden en que se pidieron, que es el de la lista de espera: un minuto entre una y otra."""
        turno: Counter[str] = Counter()
        for ficha in self.ficha.inscripciones:
            self._inscripcion(ficha, turno[ficha.edicion])
            turno[ficha.edicion] += 1

    def _inscripcion(self, ficha: InscripcionDemo, minuto: int) -> None:
        pedida = self._a_las(ficha.pedida_el, 10, minuto)
        db.session.add(
            Inscripcion(
                edicion=self.ediciones[ficha.edicion],
                persona=self.personas[ficha.persona],
                lugar=ficha.lugar,
                pedida_en=pedida,
                con_lugar_en=pedida if ficha.con_lugar_el else None,
                cancelada_en=self._a_las(ficha.cancelada_el, 17) if ficha.cancelada_el else None,
                motivo=ficha.motivo,
            )
        )

    def _colaboraciones(self) -> None:
        for c in self.ficha.colaboraciones:
            db.session.add(
                Colaboracion(
                    red=self.red,
                    persona=self.personas[c.declara],
                    con_persona=self.personas[c.con_persona] if c.con_persona else None,
                    con_institucion=self.instituciones[c.con_institucion] if c.con_institucion else None,
                    intensidad=Intensidad(c.intensidad),
                    proposito=c.proposito,
                    desde=c.desde,
                    hasta=c.hasta,
                )
            )

    # ------------------------------------------------------------ El tiempo

    def _a_las(self, dia: date, hora: int, minuto: int = 0) -> datetime:
        """Ese día a esa hora de la Red; lo que ya pasó nunca queda después de este momento."""
        momento = self._instante(dia, time(hora)) + timedelta(minutes=minuto)
        return min(momento, ahora())

    def _instante(self, dia: date, hora: time) -> datetime:
        return datetime.combine(dia, hora, ZoneInfo(self.ficha.zona)).astimezone(UTC)
