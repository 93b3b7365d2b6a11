/**
 * El mapa como imagen: lo que se ve, vuelto a trazar en un lienzo nítido con su título, su fecha y su
 * leyenda. Sirve para guardarlo y para que salga en papel, donde la tarjeta gráfica no dibuja.
 */
import { GRUPOS_CON_COLOR, leerPaleta } from './colores.js';
import { trazarFigura } from './figuras.js';
import { pintarRed } from './pincel.js';
import { TRAZOS, trazarLazo } from './trazos.js';

const ORILLA = 24;
const ENCABEZADO = 62;
const RENGLON = 24;

/** Un lienzo con el mapa completo, a tantas veces el tamaño de la pantalla. */
export function pintar(vista, { veces = 2, lienzo = document.createElement('canvas') } = {}) {
  const { width, height } = vista.dibujante.medidas;
  const pie = filasDeLeyenda(vista, width);
  const alto = ENCABEZADO + height + ORILLA + pie.length * RENGLON + ORILLA;
  lienzo.width = Math.round((width + 2 * ORILLA) * veces);
  lienzo.height = Math.round(alto * veces);
  const pluma = lienzo.getContext('2d');
  pluma.scale(veces, veces);
  pluma.fillStyle = vista.paleta.fondo;
  pluma.fillRect(0, 0, width + 2 * ORILLA, alto);
  encabezar(pluma, vista);
  pluma.save();
  pluma.translate(ORILLA, ENCABEZADO);
  pluma.beginPath();
  pluma.rect(0, 0, width, height);
  pluma.clip();
  pintarRed(pluma, vista, width, height, vista.letraDeRotulos());
  pluma.restore();
  pie.forEach((fila, lugar) => pintarFila(pluma, vista, fila, ENCABEZADO + height + ORILLA + lugar * RENGLON));
  return lienzo;
}

function encabezar(pluma, { datos, paleta }) {
  pluma.textBaseline = 'alphabetic';
  pluma.textAlign = 'left';
  pluma.fillStyle = paleta.tinta;
  pluma.font = `600 19px ${paleta.letra}`;
  pluma.fillText(datos.titulo, ORILLA, 30);
  pluma.fillStyle = paleta.suave;
  pluma.font = `14px ${paleta.letra}`;
  pluma.fillText(`Al ${datos.fecha}`, ORILLA, 51);
}

/** Lo que la leyenda dice, repartido en renglones que caben a lo ancho. */
function filasDeLeyenda(vista, width) {
  const { datos, agrupacion } = vista;
  const cosas = [
    ...datos.clases.filter(({ id }) => vista.clasesVisibles.has(id)).map((clase) => ({ tipo: 'figura', ...clase })),
    ...datos.clases_de_lazo.filter(({ id }) => vista.lazosVisibles.has(id)).map((lazo) => ({ tipo: 'lazo', ...lazo })),
    ...(agrupacion?.grupos.slice(0, GRUPOS_CON_COLOR) ?? []).map((grupo, color) => ({ tipo: 'grupo', color, ...grupo })),
  ];
  const pluma = document.createElement('canvas').getContext('2d');
  pluma.font = `14px ${vista.paleta.letra}`;
  const filas = [[]];
  let x = 0;
  for (const cosa of cosas) {
    const largo = 28 + pluma.measureText(cosa.etiqueta).width + 20;
    if (x + largo > width && filas[filas.length - 1].length) {
      filas.push([]);
      x = 0;
    }
    filas[filas.length - 1].push({ ...cosa, x });
    x += largo;
  }
  return filas;
}

function pintarFila(pluma, { paleta, agrupacion }, fila, y) {
  for (const cosa of fila) {
    const x = ORILLA + cosa.x;
    if (cosa.tipo === 'lazo') {
      const { grueso, corte } = TRAZOS[cosa.id];
      trazarLazo(pluma, { size: grueso, corte, fuerza: 1, color: paleta.lazo[cosa.id] }, { x, y }, { x: x + 20, y });
    } else {
      trazarFigura(pluma, cosa.tipo === 'figura' ? cosa.id : 'institucion', x + 10, y, 7);
      const deClase = agrupacion ? paleta.otros : paleta.clase[cosa.id];
      pluma.fillStyle = cosa.tipo === 'grupo' ? paleta.grupos[cosa.color] : deClase;
      pluma.fill();
    }
    pluma.font = `14px ${paleta.letra}`;
    pluma.textBaseline = 'middle';
    pluma.textAlign = 'left';
    pluma.fillStyle = paleta.tinta;
    pluma.fillText(cosa.etiqueta, x + 28, y);
  }
}

/** Guarda la imagen con el nombre de la Red y la fecha. */
export function guardar(vista) {
  const lienzo = pintar(vista, { veces: 2 });
  lienzo.toBlob((imagen) => {
    const enlace = document.createElement('a');
    enlace.download = `${vista.datos.titulo} ${vista.datos.fecha}.png`.replace(/[\\/:*?"<>|]/g, ' ');
    enlace.href = URL.createObjectURL(imagen);
    enlace.click();
    setTimeout(() => URL.revokeObjectURL(enlace.href), 10_000);
  }, 'image/png');
}

/** Antes de imprimir se traza en el lienzo que sólo sale en papel, con los colores del papel. */
export function imprimirBien(vista, lienzo) {
  addEventListener('beforeprint', () => {
    const deLaPantalla = vista.paleta;
    lienzo.hidden = false;
    vista.paleta = leerPaleta(lienzo);
    pintar(vista, { veces: 3, lienzo });
    vista.paleta = deLaPantalla;
  });
  addEventListener('afterprint', () => (lienzo.hidden = true));
}
