/**
 * El mapa como imagen: lo que se ve, vuelto a trazar en un lienzo nítido o en líneas, con su título, su fecha, su
 * leyenda y lo que se filtró o se supuso. Sirve para guardarlo y para que salga en papel, donde la tarjeta no dibuja.
 */
import { GRUPOS_CON_COLOR, leerPaleta } from './colores.js';
import { trazarFigura } from './figuras.js';
import { escena, pintarRed } from './pincel.js';
import { acomodar } from './rotulos.js';
import { aSvg } from './svg.js';
import { trazarLazo, trazoDe } from './trazos.js';

const ORILLA = 24;
const ENCABEZADO = 62;
const NOTA = 19;
const RENGLON = 24;
const TITULO = 19;
const HOLGURA = 0.85; // quien abra el archivo en líneas quizá no tenga nuestra letra, y la suya sea más ancha

/** Lo que quien recibe la imagen debe saber: no todo es lo registrado, o no está todo. */
export function notas(vista) {
  return vista.loCambiado?.().map(({ texto }) => texto) ?? [];
}

/** Un lienzo con el mapa completo, a tantas veces el tamaño de la pantalla. */
export function pintar(vista, { veces = 2, lienzo = document.createElement('canvas') } = {}) {
  const { width, height } = vista.dibujante.medidas;
  const medir = lienzo.getContext('2d');
  const pie = filasDeLeyenda(vista, width, medir);
  const cabeza = cabezaDe(vista, width, medir);
  const arriba = cabeza.alto;
  const alto = arriba + height + ORILLA + pie.length * RENGLON + ORILLA;
  lienzo.width = Math.round((width + 2 * ORILLA) * veces);
  lienzo.height = Math.round(alto * veces);
  const pluma = lienzo.getContext('2d');
  pluma.scale(veces, veces);
  pluma.fillStyle = vista.paleta.fondo;
  pluma.fillRect(0, 0, width + 2 * ORILLA, alto);
  encabezar(pluma, vista, cabeza);
  pluma.save();
  pluma.translate(ORILLA, arriba);
  pluma.beginPath();
  pluma.rect(0, 0, width, height);
  pluma.clip();
  pintarRed(pluma, vista, width, height, vista.letraDeRotulos());
  pluma.restore();
  pie.forEach((fila, lugar) => pintarFila(pluma, vista, fila, arriba + height + ORILLA + lugar * RENGLON));
  return lienzo;
}

/** El título, la fecha y las notas, en las líneas que caben a lo ancho, y el alto que ocupan. */
function cabezaDe(vista, width, pluma) {
  const { letra } = vista.paleta;
  const titulo = enLineas([vista.datos.titulo], width, pluma, `600 ${TITULO}px ${letra}`);
  const dichas = enLineas(notas(vista), width, pluma, `500 13px ${letra}`);
  const masTitulo = (titulo.length - 1) * RENGLON;
  return { titulo, dichas, masTitulo, alto: ENCABEZADO + masTitulo + dichas.length * NOTA };
}

function encabezar(pluma, { datos, paleta }, { titulo, dichas, masTitulo }) {
  pluma.textBaseline = 'alphabetic';
  pluma.textAlign = 'left';
  pluma.fillStyle = paleta.tinta;
  pluma.font = `600 ${TITULO}px ${paleta.letra}`;
  titulo.forEach((linea, lugar) => pluma.fillText(linea, ORILLA, 30 + lugar * RENGLON));
  pluma.fillStyle = paleta.suave;
  pluma.font = `14px ${paleta.letra}`;
  pluma.fillText(`Al ${datos.fecha}`, ORILLA, 51 + masTitulo);
  pluma.fillStyle = paleta.tinta;
  pluma.font = `500 13px ${paleta.letra}`;
  dichas.forEach((linea, lugar) => pluma.fillText(linea, ORILLA, 71 + masTitulo + lugar * NOTA));
}

/** Cada texto, partido en las líneas que caben. */
function enLineas(textos, width, pluma, fuente) {
  pluma.font = fuente;
  return textos.flatMap((texto) => {
    const lineas = [''];
    for (const palabra of texto.split(' ')) {
      const junta = `${lineas[lineas.length - 1]} ${palabra}`.trim();
      if (pluma.measureText(junta).width <= width) lineas[lineas.length - 1] = junta;
      else lineas.push(palabra);
    }
    return lineas;
  });
}

