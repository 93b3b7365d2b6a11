/**
 * El trazo de cada clase de lazo. Se distinguen por color, por grueso y por si son corridos o cortados,
 * para que también se lean en blanco y negro o sin ver bien los colores.
 */

/** grueso en puntos de pantalla; corte: largo de raya y de hueco, o cero si es corrido; fuerza: opacidad. */
export const TRAZOS = {
  colaboracion: { grueso: 2.6, corte: 0, fuerza: 1 },
  designacion: { grueso: 2, corte: 6, fuerza: 1 },
  coformacion: { grueso: 1.1, corte: 0, fuerza: 0.5 },
  pertenencia: { grueso: 1.4, corte: 2.5, fuerza: 1 },
  adscripcion: { grueso: 1.2, corte: 0, fuerza: 1 },
};

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
