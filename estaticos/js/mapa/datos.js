/** Lo que llega del servidor, vuelto grafo: aquí se lee y se revisa; nada se calcula que ya venga dicho. */
import Graph from 'graphology';

/** De la clase más fuerte a la más débil: cuando un par tiene varias, se dibuja la primera que esté visible. */
export const ORDEN_DE_LAZOS = ['colaboracion', 'designacion', 'coformacion', 'pertenencia', 'adscripcion'];

/** Los datos de la página: escritos en ella o, si no, en la dirección que el mapa trae. */
export async function leerDatos(mapa) {
  const escritos = document.getElementById('datos-del-mapa');
  if (escritos) return JSON.parse(escritos.textContent);
  const respuesta = await fetch(mapa.dataset.direccion, { headers: { Accept: 'application/json' } });
  if (!respuesta.ok) throw new Error(`El mapa respondió ${respuesta.status}`);
  return respuesta.json();
}

/**
 * El grafo que se dibuja; en una pantalla más alta que ancha, el dibujo se para. Un lazo a un nodo que no vino se deja fuera: quien mira quizá no puede verlo.
 */
export function armarGrafo(datos, { deAlto = false } = {}) {
  const grafo = new Graph({ type: 'undirected', multi: false });
  for (const nodo of datos.nodos) {
    grafo.mergeNode(nodo.id, deAlto ? { ...nodo, x: nodo.y, y: 1 - nodo.x } : { ...nodo });
  }
  for (const lazo of datos.lazos) {
    if (!grafo.hasNode(lazo.origen) || !grafo.hasNode(lazo.destino) || lazo.origen === lazo.destino) continue;
    grafo.mergeEdge(lazo.origen, lazo.destino, { ...lazo });
  }
  return grafo;
}

/** Sin acentos ni mayúsculas, para comparar lo que se escribe con lo que hay. */
export function sinAcentos(texto) {
  return texto.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** «14 lazos», «un lazo». */
export function contar(cuantos, singular, plural) {
  return cuantos === 1 ? singular : `${cuantos} ${plural}`;
}
