/**
 * Las cuentas que el navegador hace sobre lo que se ve: caminos, pedazos y qué cambia si algo se quita o se une.
 * Todo es función pura. Una red es un Map de cada figura a la lista de sus vecinas.
 */

/** La red de unas figuras y unos pares; un par con alguien que no está no une a nadie. */
export function vecindades(ids, pares) {
  const red = new Map([...ids].map((id) => [id, []]));
  for (const [una, otra] of pares) {
    if (una === otra || !red.has(una) || !red.has(otra)) continue;
    red.get(una).push(otra);
    red.get(otra).push(una);
  }
  return red;
}

/** A cuántos pasos de una figura está cada una de las que alcanza, hasta un tope. */
export function alcance(red, centro, pasos = Infinity) {
  const lejos = new Map(red.has(centro) ? [[centro, 0]] : []);
  const fila = [...lejos.keys()];
  for (let turno = 0; turno < fila.length; turno++) {
    const aqui = lejos.get(fila[turno]);
    if (aqui >= pasos) continue;
    for (const otra of red.get(fila[turno])) {
      if (lejos.has(otra)) continue;
      lejos.set(otra, aqui + 1);
      fila.push(otra);
    }
  }
  return lejos;
}

/** Las figuras por las que se llega de una a otra en los menos pasos; null si no hay por dónde. */
export function camino(red, desde, hasta) {
  if (!red.has(desde) || !red.has(hasta)) return null;
  const deDonde = new Map([[desde, null]]);
  const fila = [desde];
  for (let turno = 0; turno < fila.length && !deDonde.has(hasta); turno++) {
    for (const otra of red.get(fila[turno])) {
      if (deDonde.has(otra)) continue;
      deDonde.set(otra, fila[turno]);
      fila.push(otra);
    }
  }
  if (!deDonde.has(hasta)) return null;
  const pasos = [];
  for (let id = hasta; id !== null; id = deDonde.get(id)) pasos.unshift(id);
  return pasos;
}

/** Los pedazos que no se tocan, del mayor al menor. */
export function pedazos(red) {
  const vistas = new Set();
  const hallados = [];
  for (const id of red.keys()) {
    if (vistas.has(id)) continue;
    const pedazo = [...alcance(red, id).keys()];
    pedazo.forEach((otra) => vistas.add(otra));
    hallados.push(pedazo);
  }
  return hallados.sort((una, otra) => otra.length - una.length);
}

/** La misma red sin unas figuras y con otros pares. */
export function conCambios(red, { sin = [], con = [] }) {
  const fuera = new Set(sin);
  const otra = new Map();
  for (const [id, vecinas] of red) if (!fuera.has(id)) otra.set(id, vecinas.filter((vecina) => !fuera.has(vecina)));
  for (const [una, dos] of con) {
    if (una === dos || !otra.has(una) || !otra.has(dos) || otra.get(una).includes(dos)) continue;
    otra.get(una).push(dos);
    otra.get(dos).push(una);
  }
  return otra;
}

const parejas = (cuantas) => (cuantas * (cuantas - 1)) / 2;
const grupos = (partes) => partes.filter(({ length }) => length > 1).length;
const sueltas = (partes) => partes.filter(({ length }) => length === 1).length;

/**
 * Qué cambia entre dos redes, contado sobre las figuras que siguen en la segunda.
 *   antes, despues   { grupos, sueltas }
 *   cortadas, unidas cuántas parejas pierden su camino o lo ganan
 *   separadas        [{ quienes, resto }]: cada parte que se aparta de la mayor de su grupo, y cuántas quedan del otro lado
 */
export function comparar(antes, despues) {
  const partesDeAntes = pedazos(antes);
  const partes = pedazos(despues);
  const deAntes = new Map();
  partesDeAntes.forEach((parte, lugar) => parte.forEach((id) => deAntes.set(id, lugar)));
  const quedan = new Map();
  const celdas = new Map();
  partes.forEach((parte, lugar) =>
    parte.forEach((id) => {
      const celda = `${deAntes.get(id)} ${lugar}`;
      if (!celdas.has(celda)) celdas.set(celda, { antes: deAntes.get(id), lugar, quienes: [] });
      celdas.get(celda).quienes.push(id);
      quedan.set(deAntes.get(id), (quedan.get(deAntes.get(id)) ?? 0) + 1);
    }),
  );
  const suma = (cifras) => cifras.reduce((total, cifra) => total + cifra, 0);
  const siguen = suma([...celdas.values()].map(({ quienes }) => parejas(quienes.length)));
  const separadas = [];
  for (const grupo of quedan.keys()) {
    const suyas = [...celdas.values()].filter((celda) => celda.antes === grupo);
    suyas.sort((una, otra) => otra.quienes.length - una.quienes.length);
    for (const { quienes } of suyas.slice(1)) separadas.push({ quienes, resto: quedan.get(grupo) - quienes.length });
  }
  return {
    antes: { grupos: grupos(partesDeAntes), sueltas: sueltas(partesDeAntes) },
    despues: { grupos: grupos(partes), sueltas: sueltas(partes) },
    cortadas: suma([...quedan.values()].map(parejas)) - siguen,
    unidas: suma(partes.map(({ length }) => parejas(length))) - siguen,
    separadas: separadas.sort((una, otra) => otra.quienes.length - una.quienes.length),
  };
}
