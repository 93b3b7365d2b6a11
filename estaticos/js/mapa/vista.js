/**
 * Qué se ve de la Red según lo elegido, y hacia dónde se mira. Guarda el estado y avisa de sus cambios; quien
 * lo pinta es un dibujante, y de botones y paneles no sabe nada.
 */
import { colorDe, leerPaleta, mezclar } from './colores.js';
import { ORDEN_DE_LAZOS } from './datos.js';
import { Quieto } from './quieto.js';
import { TRAZOS } from './trazos.js';

const TAMANOS = { persona: [4, 9.5], institucion: [6, 12], unidad: [5, 7], municipio: [5, 11], organizacion: [5, 11] };
const CERCA = 0.6; // a este acercamiento, o más, se rotulan también las personas
const POCOS = 45; // con menos nodos que estos hay sitio para rotular a todos
const ANGOSTO = 500; // en un mapa más angosto que esto, la letra es más chica

export class Vista extends EventTarget {
  constructor(contenedor, grafo, datos) {
    super();
    this.contenedor = contenedor;
    this.grafo = grafo;
    this.datos = datos;
    this.paleta = leerPaleta(contenedor);
    this.hallazgos = new Map(datos.hallazgos.map((hallazgo) => [hallazgo.id, hallazgo]));
    this.medida = datos.medidas[0]?.id ?? '';
    this.agrupacion = null;
    this.elegido = null;
    this.encima = null;
    this.hallazgo = null;
    this.lazosVisibles = new Set(datos.clases_de_lazo.map(({ id }) => id));
    this.clasesVisibles = new Set(datos.clases.map(({ id }) => id));
    this.sinMovimiento = matchMedia('(prefers-reduced-motion: reduce)');
    this.cercania = { menor: 0.06, mayor: 1.6 };
    this.foco = null;
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

  /* Qué se ve */

  clasesDe(id) {
    return this.grafo.getNodeAttribute(id, 'clase');
  }

  seVe(id) {
    return this.clasesVisibles.has(this.clasesDe(id));
  }

  /** La clase con que se dibuja un lazo: la más fuerte de las suyas que esté a la vista. */
  claseDeLazo(lazo) {
    return ORDEN_DE_LAZOS.find((clase) => lazo.clases.includes(clase) && this.lazosVisibles.has(clase));
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
    const centro = this.encima ?? this.elegido;
    if (centro) this.foco = new Set([centro, ...this.vecinos(centro).map(({ id }) => id)]);
    else if (this.hallazgo) this.foco = new Set(this.hallazgos.get(this.hallazgo).nodos);
    else this.foco = null;
    if (this.foco?.size === 0) this.foco = null;
  }

  aspectoDeNodo(id, nodo) {
    const { paleta } = this;
    const [menor, mayor] = TAMANOS[nodo.clase] ?? TAMANOS.persona;
    const valor = this.medida ? (nodo.valores[this.medida] ?? 0) : 0.35;
    const senalado = !this.foco || this.foco.has(id);
    const central = this.#esCentral(id);
    const color = colorDe(nodo, this.agrupacion, paleta);
    const pleno = senalado ? color : mezclar(color, paleta.fondo, 0.78);
    return {
      x: nodo.x,
      y: nodo.y,
      clase: nodo.clase,
      hidden: !this.seVe(id),
      size: (menor + (mayor - menor) * Math.sqrt(valor)) * this.#escala() * (central ? 1.25 : 1),
      color: pleno,
      borde: central ? paleta.tinta : mezclar(pleno, senalado ? paleta.tinta : paleta.fondo, 0.5),
      zIndex: central ? 3 : senalado ? 2 : 1,
      label: null,
    };
  }

  /** Lo elegido, lo que tiene el ratón encima o el centro del hallazgo. */
  #esCentral(id) {
    return id === this.elegido || id === this.encima || id === this.hallazgos.get(this.hallazgo)?.centro;
  }

