/**
 * Qué se ve de la Red según lo elegido, y hacia dónde se mira. Guarda el estado y avisa de sus cambios; quien
 * lo pinta es un dibujante, y de botones y paneles no sabe nada.
 *
 * Avisa con «cambio» (otra selección), «leyenda» (otros colores o casillas) y «ajuste» (otro camino, filtro o supuesto).
 */
import { aspectoDeLazo, aspectoDeNodo, prioridadDeRotulo } from './aspecto.js';
import { leerPaleta } from './colores.js';
import { comunidadesDe, plegar } from './comunidades.js';
import { camino, comparar } from './cuentas.js';
import { armarGrafo, par } from './datos.js';
import { Mirada, marcoDe } from './mirada.js';
import { Quieto } from './quieto.js';
import { Seleccion } from './seleccion.js';

const CERCA = 0.6; // a este acercamiento, o más, se rotulan también las personas
const POCOS = 45; // con menos nodos que estos hay sitio para rotular a todos
const MUCHOS = 1500; // con más, lo que sólo adorna espera a que el mapa se quede quieto

export class Vista extends Mirada {
  constructor(contenedor, datos) {
    super();
    this.contenedor = contenedor;
    this.datos = datos;
    this.seleccion = new Seleccion(datos);
    this.paleta = leerPaleta(contenedor);
    this.hallazgos = new Map(datos.hallazgos.map((hallazgo) => [hallazgo.id, hallazgo]));
    this.medida = datos.medidas[0]?.id ?? '';
    this.agrupacion = this.elegido = this.encima = this.hallazgo = this.foco = this.pares = null;
    this.extremos = { desde: null, hasta: null };
    this.camino = this.comparacion = this.modo = this.apartada = null;
    this.sinMovimiento = matchMedia('(prefers-reduced-motion: reduce)');
    this.cercania = { menor: datos.nodos.length > MUCHOS ? 0.01 : 0.06, mayor: 1.6 };
    this.marco = marcoDe(datos.nodos);
    this.comunidades = comunidadesDe(datos);
    this.abiertas = new Set();
    this.armar();
    this.dibujante = new Quieto(this);
    this.dibujante.pintar();
  }

  /** Cambia el primer dibujo por el de la tarjeta gráfica, sin que se note. Sin tarjeta, falla y nada cambia. */
  darVida(Vivo) {
    const quieto = this.dibujante;
    this.dibujante = new Vivo(this, quieto.camara);
    quieto.terminar();
    this.dibujante.rotular();
  }

  /** Si son tantas que conviene hacer menos mientras se mueve. */
  get sonMuchas() {
    return this.grafo.order > MUCHOS;
  }

  armar() {
    const plegado = this.comunidades && plegar(this.datos, this.comunidades, this.abiertas);
    this.dibujadoDe = plegado?.dibujadoDe ?? new Map();
    this.grafo = armarGrafo(plegado ?? this.datos);
    this.#dibujarLoSupuesto();
    this.#verCerradas();
  }

