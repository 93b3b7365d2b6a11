/** La figura de cada clase de nodo. La tarjeta gráfica y el lienzo la trazan con estas mismas proporciones. */

/** Media medida de cada figura, para que todas pesen lo mismo a la vista. */
export const MEDIO_CUADRO = 0.88;
export const MEDIO_ROMBO = 1.25;
export const MEDIO_TRIANGULO = 1.3;
export const MEDIO_HEXAGONO = 0.95;

/** Traza la figura de una clase en un lienzo, con su centro y su radio. */
export function trazarFigura(lienzo, clase, x, y, radio) {
  lienzo.beginPath();
  if (clase === 'institucion') {
    const medio = radio * MEDIO_CUADRO;
    lienzo.rect(x - medio, y - medio, 2 * medio, 2 * medio);
  } else if (clase === 'persona') {
    lienzo.arc(x, y, radio, 0, 2 * Math.PI);
  } else {
    poligono(clase, radio).forEach(([dx, dy], lado) => lienzo[lado ? 'lineTo' : 'moveTo'](x + dx, y + dy));
    lienzo.closePath();
  }
}

/** Las esquinas de una figura que no es círculo ni cuadro, desde su centro. */
export function poligono(clase, radio) {
  if (clase === 'comunidad') return regular(8, radio / 0.924, Math.PI / 8);
  const r = radio * ({ unidad: MEDIO_ROMBO, municipio: MEDIO_TRIANGULO }[clase] ?? MEDIO_HEXAGONO / 0.866);
  if (clase === 'unidad') return [[0, -r], [r, 0], [0, r], [-r, 0]];
  if (clase === 'municipio') return [[0, -r], [r * 0.866, r / 2], [-r * 0.866, r / 2]];
  return regular(6, r, 0);
}

function regular(lados, radio, giro) {
  return Array.from({ length: lados }, (_, vertice) => {
    const angulo = giro + (vertice * 2 * Math.PI) / lados;
    return [radio * Math.cos(angulo), radio * Math.sin(angulo)];
  });
}
