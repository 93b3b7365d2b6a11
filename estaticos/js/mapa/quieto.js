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
    const { marco, contenedor } = this.vista;
    const [[x1, x2], [y1, y2]] = [marco.x, marco.y];
    const { offsetWidth: ancho, offsetHeight: alto } = contenedor;
    const dibujo = { ancho: x2 - x1 || 1, alto: y2 - y1 || 1 };
    this.medidas = { width: ancho, height: alto };
    this.centro = { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
    this.lado = Math.max(x2 - x1, y2 - y1) || 1;
    const [hoja, forma] = [alto / ancho, dibujo.alto / dibujo.ancho];
    const cruzados = (hoja < 1 && forma > 1) || (hoja > 1 && forma < 1);
    const holgura = cruzados ? 1 : Math.min(Math.max(forma, 1 / forma), Math.max(hoja, 1 / hoja));
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

  /** De qué tamaño se ve una figura. */
  radio(id) {
    return this.escala(this.vista.aspectoDeNodo(id, this.vista.grafo.getNodeAttributes(id)).size);
  }

  cambiarGrafo() {
    this.repintar();
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
        return { id, sobra: Math.hypot(x - offsetX, y - offsetY) - this.radio(id) };
      })
      .sort((a, b) => a.sobra - b.sobra)[0];
    if (cerca && cerca.sobra <= 4) this.vista.tocar(cerca.id);
    else this.vista.limpiar();
  }

  terminar() {
    cancelAnimationFrame(this.turno);
    this.vista.contenedor.removeEventListener('click', this.alPulsar);
    this.lienzo.remove();
  }
}