  /** Una comunidad cerrada se ve si alguien de ella se ve. */
  #verCerradas() {
    const vistas = [...this.dibujadoDe].filter(([id]) => this.seleccion.aLaVista.has(id));
    this.cerradasALaVista = new Set(vistas.map(([, comunidad]) => comunidad));
  }

  /** Con qué figura se dibuja una: ella misma o su comunidad cerrada. */
  dibujada(id) {
    return this.dibujadoDe.get(id) ?? id;
  }

  nombreDe(id) {
    return this.seleccion.nodos.get(id)?.etiqueta ?? this.comunidades?.get(id)?.etiqueta ?? '';
  }

  /* Qué se ve */

  seVe(id) {
    return this.seleccion.aLaVista.has(id) || this.cerradasALaVista.has(id);
  }

  claseDeLazo(lazo) {
    return this.seleccion.claseDe(lazo);
  }

  vecinos(id) {
    const hallados = [];
    this.grafo.forEachEdge(id, (_, lazo, origen, destino) => {
      const otro = origen === id ? destino : origen;
      if (this.seVe(otro) && this.claseDeLazo(lazo)) hallados.push({ id: otro, lazo });
    });
    return hallados;
  }

  #recalcularFoco() {
    const centro = (this.sonMuchas ? null : this.encima) ?? this.elegido;
    const dibujadas = (ids) => new Set(ids.map((id) => this.dibujada(id)).filter((id) => this.grafo.hasNode(id) && this.seVe(id)));
    this.pares = null;
    if (centro) this.foco = new Set([centro, ...this.vecinos(centro).map(({ id }) => id)]);
    else if (this.camino) {
      this.foco = dibujadas(this.camino);
      const pasos = this.camino.map((id) => this.dibujada(id));
      this.pares = new Set(pasos.slice(1).map((id, lugar) => par(pasos[lugar], id)));
    } else if (this.hallazgo) this.foco = dibujadas(this.hallazgos.get(this.hallazgo).nodos);
    else if (this.comparacion?.separadas.length) this.foco = dibujadas(this.comparacion.separadas.flatMap(({ quienes }) => quienes));
    else this.foco = null;
    if (this.foco?.size === 0) this.foco = null;
  }

  aspectoDeNodo(id, nodo) {
    return aspectoDeNodo(this, id, nodo);
  }

  aspectoDeLazo(id, lazo) {
    return aspectoDeLazo(this, id, lazo);
  }

  /** Lo elegido, lo que tiene el ratón encima, los extremos del camino o el centro del hallazgo. */
  esCentral(id) {
    if (id === this.elegido || id === this.encima || id === this.apartada) return true;
    if (this.camino && (id === this.dibujada(this.camino[0]) || id === this.dibujada(this.camino[this.camino.length - 1]))) return true;
    return id === this.hallazgos.get(this.hallazgo)?.centro;
  }

  /* Rótulos */

  /** Cada nodo a la vista con lo que se necesita para decidir si se rotula y dónde. */
  porRotular() {
    const { dibujante, grafo } = this;
    const { width, height } = dibujante.medidas;
    const todos = grafo.order <= POCOS || dibujante.camara.ratio <= (this.sonMuchas ? 0.12 : CERCA);
    const hallados = [];
    grafo.forEachNode((id, nodo) => {
      if (!this.seVe(id)) return;
      const { x, y } = dibujante.lugar(id);
      if (x < -60 || y < -60 || x > width + 60 || y > height + 60) return;
      const esInstitucion = nodo.clase === 'institucion' || nodo.clase === 'comunidad';
      const central = this.esCentral(id);
      hallados.push({
        id,
        texto: nodo.etiqueta,
        x,
        y,
        radio: dibujante.radio(id) + 1,
        prioridad: prioridadDeRotulo(this, id, nodo, todos),
        cede: central ? Infinity : esInstitucion ? 0.28 : 0,
        intocable: esInstitucion,
        fuerte: esInstitucion || central,
        tenue: !esInstitucion && !this.foco,
      });
    });
    return hallados;
  }

  /* Qué se elige */

  pasarPor(id) {
    this.encima = id;
    this.contenedor.classList.toggle('mapa-senala', Boolean(id));
    if (!this.sonMuchas) this.repintar();
    else if (!this.dibujante.enMovimiento) this.dibujante.rotular();
  }

  /** Lo que pasa al pulsar una figura: según el modo, se elige, se quita o se une; una comunidad cerrada se abre. */
  tocar(id) {
    if (this.comunidades?.has(id)) return this.abrir(id);
    if (this.modo === 'quitar') return this.suponer({ sin: id });
    if (this.modo !== 'unir') return this.elegir(id);
    if (!this.apartada || this.apartada === id) {
      this.apartada = this.apartada ? null : id;
      this.repintar();
      return this.avisar('ajuste');
    }
    const con = [this.apartada, id];
    this.apartada = null;
    return this.suponer({ con });
  }

  ponerModo(modo) {
    this.modo = modo;
    this.apartada = null;
    this.contenedor.classList.toggle('mapa-supone', Boolean(modo));
    this.repintar();
    this.avisar('ajuste');
  }

  elegir(id, { centrar = false } = {}) {
    const { seleccion } = this;
    if (this.comunidades?.has(id)) {
      if (!this.grafo.hasNode(id)) return;
    } else {
      const nodo = seleccion.nodos.get(id);
      if (!nodo || seleccion.sin.includes(id)) return;
      if (!seleccion.clases.has(nodo.clase)) {
        seleccion.clases.add(nodo.clase);
        this.recontar('leyenda');
      }
      if (!seleccion.aLaVista.has(id)) {
        seleccion.reponer();
        this.recontar('leyenda');
      }
      if (this.dibujadoDe.has(id)) this.abrir(this.dibujadoDe.get(id));
    }
    this.elegido = id;
    this.hallazgo = null;
    this.repintar();
    if (centrar) this.centrar(id);
    this.avisar('cambio');
  }

  senalar(hallazgo) {
    if (!this.hallazgos.has(hallazgo)) return;
    this.hallazgo = hallazgo;
    this.elegido = null;
    this.trazar(null, null);
    this.repintar();
    this.encuadrar(this.hallazgos.get(hallazgo).nodos);
    this.avisar('cambio', 'ajuste');
  }

  limpiar() {
    if (!this.elegido && !this.hallazgo) return;
    this.elegido = this.hallazgo = null;
    this.repintar();
    this.avisar('cambio');
  }

  /** Quita selección, camino y filtros; lo supuesto se deshace aparte. */
  verTodaLaRed() {
    this.elegido = this.hallazgo = null;
    this.trazar(null, null);
    this.seleccion.reponer();
    this.recontar('cambio', 'leyenda');
    this.verTodo();
  }

  verLazos(clase, visible) {
    this.seleccion.lazos[visible ? 'add' : 'delete'](clase);
    this.recontar('cambio', 'leyenda');
  }

  verClase(clase, visible) {
    this.seleccion.clases[visible ? 'add' : 'delete'](clase);
    this.recontar('cambio', 'leyenda');
  }

  /** Sólo quienes tienen uno de esos valores; sin valores, el filtro se quita. */
  filtrar(grupo, valores) {
    if (valores.length) this.seleccion.filtros.set(grupo, new Set(valores));
    else this.seleccion.filtros.delete(grupo);
    this.recontar('cambio');
  }

  /** Sólo los lazos que empezaron ese día o después; los que no tienen fecha se quedan. */
  verDesde(dia) {
    this.seleccion.dia = dia;
    this.recontar('cambio');
  }

  /** Sólo lo que está a uno o dos pasos de una figura; null lo muestra todo. */
  verCerca(centro, pasos = 1) {
    this.seleccion.centro = centro;
    this.seleccion.pasos = pasos;
    if (centro) this.extremos = { desde: null, hasta: null };
    this.recontar('cambio');
    if (centro) this.encuadrar([...this.seleccion.aLaVista]);
    else this.verTodo();
  }

  medirCon(medida) {
    this.medida = medida;
    this.repintar();
    this.avisar('ajuste');
  }

  colorearPor(agrupacion) {
    this.agrupacion = this.datos.agrupaciones.find(({ id }) => id === agrupacion) ?? null;
    this.repintar();
    this.avisar('leyenda');
  }

  /* Camino y supuestos */

  /** El camino más corto entre dos figuras; con una sola, espera a la otra. */
  trazarCamino(desde, hasta) {
    this.elegido = this.hallazgo = this.seleccion.centro = null;
    this.extremos = { desde, hasta };
    this.recontar('cambio');
    if (this.camino) this.encuadrar(this.camino);
  }

  trazar(desde, hasta) {
    const hay = (id) => (this.seleccion.nodos.has(id) ? id : null);
    this.extremos = { desde: hay(desde), hasta: hay(hasta) };
    const completo = this.extremos.desde && this.extremos.hasta;
    this.camino = completo ? camino(this.seleccion.red(), this.extremos.desde, this.extremos.hasta) : null;
  }

  /** Se supone algo más: { sin: id } o { con: [id, id] }. */
  suponer(cambio) {
    if (!this.esPosible(cambio)) return;
    this.seleccion.cambios.push(cambio);
    if (cambio.sin === this.elegido || cambio.con) this.elegido = null;
    if (cambio.sin === this.seleccion.centro) this.seleccion.centro = null;
    this.hallazgo = null;
    this.recontarLoSupuesto();
    if (this.comparacion?.separadas.length) this.verTodo();
  }

  esPosible({ sin, con }) {
    const { nodos, cambios } = this.seleccion;
    const quitadas = this.seleccion.sin;
    if (sin) return nodos.has(sin) && !quitadas.includes(sin);
    const [una, otra] = con;
    const dichos = new Set(cambios.filter((cambio) => cambio.con).map((cambio) => par(...cambio.con)));
    return una !== otra && con.every((id) => nodos.has(id) && !quitadas.includes(id)) && !dichos.has(par(una, otra));
  }

  /** Deshace lo último, uno de los cambios o, con «todo», todos. */
  deshacer(cual = this.seleccion.cambios.length - 1) {
    if (cual === 'todo') this.seleccion.cambios = [];
    else this.seleccion.cambios.splice(cual, 1);
    this.recontarLoSupuesto();
  }

  recontarLoSupuesto() {
    this.#dibujarLoSupuesto();
    this.recontar('cambio');
  }

  #dibujarLoSupuesto() {
    const { grafo } = this;
    grafo.filterEdges((_, lazo) => lazo.supuesto).forEach((lazo) => grafo.dropEdge(lazo));
    for (const extremos of this.seleccion.con) {
      const [una, otra] = extremos.map((id) => this.dibujada(id));
      if (una === otra || grafo.hasEdge(una, otra)) continue;
      grafo.addEdge(una, otra, { clases: ['supuesto'], supuesto: true, peso: 1, detalle: '', desde: null });
    }
  }

  /* Comunidades */

  abrir(comunidad) {
    this.abiertas.add(comunidad);
    this.#rearmar();
    this.encuadrar(this.comunidades.get(comunidad).nodos.map(({ id }) => id));
  }

  cerrar(comunidad) {
    this.abiertas.delete(comunidad);
    this.#rearmar();
    this.verTodo();
  }

  #rearmar() {
    this.elegido = this.encima = null;
    this.armar();
    this.dibujante.cambiarGrafo();
    this.repintar();
    this.avisar('cambio', 'leyenda', 'ajuste');
  }

  /** Cambió quién se ve: se cuenta otra vez todo lo que de eso depende. */
  recontar(...avisos) {
    const { seleccion } = this;
    seleccion.recalcular();
    this.#verCerradas();
    this.trazar(this.extremos.desde, this.extremos.hasta);
    this.comparacion = seleccion.cambios.length ? comparar(seleccion.redDeBase(), seleccion.red()) : null;
    this.repintar();
    this.avisar(...avisos, 'ajuste');
  }

  avisar(...tipos) {
    tipos.forEach((tipo) => this.dispatchEvent(new Event(tipo)));
  }

  repintar() {
    this.#recalcularFoco();
    this.dibujante?.repintar();
  }

  /** Vuelve a leer los colores: cambió el tema o el contraste. */
  repintarConTema() {
    this.paleta = leerPaleta(this.contenedor);
    this.repintar();
  }

  medirDeNuevo() {
    const { offsetWidth, offsetHeight } = this.contenedor;
    const { width, height } = this.dibujante.medidas;
    if (offsetWidth && (offsetWidth !== width || offsetHeight !== height)) this.dibujante.medirDeNuevo();
  }
}
