/** Pinta la Red en un lienzo, tal como la vista dice que se ve: sirve para mostrarla, guardarla e imprimirla. */
import { trazarFigura } from './figuras.js';
import { acomodar, escribir } from './rotulos.js';
import { trazarLazo } from './trazos.js';

const porEncima = (uno, otro) => uno.zIndex - otro.zIndex;

export function pintarRed(pluma, vista, ancho, alto, tamano, reservado) {
  const { grafo, dibujante } = vista;
  const lugares = new Map(grafo.mapNodes((id) => [id, dibujante.lugar(id)]));
  grafo
    .mapEdges((id, lazo, origen, destino) => ({ ...vista.aspectoDeLazo(id, lazo), origen, destino }))
    .filter(({ hidden }) => !hidden)
    .sort(porEncima)
    .forEach((lazo) => trazarLazo(pluma, lazo, lugares.get(lazo.origen), lugares.get(lazo.destino)));
  pluma.lineWidth = 4; // la mitad de adentro la tapa el relleno
  grafo
    .mapNodes((id, nodo) => ({ ...vista.aspectoDeNodo(id, nodo), id }))
    .filter(({ hidden }) => !hidden)
    .sort(porEncima)
    .forEach(({ id, clase, size, color, borde }) => {
      const { x, y } = lugares.get(id);
      trazarFigura(pluma, clase, x, y, dibujante.escala(size));
      pluma.strokeStyle = borde;
      pluma.stroke();
      pluma.fillStyle = color;
      pluma.fill();
    });
  pintarRotulos(pluma, vista, ancho, alto, tamano, reservado);
}

export function pintarRotulos(pluma, vista, ancho, alto, tamano, reservado = []) {
  const nodos = vista.porRotular();
  const puestos = acomodar(pluma, nodos, { ancho, alto, letra: vista.paleta.letra, tamano, reservado });
  escribir(pluma, puestos, vista.paleta, tamano);
}
