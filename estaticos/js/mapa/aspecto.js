/** Cómo se ve cada figura y cada lazo según lo que la vista tiene elegido, señalado o supuesto. */
import { colorDe, mezclar } from './colores.js';
import { par } from './datos.js';
import { trazoDe } from './trazos.js';

const TAMANOS = {
  persona: [4, 9.5], institucion: [6, 12], unidad: [5, 7], municipio: [5, 11], organizacion: [5, 11], comunidad: [9, 26],
};
const OTRA = [5, 9];

export function aspectoDeNodo(vista, id, nodo) {
  const { paleta, foco } = vista;
  const [menor, mayor] = TAMANOS[nodo.clase] ?? OTRA;
  const valor = vista.medida ? (nodo.valores[vista.medida] ?? 0) : 0.35;
  const senalado = !foco || foco.has(id);
  const central = vista.esCentral(id);
  const color = colorDe(nodo, vista.agrupacion, paleta);
  const pleno = senalado ? color : mezclar(color, paleta.fondo, 0.78);
  return {
    x: nodo.x,
    y: nodo.y,
    type: vista.sonMuchas ? 'punto' : 'figura',
    clase: nodo.clase,
    hidden: !vista.seVe(id),
    size: (menor + (mayor - menor) * Math.sqrt(valor)) * escala(vista) * (central ? 1.25 : 1),
    color: pleno,
    borde: central ? paleta.tinta : mezclar(pleno, senalado ? paleta.tinta : paleta.fondo, 0.5),
    zIndex: central ? 3 : senalado ? 2 : 1,
    label: null,
  };
}

/** Figuras más chicas donde cada una tiene menos sitio: en un teléfono, o con mucha gente. */
function escala(vista) {
  const { contenedor, grafo, dibujante } = vista;
  const { width, height } = dibujante?.medidas ?? { width: contenedor.offsetWidth, height: contenedor.offsetHeight };
  return Math.min(1.25, Math.max(vista.sonMuchas ? 0.16 : 0.5, Math.sqrt((width * height) / grafo.order) / 60));
}

export function aspectoDeLazo(vista, id, lazo) {
  const clase = vista.claseDeLazo(lazo);
  const [origen, destino] = vista.grafo.extremities(id);
  if (!clase || !vista.seVe(origen) || !vista.seVe(destino)) return { hidden: true };
  const { grueso, corte, fuerza } = trazoDe(clase);
  const ancho = lazo.cuantos > 1 ? grueso * Math.min(4, 1 + Math.log10(lazo.cuantos)) : grueso;
  const senalado = clase === 'supuesto' || esSenalado(vista, origen, destino);
  const resalta = clase === 'supuesto' || (Boolean(vista.foco) && senalado);
  const color = vista.paleta.lazo[clase] ?? vista.paleta.otros;
  const conFuerza = resalta ? Math.min(1, fuerza * 1.9) : senalado ? fuerza * (vista.sonMuchas ? 0.45 : 1) : fuerza * 0.1;
  // Con mucha gente, lo que no se señala va en líneas de un punto: sin transparencia, que el color ya lleva.
  const enLinea = vista.sonMuchas && !resalta && !(lazo.cuantos > 1);
  return {
    hidden: false,
    type: enLinea ? 'linea' : 'trazo',
    color: enLinea ? haciaElFondo(vista.paleta, color, conFuerza) : color,
    size: resalta ? ancho * (vista.pares ? 1.8 : 1.35) : ancho * (vista.sonMuchas ? 0.7 : 1),
    corte: enLinea ? 0 : corte,
    fuerza: enLinea ? 1 : conFuerza,
    zIndex: (resalta ? 20 : 0) + vista.seleccion.orden.length - vista.seleccion.orden.indexOf(clase),
  };
}

const mezclados = new Map();

function haciaElFondo({ fondo }, color, fuerza) {
  const clave = `${fondo}${color}${fuerza}`;
  if (!mezclados.has(clave)) mezclados.set(clave, mezclar(color, fondo, 1 - fuerza));
  return mezclados.get(clave);
}

function esSenalado(vista, origen, destino) {
  if (vista.pares) return vista.pares.has(par(origen, destino));
  const centro = (vista.sonMuchas ? null : vista.encima) ?? vista.elegido ?? vista.hallazgos.get(vista.hallazgo)?.centro;
  if (centro) return origen === centro || destino === centro;
  return !vista.foco || (vista.foco.has(origen) && vista.foco.has(destino));
}

/** Mientras más alta, antes se rotula; con cero o menos, no se rotula. */
export function prioridadDeRotulo(vista, id, { clase, valores }, todos) {
  const valor = valores[vista.medida] ?? 0;
  if (id === vista.encima) return 2000;
  if (vista.esCentral(id)) return 1000;
  if (vista.foco) return vista.foco.has(id) ? 100 + valor : 0;
  if (clase === 'comunidad') return 60 + valor * 10;
  if (clase === 'institucion') return 50 + valor * 10;
  if (clase === 'unidad') return todos ? 1 + valor : 0;
  return todos || (valor > 0.75 && !vista.sonMuchas) ? 10 + valor * 10 : 0;
}