/** Lo que la leyenda dice, repartido en renglones que caben a lo ancho. */
function filasDeLeyenda(vista, width, pluma) {
  const { datos, agrupacion, seleccion } = vista;
  const cosas = [
    ...datos.clases.filter(({ id }) => seleccion.clases.has(id)).map((clase) => ({ tipo: 'figura', ...clase })),
    ...datos.clases_de_lazo.filter(({ id }) => seleccion.lazos.has(id)).map((lazo) => ({ tipo: 'lazo', ...lazo })),
    ...(seleccion.con.length ? [{ tipo: 'lazo', id: 'supuesto', etiqueta: 'Vínculo supuesto' }] : []),
    ...(agrupacion?.grupos.slice(0, GRUPOS_CON_COLOR) ?? []).map((grupo, color) => ({ tipo: 'grupo', color, ...grupo })),
  ];
  pluma.font = `14px ${vista.paleta.letra}`;
  const filas = [[]];
  let x = 0;
  for (const cosa of cosas) {
    const largo = 28 + pluma.measureText(cosa.etiqueta).width + 20;
    if (x + largo > width && filas[filas.length - 1].length) {
      filas.push([]);
      x = 0;
    }
    filas[filas.length - 1].push({ ...cosa, ...muestraDe(vista, cosa), x });
    x += largo;
  }
  return filas;
}

/** Con qué figura o trazo se explica cada cosa de la leyenda. */
function muestraDe({ paleta, agrupacion }, { tipo, id, color }) {
  if (tipo === 'lazo') {
    const { grueso, corte } = trazoDe(id);
    return { trazo: { size: grueso, corte, fuerza: 1, color: paleta.lazo[id] ?? paleta.otros } };
  }
  if (tipo === 'grupo') return { muestra: { clase: 'institucion', color: paleta.grupos[color] } };
  return { muestra: { clase: id, color: agrupacion ? paleta.otros : (paleta.clase[id] ?? paleta.otros) } };
}

function pintarFila(pluma, { paleta }, fila, y) {
  for (const { x: lugar, etiqueta, muestra, trazo } of fila) {
    const x = ORILLA + lugar;
    if (trazo) trazarLazo(pluma, trazo, { x, y }, { x: x + 20, y });
    else {
      trazarFigura(pluma, muestra.clase, x + 10, y, 7);
      pluma.fillStyle = muestra.color;
      pluma.fill();
    }
    pluma.font = `14px ${paleta.letra}`;
    pluma.textBaseline = 'middle';
    pluma.textAlign = 'left';
    pluma.fillStyle = paleta.tinta;
    pluma.fillText(etiqueta, x + 28, y);
  }
}

/** El mismo mapa en líneas: se agranda sin perder nitidez y sus textos se pueden buscar. */
export function enLineasDeSvg(vista) {
  const { width, height } = vista.dibujante.medidas;
  const { paleta, datos } = vista;
  const pluma = document.createElement('canvas').getContext('2d');
  const cabeza = cabezaDe(vista, width * HOLGURA, pluma);
  const { lazos, figuras } = escena(vista);
  const tamano = vista.letraDeRotulos();
  const rotulos = acomodar(pluma, vista.porRotular(), { ancho: width, alto: height, letra: paleta.letra, tamano });
  return aSvg({
    titulo: datos.titulo,
    enTitulo: cabeza.titulo,
    fecha: datos.fecha,
    notas: cabeza.dichas,
    ancho: width,
    alto: height,
    orilla: ORILLA,
    encabezado: cabeza.alto,
    renglon: RENGLON,
    tamano,
    letra: paleta.letra,
    colores: { fondo: paleta.fondo, tinta: paleta.tinta, suave: paleta.suave },
    lazos,
    figuras: figuras.map((una) => ({ ...una, nombre: vista.nombreDe(una.id) })),
    rotulos: rotulos.map((uno) => ({ ...uno, fuerte: uno.fuente.startsWith('600') })),
    leyenda: filasDeLeyenda(vista, width * HOLGURA, pluma),
  });
}

/** Guarda un archivo con el nombre de la Red y la fecha. */
function descargar(vista, contenido, extension) {
  const enlace = document.createElement('a');
  enlace.download = `${vista.datos.titulo} ${vista.datos.fecha}.${extension}`.replace(/[\\/:*?"<>|]/g, ' ');
  enlace.href = URL.createObjectURL(contenido);
  enlace.click();
  setTimeout(() => URL.revokeObjectURL(enlace.href), 10_000);
}

export function guardarImagen(vista) {
  pintar(vista, { veces: 2 }).toBlob((imagen) => descargar(vista, imagen, 'png'), 'image/png');
}

export function guardarLineas(vista) {
  descargar(vista, new Blob([enLineasDeSvg(vista)], { type: 'image/svg+xml' }), 'svg');
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
