/**
 * Cuando hay más figuras de las que se leen, cada comunidad se dibuja como una sola y se abre al tocarla.
 * Puro: de los datos salen otros datos, con la misma forma.
 */

/** Con más figuras que estas, se empieza por sus comunidades aunque el servidor no lo pida. */
export const MUCHAS = 10_000;
export const CLASE = 'comunidad';

const deQuien = (nodo) => nodo.comunidad ?? nodo.grupo ?? null;
export const llaveDe = (comunidad) => `comunidad:${comunidad}`;

/** Las comunidades de los datos, o null si se dibuja figura por figura. */
export function comunidadesDe(datos) {
  if (!datos.grupos_plegados && datos.nodos.length <= MUCHAS) return null;
  const hay = new Map();
  for (const nodo of datos.nodos) {
    const comunidad = deQuien(nodo);
    if (comunidad === null) continue;
    if (!hay.has(comunidad)) hay.set(comunidad, []);
    hay.get(comunidad).push(nodo);
  }
  const puestos = new Map((datos.comunidades ?? []).map(({ id, etiqueta }) => [String(id), etiqueta]));
  const comunidades = new Map();
  for (const [comunidad, nodos] of hay) {
    if (nodos.length < 2) continue; // plegar a una sola no ahorra nada
    comunidades.set(llaveDe(comunidad), { id: llaveDe(comunidad), nodos, etiqueta: puestos.get(String(comunidad)) ?? nombre(nodos) });
  }
  return comunidades.size ? comunidades : null;
}

/** Sin nombre puesto, el de su institución más tratada; si no hay, el de su figura más tratada. */
function nombre(nodos) {
  const trato = (nodo) => Object.values(nodo.valores ?? {})[0] ?? 0;
  const instituciones = nodos.filter(({ clase }) => clase === 'institucion');
  const mejor = (instituciones.length ? instituciones : nodos).reduce((una, otra) => (trato(otra) > trato(una) ? otra : una));
  return `Grupo de ${mejor.etiqueta}`;
}

/** Lo que se dibuja: las comunidades cerradas, cada una con su cuenta y sus lazos sumados, y las figuras de las abiertas. */
export function plegar(datos, comunidades, abiertas) {
  const dibujadoDe = new Map();
  const nodos = [];
  const mayor = Math.max(...[...comunidades.values()].map((una) => una.nodos.length));
  for (const [id, { nodos: suyos, etiqueta }] of comunidades) {
    if (abiertas.has(id)) continue;
    suyos.forEach((nodo) => dibujadoDe.set(nodo.id, id));
    const medio = (eje) => suyos.reduce((suma, nodo) => suma + nodo[eje], 0) / suyos.length;
    const tamano = Math.sqrt(suyos.length / mayor);
    nodos.push({
      id,
      clase: CLASE,
      etiqueta: `${etiqueta} · ${suyos.length.toLocaleString('es-MX')}`,
      x: medio('x'),
      y: medio('y'),
      valores: Object.fromEntries(datos.medidas.map((medida) => [medida.id, tamano])),
      grupos: suyos[0].grupos ?? {},
      frase: `Reúne ${suyos.length.toLocaleString('es-MX')} figuras que tratan más entre sí que con las demás.`,
      datos: [],
      direccion: null,
    });
  }
  for (const nodo of datos.nodos) if (!dibujadoDe.has(nodo.id)) nodos.push(nodo);
  return { nodos, lazos: lazosSumados(datos.lazos, dibujadoDe), dibujadoDe };
}

function lazosSumados(lazos, dibujadoDe) {
  const sumados = new Map();
  const resultado = [];
  for (const lazo of lazos) {
    const origen = dibujadoDe.get(lazo.origen) ?? lazo.origen;
    const destino = dibujadoDe.get(lazo.destino) ?? lazo.destino;
    if (origen === destino) continue;
    if (origen === lazo.origen && destino === lazo.destino) {
      resultado.push(lazo);
      continue;
    }
    const llave = origen < destino ? `${origen}\n${destino}` : `${destino}\n${origen}`;
    const suma = sumados.get(llave) ?? { origen, destino, clases: [], peso: 0, cuantos: 0, desde: null, dia: null };
    suma.clases = [...new Set([...suma.clases, ...lazo.clases])];
    suma.peso += lazo.peso;
    suma.cuantos += 1;
    if (lazo.dia && (!suma.dia || lazo.dia > suma.dia)) suma.dia = lazo.dia;
    suma.detalle = suma.cuantos === 1 ? 'un lazo' : `${suma.cuantos.toLocaleString('es-MX')} lazos`;
    sumados.set(llave, suma);
  }
  return [...resultado, ...sumados.values()];
}
