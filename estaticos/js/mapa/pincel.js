/** Pinta la Red en un lienzo, tal como la vista dice que se ve: sirve para mostrarla, guardarla e imprimirla. */
import { trazarFigura } from './figuras.js';
import { acomodar, escribir } from './rotulos.js';
import { trazarLazo } from './trazos.js';

const porEncima = (uno, otro) => uno.zIndex - otro.zIndex;

/** Los lazos y las figuras que se ven, con su lugar y su aspecto, en el orden en que se pintan. */
export function escena(vista) {
  const { grafo, dibujante } = vista;
  const lugares = new Map(grafo.mapNodes((id) => [id, dibujante.lugar(id)]));
  const lazos = grafo
    .mapEdges((id, lazo, origen, destino) => ({ ...vista.aspectoDeLazo(id, lazo), desde: lugares.get(origen), hasta: lugares.get(destino) }))
    .filter(({ hidden }) => !hidden)
    .sort(porEncima);
  const figuras = grafo
    .mapNodes((id, nodo) => ({ ...vista.aspectoDeNodo(id, nodo), id }))
    .filter(({ hidden }) => !hidden)
    .sort(porEncima)
    .map((figura) => ({ ...figura, ...lugares.get(figura.id), radio: dibujante.escala(figura.size) }));
  return { lazos, figuras };
}

export function pintarRed(pluma, vista, ancho, alto, tamano, reservado) {
  const { lazos, figuras } = escena(vista);
  lazos.forEach((lazo) => trazarLazo(pluma, lazo, lazo.desde, lazo.hasta));
  pluma.lineWidth = 4; // la mitad de adentro la tapa el relleno
  for (const { clase, x, y, radio, color, borde } of figuras) {
    trazarFigura(pluma, clase, x, y, radio);
    pluma.strokeStyle = borde;
    pluma.stroke();
    pluma.fillStyle = color;
    pluma.fill();
  }
  pintarRotulos(pluma, vista, ancho, alto, tamano, reservado);
}

/** Acomoda y escribe los rótulos; devuelve los que cupieron. */
export function pintarRotulos(pluma, vista, ancho, alto, tamano, reservado = []) {
  const puestos = acomodar(pluma, vista.porRotular(), { ancho, alto, letra: vista.paleta.letra, tamano, reservado });
  escribir(pluma, puestos, vista.paleta, tamano);
  return puestos;
}
