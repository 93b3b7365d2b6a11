/**
 * El trazo de cada clase de lazo. Se distinguen por color, por grueso y por si son corridos o cortados,
 * para que también se lean en blanco y negro o sin ver bien los colores.
 */

/** grueso en puntos de pantalla; corte: largo de raya y de hueco, o cero si es corrido; fuerza: opacidad. */
const TRAZOS = {
  colaboracion: { grueso: 2.6, corte: 0, fuerza: 1 },
  designacion: { grueso: 2, corte: 6, fuerza: 1 },
  coformacion: { grueso: 1.1, corte: 0, fuerza: 0.5 },
  pertenencia: { grueso: 1.4, corte: 2.5, fuerza: 1 },
  adscripcion: { grueso: 1.2, corte: 0, fuerza: 1 },
  levantamiento: { grueso: 2.2, corte: 10, fuerza: 1 },
  convenio: { grueso: 2.4, corte: 0, fuerza: 0.9 },
  proyecto: { grueso: 2, corte: 8, fuerza: 0.9 },
  programa: { grueso: 1.8, corte: 4, fuerza: 0.9 },
  organo: { grueso: 1.8, corte: 3, fuerza: 0.9 },
  supuesto: { grueso: 3, corte: 5, fuerza: 1 },
};

/** El trazo de una clase; el de una que no se conoce es corrido y delgado. */
export function trazoDe(clase) {
  return TRAZOS[clase] ?? { grueso: 1.6, corte: 0, fuerza: 0.8 };
}

/** Un lazo en un lienzo, con el aspecto que le toca. */
export function trazarLazo(lienzo, { size, corte, fuerza, color }, desde, hasta) {
  lienzo.beginPath();
  lienzo.setLineDash(corte ? [corte, corte] : []);
  lienzo.lineWidth = size;
  lienzo.strokeStyle = color;
  lienzo.globalAlpha = fuerza;
  lienzo.moveTo(desde.x, desde.y);
  lienzo.lineTo(hasta.x, hasta.y);
  lienzo.stroke();
  lienzo.globalAlpha = 1;
  lienzo.setLineDash([]);
}
