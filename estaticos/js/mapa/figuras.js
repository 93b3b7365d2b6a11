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

function poligono(clase, radio) {
  const r = radio * { unidad: MEDIO_ROMBO, municipio: MEDIO_TRIANGULO, organizacion: MEDIO_HEXAGONO / 0.866 }[clase];
  if (clase === 'unidad') return [[0, -r], [r, 0], [0, r], [-r, 0]];
  if (clase === 'municipio') return [[0, -r], [r * 0.866, r / 2], [-r * 0.866, r / 2]];
  return [0, 1, 2, 3, 4, 5].map((vertice) => {
    const angulo = (vertice * Math.PI) / 3;
    return [r * Math.cos(angulo), r * Math.sin(angulo)];
  });
}