  /** Figuras más chicas donde cada una tiene menos sitio: en un teléfono, o con mucha gente. */
  #escala() {
    const { offsetWidth, offsetHeight } = this.contenedor;
    return Math.min(1.25, Math.max(0.5, Math.sqrt((offsetWidth * offsetHeight) / this.grafo.order) / 60));
  }

  aspectoDeLazo(id, lazo) {
    const clase = this.claseDeLazo(lazo);
    const [origen, destino] = this.grafo.extremities(id);
    if (!clase || !this.seVe(origen) || !this.seVe(destino)) return { hidden: true };
    const { grueso, corte, fuerza } = TRAZOS[clase];
    const centro = this.encima ?? this.elegido ?? this.hallazgos.get(this.hallazgo)?.centro;
    const senalado = centro
      ? origen === centro || destino === centro
      : !this.foco || (this.foco.has(origen) && this.foco.has(destino));
    const resalta = Boolean(this.foco) && senalado;
    return {
      hidden: false,
      color: this.paleta.lazo[clase],
      size: resalta ? grueso * 1.35 : grueso,
      corte,
      fuerza: resalta ? Math.min(1, fuerza * 1.9) : senalado ? fuerza : fuerza * 0.1,
      zIndex: (resalta ? 10 : 0) + ORDEN_DE_LAZOS.length - ORDEN_DE_LAZOS.indexOf(clase),
    };
  }

  /* Rótulos */

  letraDeRotulos() {
    return this.dibujante.medidas.width < ANGOSTO ? 12 : 13;
  }

  /** Cada nodo a la vista con lo que se necesita para decidir si se rotula y dónde. */
  porRotular() {
    const todos = this.dibujante.camara.ratio <= CERCA || this.grafo.order <= POCOS;
    return this.grafo
      .filterNodes((id) => this.seVe(id))
      .map((id) => {
        const nodo = this.grafo.getNodeAttributes(id);
        const esInstitucion = nodo.clase === 'institucion';
        const central = this.#esCentral(id);
        return {
          id,
          texto: nodo.etiqueta,
          ...this.dibujante.lugar(id),
          radio: this.dibujante.escala(this.aspectoDeNodo(id, nodo).size) + 1,
          prioridad: this.#prioridad(id, nodo.clase, nodo.valores[this.medida] ?? 0, todos),
          cede: central ? Infinity : esInstitucion ? 0.28 : 0,
          intocable: esInstitucion,
          fuerte: esInstitucion || central,
          tenue: !esInstitucion && !this.foco,
        };
      });
  }

  #prioridad(id, clase, valor, todos) {
    if (id === this.encima) return 2000;
    if (this.#esCentral(id)) return 1000;
    if (this.foco) return this.foco.has(id) ? 100 + valor : 0;
    if (clase === 'institucion') return 50 + valor * 10;
    if (clase === 'unidad') return todos ? 1 + valor : 0;
    return todos || valor > 0.75 ? 10 + valor * 10 : 0;
  }

  /** El sitio de los botones que van encima del mapa: ahí no se rotula. */
  bajoLosBotones() {
    const marco = this.contenedor.getBoundingClientRect();
    const botones = this.contenedor.parentElement.querySelector('.mapa-controles')?.getBoundingClientRect();
    if (!botones?.width) return [];
    return [
      {
        x1: botones.left - marco.left,
        x2: botones.right - marco.left,
        y1: botones.top - marco.top,
        y2: botones.bottom - marco.top,
      },
    ];
  }

  /* Qué se elige */

  pasarPor(id) {
    this.encima = id;
    this.contenedor.classList.toggle('mapa-senala', Boolean(id));
    this.repintar();
  }

  elegir(id, { centrar = false } = {}) {
    if (!this.grafo.hasNode(id)) return;
    if (!this.seVe(id)) {
      this.clasesVisibles.add(this.clasesDe(id));
      this.#avisar('leyenda');
    }
    this.elegido = id;
    this.hallazgo = null;
    this.repintar();
    if (centrar) this.centrar(id);
    this.#avisar('cambio');
  }

  senalar(hallazgo) {
    if (!this.hallazgos.has(hallazgo)) return;
    this.hallazgo = hallazgo;
    this.elegido = null;
    this.repintar();
    this.encuadrar(this.hallazgos.get(hallazgo).nodos.filter((id) => this.grafo.hasNode(id)));
    this.#avisar('cambio');
  }

  limpiar() {
    if (!this.elegido && !this.hallazgo) return;
    this.elegido = this.hallazgo = null;
    this.repintar();
    this.#avisar('cambio');
  }

  verLazos(clase, visible) {
    this.lazosVisibles[visible ? 'add' : 'delete'](clase);
    this.repintar();
    this.#avisar('cambio');
  }

  verClase(clase, visible) {
    this.clasesVisibles[visible ? 'add' : 'delete'](clase);
    this.repintar();
    this.#avisar('cambio');
  }

  medirCon(medida) {
    this.medida = medida;
    this.repintar();
  }

  colorearPor(agrupacion) {
    this.agrupacion = this.datos.agrupaciones.find(({ id }) => id === agrupacion) ?? null;
    this.repintar();
    this.#avisar('leyenda');
  }

  #avisar(tipo) {
    this.dispatchEvent(new Event(tipo));
  }

  repintar() {
    this.#recalcularFoco();
    this.dibujante.repintar();
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

  /* Hacia dónde se mira */

  centrar(id) {
    this.dibujante.mirar({ ...this.dibujante.enMarco(id), ratio: Math.min(this.dibujante.camara.ratio, 0.5) });
  }

  encuadrar(ids) {
    if (ids.length === 0) return this.verTodo();
    const lugares = ids.map((id) => this.dibujante.enMarco(id));
    const [xs, ys] = [lugares.map(({ x }) => x), lugares.map(({ y }) => y)];
    const lado = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
    return this.dibujante.mirar({
      x: (Math.max(...xs) + Math.min(...xs)) / 2,
      y: (Math.max(...ys) + Math.min(...ys)) / 2,
      ratio: Math.min(1, Math.max(0.3, lado * 1.35)),
    });
  }

  verTodo() {
    this.dibujante.mirar({ x: 0.5, y: 0.5, ratio: 1 });
  }

  acercar(veces) {
    const { menor, mayor } = this.cercania;
    this.dibujante.mirar({ ratio: Math.min(mayor, Math.max(menor, this.dibujante.camara.ratio / veces)) });
  }

  /** Mueve la mirada una parte de lo que se ve. */
  mover(dx, dy) {
    const { x, y, ratio } = this.dibujante.camara;
    this.dibujante.mirar({ x: x + dx * ratio * 0.18, y: y + dy * ratio * 0.18 });
  }
}
