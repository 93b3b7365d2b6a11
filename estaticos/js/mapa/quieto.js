/**
 * El primer dibujo, en un lienzo sencillo: aparece de inmediato, sin esperar a la tarjeta gráfica, y es el
 * que se queda en los equipos que no la tienen. Se mueve con botones y teclas; no se arrastra.
 */
import { pintarRed } from './pincel.js';

export const MARGEN = 44;

export function margen(contenedor) {
  return Math.min(MARGEN, contenedor.offsetWidth / 16);
}

export class Quieto {
  constructor(vista) {
    this.vista = vista;
    this.camara = { x: 0.5, y: 0.5, ratio: 1 };
    this.lienzo = document.createElement('canvas');
    this.lienzo.className = 'mapa-quieto';
    vista.contenedor.append(this.lienzo);
    this.pluma = this.lienzo.getContext('2d');
    this.alPulsar = (suceso) => this.#elegirCerca(suceso);
    vista.contenedor.addEventListener('click', this.alPulsar);
    this.#encuadrar();
  }

  /** Mismo encuadre que la tarjeta gráfica hará después: al cambiar de uno a otra nada se mueve. */
  #encuadrar() {
    const { grafo, contenedor } = this.vista;
    const xs = grafo.mapNodes((_, { x }) => x);
    const ys = grafo.mapNodes((_, { y }) => y);
    const [x1, x2, y1, y2] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const { offsetWidth: ancho, offsetHeight: alto } = contenedor;
    const dibujo = { ancho: x2 - x1 || 1, alto: y2 - y1 || 1 };
    this.medidas = { width: ancho, height: alto };
    this.centro = { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
    this.lado = Math.max(x2 - x1, y2 - y1) || 1;
    const [marco, forma] = [alto / ancho, dibujo.alto / dibujo.ancho];
    const cruzados = (marco < 1 && forma > 1) || (marco > 1 && forma < 1);
    const holgura = cruzados ? 1 : Math.min(Math.max(forma, 1 / forma), Math.max(marco, 1 / marco));
    this.tamano = (Math.min(ancho, alto) - 2 * margen(contenedor)) * holgura;
  }

  enMarco(id) {
    const { x, y } = this.vista.grafo.getNodeAttributes(id);
    return { x: 0.5 + (x - this.centro.x) / this.lado, y: 0.5 + (y - this.centro.y) / this.lado };
  }

  lugar(id) {
    const { x, y } = this.enMarco(id);
    const puntos = this.tamano / this.camara.ratio;
    return {
      x: this.medidas.width / 2 + (x - this.camara.x) * puntos,
      y: this.medidas.height / 2 - (y - this.camara.y) * puntos,
    };
  }

  escala(medida) {
    return medida / Math.sqrt(this.camara.ratio);
  }

  mirar(estado) {
    Object.assign(this.camara, estado);
    this.repintar();
  }

  repintar() {
    cancelAnimationFrame(this.turno);
    this.turno = requestAnimationFrame(() => this.pintar());
  }

  pintar() {
    const { width, height } = this.medidas;
    const nitidez = devicePixelRatio || 1;
    this.lienzo.width = Math.round(width * nitidez);
    this.lienzo.height = Math.round(height * nitidez);
    this.pluma.setTransform(nitidez, 0, 0, nitidez, 0, 0);
    pintarRed(this.pluma, this.vista, width, height, this.vista.letraDeRotulos(), this.vista.bajoLosBotones());
  }

  rotular() {
    this.repintar();
  }

  medirDeNuevo() {
    this.#encuadrar();
    this.repintar();
  }

  #elegirCerca({ offsetX, offsetY }) {
    const { grafo } = this.vista;
    const cerca = grafo
      .filterNodes((id) => this.vista.seVe(id))
      .map((id) => {
        const { x, y } = this.lugar(id);
        const radio = this.escala(this.vista.aspectoDeNodo(id, grafo.getNodeAttributes(id)).size);
        return { id, sobra: Math.hypot(x - offsetX, y - offsetY) - radio };
      })
      .sort((a, b) => a.sobra - b.sobra)[0];
    if (cerca && cerca.sobra <= 4) this.vista.elegir(cerca.id);
    else this.vista.limpiar();
  }

  terminar() {
    cancelAnimationFrame(this.turno);
    this.vista.contenedor.removeEventListener('click', this.alPulsar);
    this.lienzo.remove();
  }
}
