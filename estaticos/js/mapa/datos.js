/** Lo que llega del servidor, vuelto grafo: aquí se lee y se revisa; nada se calcula que ya venga dicho. */
import Graph from 'graphology';

/** De la clase más fuerte a la más débil: cuando un par tiene varias, se dibuja la primera que esté visible. */
export const ORDEN_DE_LAZOS = [
  'supuesto', 'colaboracion', 'levantamiento', 'convenio', 'proyecto', 'programa', 'organo',
  'designacion', 'coformacion', 'pertenencia', 'adscripcion',
];

/** Los datos de la página: escritos en ella o, si no, en la dirección que el mapa trae. */
export async function leerDatos(mapa) {
  const escritos = document.getElementById('datos-del-mapa');
  if (escritos) return JSON.parse(escritos.textContent);
  const respuesta = await fetch(mapa.dataset.direccion, { headers: { Accept: 'application/json' } });
  if (!respuesta.ok) throw new Error(`El mapa respondió ${respuesta.status}`);
  return respuesta.json();
}

/** En una pantalla más alta que ancha, el dibujo se para. */
export function acostar(datos, deAlto) {
  if (!deAlto) return datos;
  return { ...datos, nodos: datos.nodos.map((nodo) => ({ ...nodo, x: nodo.y, y: 1 - nodo.x })) };
}

/** El grafo que se dibuja. Un lazo a un nodo que no vino se deja fuera: quien mira quizá no puede verlo. */
export function armarGrafo({ nodos, lazos }) {
  const grafo = new Graph({ type: 'undirected', multi: false });
  for (const nodo of nodos) grafo.mergeNode(nodo.id, { ...nodo });
  for (const lazo of lazos) {
    if (!grafo.hasNode(lazo.origen) || !grafo.hasNode(lazo.destino) || lazo.origen === lazo.destino) continue;
    grafo.mergeEdge(lazo.origen, lazo.destino, { ...lazo });
  }
  return grafo;
}

/** Las clases de lazo de estos datos, de la más fuerte a la más débil; la que nadie conoce va al final. */
export function ordenDe(datos) {
  const suyas = datos.clases_de_lazo.map(({ id }) => id);
  return [...ORDEN_DE_LAZOS, ...suyas.filter((id) => !ORDEN_DE_LAZOS.includes(id))];
}

/** Un par de figuras, sin importar cuál se diga primero. */
export function par(una, otra) {
  return una < otra ? `${una}\n${otra}` : `${otra}\n${una}`;
}

/** Sin acentos ni mayúsculas, para comparar lo que se escribe con lo que hay. */
export function sinAcentos(texto) {
  return texto.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** «14 lazos», «un lazo». */
export function contar(cuantos, singular, plural) {
  return cuantos === 1 ? singular : `${cuantos.toLocaleString('es-MX')} ${plural}`;
}
