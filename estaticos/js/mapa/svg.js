/** El mapa como dibujo de líneas (SVG). Puro: entra la escena ya medida y sale el texto del archivo, con todo lo escrito a salvo. */
import { MEDIO_CUADRO, poligono } from './figuras.js';

const ALTO_DE_RENGLON = 1.18;
const ENTIDADES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Lo que alguien escribió, sin nada que un lector de SVG pudiera tomar por orden. */
export function aSalvo(texto) {
  // eslint-disable-next-line no-control-regex
  return String(texto).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/[&<>"']/g, (signo) => ENTIDADES[signo]);
}

const n = (cifra) => Number(cifra.toFixed(1));

/** Un elemento con sus atributos; los que no tienen valor no se escriben. */
function elemento(nombre, atributos, adentro) {
  const escritos = Object.entries(atributos)
    .filter(([, valor]) => valor !== undefined && valor !== null && valor !== '')
    .map(([clave, valor]) => ` ${clave}="${typeof valor === 'number' ? n(valor) : aSalvo(valor)}"`)
    .join('');
  return adentro === undefined ? `<${nombre}${escritos}/>` : `<${nombre}${escritos}>${adentro}</${nombre}>`;
}

export function figura({ clase, x, y, radio, color, borde }, titulo) {
  const pinta = { fill: color, stroke: borde, 'stroke-width': borde ? 2 : undefined };
  const adentro = titulo ? elemento('title', {}, aSalvo(titulo)) : undefined;
  if (clase === 'persona') return elemento('circle', { cx: x, cy: y, r: radio, ...pinta }, adentro);
  if (clase === 'institucion') {
    const medio = radio * MEDIO_CUADRO;
    return elemento('rect', { x: x - medio, y: y - medio, width: 2 * medio, height: 2 * medio, ...pinta }, adentro);
  }
  const puntos = poligono(clase, radio).map(([dx, dy]) => `${n(x + dx)},${n(y + dy)}`).join(' ');
  return elemento('polygon', { points: puntos, ...pinta }, adentro);
}

export function lazo({ desde, hasta, color, size, corte, fuerza }) {
  return elemento('line', {
    x1: desde.x, y1: desde.y, x2: hasta.x, y2: hasta.y,
    stroke: color, 'stroke-width': size, 'stroke-opacity': String(n(fuerza * 10) / 10), 'stroke-dasharray': corte ? `${corte} ${corte}` : '',
  });
}

function rotulo({ caja, renglones, tenue, fuerte }, { tamano, tinta, suave, fondo }) {
  const x = (caja.x1 + caja.x2) / 2;
  return renglones
    .map((renglon, lugar) =>
      elemento('text', {
        x, y: caja.y1 + tamano * 0.86 + lugar * tamano * ALTO_DE_RENGLON, 'text-anchor': 'middle',
        'font-size': tamano, 'font-weight': fuerte ? '600' : '500', fill: tenue ? suave : tinta,
        stroke: fondo, 'stroke-width': 3, 'stroke-linejoin': 'round', 'paint-order': 'stroke',
      }, aSalvo(renglon)),
    )
    .join('');
}

const texto = (x, y, tamano, peso, color, dicho) => elemento('text', { x, y, 'font-size': tamano, 'font-weight': peso, fill: color }, aSalvo(dicho));

/**
 * `escena`: { titulo, enTitulo: [línea], fecha, notas: [línea], ancho, alto, orilla, encabezado, renglon, tamano, letra, colores: { fondo, tinta, suave },
 *   lazos, figuras: [{ …, nombre }], rotulos, leyenda: [[{ x, etiqueta, figura | lazo }]] }
 */
export function aSvg(escena) {
  const { titulo, fecha, notas, ancho, alto, orilla, encabezado, renglon, tamano, colores } = escena;
  const enTitulo = escena.enTitulo ?? [titulo];
  const bajo = (enTitulo.length - 1) * renglon;
  const deAncho = ancho + 2 * orilla;
  const deAlto = encabezado + alto + orilla + escena.leyenda.length * renglon + orilla;
  const leyenda = escena.leyenda.flatMap((fila, lugar) => {
    const y = encabezado + alto + orilla + lugar * renglon;
    return fila.map(({ x, etiqueta, muestra, trazo }) => {
      const dibujo = trazo
        ? lazo({ ...trazo, desde: { x: orilla + x, y }, hasta: { x: orilla + x + 20, y } })
        : figura({ ...muestra, x: orilla + x + 10, y, radio: 7 });
      return dibujo + texto(orilla + x + 28, y + 5, 14, 400, colores.tinta, etiqueta);
    });
  });
  const red = [
    ...escena.lazos.map(lazo),
    ...escena.figuras.map((una) => figura(una, una.nombre)),
    ...escena.rotulos.map((uno) => rotulo(uno, { tamano, ...colores })),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${n(deAncho)}" height="${n(deAlto)}" viewBox="0 0 ${n(deAncho)} ${n(deAlto)}" role="img" font-family="${aSalvo(escena.letra)}">\n`,
    `<title>${aSalvo(titulo)}, al ${aSalvo(fecha)}</title>\n`,
    elemento('rect', { x: 0, y: 0, width: deAncho, height: deAlto, fill: colores.fondo }),
    ...enTitulo.map((linea, lugar) => texto(orilla, 30 + lugar * renglon, 19, 600, colores.tinta, linea)),
    texto(orilla, 51 + bajo, 14, 400, colores.suave, `Al ${fecha}`),
    ...notas.map((nota, lugar) => texto(orilla, 71 + bajo + lugar * 19, 13, 500, colores.tinta, nota)),
    elemento('clipPath', { id: 'hoja' }, elemento('rect', { x: 0, y: 0, width: ancho, height: alto })),
    `\n<g transform="translate(${n(orilla)} ${n(encabezado)})" clip-path="url(#hoja)">\n${red.join('\n')}\n</g>\n`,
    leyenda.join('\n'),
    '\n</svg>\n',
  ].join('');
}
