/** El dibujo con la tarjeta gráfica: se arrastra, se acerca con la rueda o los dedos y responde al pasar por encima. */
import Sigma from 'sigma';
import { EdgeLineProgram } from 'sigma/rendering';

import { pintarRotulos } from './pincel.js';
import { margen } from './quieto.js';
import { escribir, seguir } from './rotulos.js';
import { FiguraDeNodo } from './tarjeta/figura.js';
import { PuntoDeNodo } from './tarjeta/punto.js';
import { TrazoDeLazo } from './tarjeta/trazo.js';

const SE_QUEDO = 140; // milisegundos sin moverse para acomodar otra vez los rótulos de un mapa con mucha gente

/** Lo señalado ya se pinta con los demás nodos: no hace falta una capa más. */
class SinCapa {
  kill() {}
  reallocate() {}
  process() {}
  render() {}
}

export class Vivo {
  constructor(vista, camara) {
    this.vista = vista;
    this.dibujo = new Sigma(vista.grafo, vista.contenedor, {
      allowInvalidContainer: true,
      renderLabels: false,
      defaultDrawNodeHover: () => {},
      stagePadding: margen(vista.contenedor),
      minCameraRatio: vista.cercania.menor,
      maxCameraRatio: vista.cercania.mayor,
      zIndex: true,
      hideEdgesOnMove: vista.sonMuchas,
      defaultNodeType: 'figura',
      defaultEdgeType: 'trazo',
      nodeProgramClasses: { figura: FiguraDeNodo, punto: PuntoDeNodo },
      nodeHoverProgramClasses: { figura: SinCapa, punto: SinCapa },
      edgeProgramClasses: { linea: EdgeLineProgram, trazo: TrazoDeLazo },
      nodeReducer: (id, nodo) => vista.aspectoDeNodo(id, nodo),
      edgeReducer: (id, lazo) => vista.aspectoDeLazo(id, lazo),
    });
    if (vista.comunidades) this.dibujo.setCustomBBox(vista.marco).refresh();
    this.#ponerRotulos();
    this.dibujo.getCamera().setState(camara);
    this.puestos = [];
    this.dibujo.on('afterRender', () => this.#seguirRotulos());
    this.dibujo.getCamera().on('updated', () => this.#seMueve());
    this.dibujo.on('enterNode', ({ node }) => vista.pasarPor(node));
    this.dibujo.on('leaveNode', () => vista.pasarPor(null));
    this.dibujo.on('clickNode', ({ node }) => vista.tocar(node));
    this.dibujo.on('clickStage', () => vista.limpiar());
  }

  /** La capa de los rótulos nace con medidas propias: pedirlas todas otra vez costaría más que el dibujo. */
  #ponerRotulos() {
    this.dibujo.createCanvasContext('rotulos', { style: { pointerEvents: 'none' } });
    const { rotulos, labels } = this.dibujo.getCanvases();
    Object.assign(rotulos, { width: labels.width, height: labels.height });
    Object.assign(rotulos.style, { width: labels.style.width, height: labels.style.height });
    this.pluma = rotulos.getContext('2d');
    this.pluma.scale(devicePixelRatio || 1, devicePixelRatio || 1);
  }

  get medidas() {
    return this.dibujo.getDimensions();
  }

  get camara() {
    return this.dibujo.getCamera();
  }

  enMarco(id) {
    const { x, y } = this.dibujo.getNodeDisplayData(id);
    return { x, y };
  }

  lugar(id) {
    return this.dibujo.framedGraphToViewport(this.dibujo.getNodeDisplayData(id));
  }

  escala(medida) {
    return this.dibujo.scaleSize(medida);
  }

  mirar(estado) {
    if (this.vista.sinMovimiento.matches) this.camara.setState({ ...this.camara.getState(), ...estado });
    else this.camara.animate(estado, { duration: 250 });
  }

  repintar() {
    this.dibujo.scheduleRefresh();
  }

  /** De qué tamaño se ve una figura: el que la tarjeta ya tiene. */
  radio(id) {
    return this.escala(this.dibujo.getNodeDisplayData(id).size);
  }

  /** Dibuja otro grafo en el mismo sitio. */
  cambiarGrafo() {
    this.dibujo.setGraph(this.vista.grafo);
    this.dibujo.setSetting('hideEdgesOnMove', this.vista.sonMuchas);
  }

  get enMovimiento() {
    return Boolean(this.espera);
  }

  #seMueve() {
    if (!this.vista.sonMuchas) return;
    clearTimeout(this.espera);
    this.dibujo.quieto = false;
    this.espera = setTimeout(() => {
      this.espera = null;
      this.dibujo.quieto = true;
      this.dibujo.scheduleRender();
    }, SE_QUEDO);
  }

  /** Con mucha gente, mientras se mueve sólo se llevan los rótulos que ya estaban. */
  #seguirRotulos() {
    if (!this.espera) return this.rotular();
    const hay = this.puestos.filter(({ id }) => this.vista.grafo.hasNode(id));
    this.#limpiarRotulos();
    return escribir(this.pluma, seguir(hay, (id) => this.lugar(id)), this.vista.paleta, this.vista.letraDeRotulos());
  }

  #limpiarRotulos() {
    const { width, height } = this.medidas;
    this.pluma.clearRect(0, 0, width, height);
  }

  rotular() {
    const { width, height } = this.medidas;
    this.#limpiarRotulos();
    this.puestos = pintarRotulos(this.pluma, this.vista, width, height, this.vista.letraDeRotulos(), this.vista.bajoLosBotones());
  }

  medirDeNuevo() {
    this.dibujo.resize();
    this.dibujo.scheduleRefresh();
  }
}
