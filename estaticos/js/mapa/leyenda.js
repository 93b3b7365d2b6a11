/** La leyenda: dice qué es cada figura, trazo y color, y con sus casillas decide qué se ve. */
import { GRUPOS_CON_COLOR } from './colores.js';
import { crear } from './panel.js';
import { trazoDe } from './trazos.js';

const SVG = 'http://www.w3.org/2000/svg';
const FIGURAS = {
  persona: ['circle', { cx: 10, cy: 10, r: 7 }],
  institucion: ['rect', { x: 3.5, y: 3.5, width: 13, height: 13 }],
  unidad: ['path', { d: 'M10 1.5 18.5 10 10 18.5 1.5 10Z' }],
  municipio: ['path', { d: 'M10 2 18 16.5H2Z' }],
  organizacion: ['path', { d: 'M2 10 6 3h8l4 7-4 7H6Z' }],
};

function dibujo(clase, ...hijos) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('class', `leyenda-forma ${clase}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.append(...hijos);
  return svg;
}

function trazo(etiqueta, atributos) {
  const elemento = document.createElementNS(SVG, etiqueta);
  Object.entries(atributos).forEach(([nombre, valor]) => elemento.setAttribute(nombre, valor));
  return elemento;
}

function casilla(marcada, muestra, texto, cuenta, alCambiar) {
  const entrada = document.createElement('input');
  entrada.type = 'checkbox';
  entrada.checked = marcada;
  entrada.addEventListener('change', () => alCambiar(entrada.checked));
  const nota = crear('span', 'leyenda-cuenta', String(cuenta));
  return crear('li', '', crear('label', '', entrada, muestra, crear('span', '', texto), nota));
}

export function leyenda(vista, { figuras, lazos, colores }) {
  const { datos, seleccion } = vista;

  function deFiguras() {
    figuras.replaceChildren(
      ...datos.clases.map(({ id, etiqueta }) => {
        const [elemento, atributos] = FIGURAS[id] ?? FIGURAS.organizacion;
        const color = vista.agrupacion ? 'mapa-otros' : `mapa-clase-${id}`;
        const cuenta = datos.nodos.filter(({ clase }) => clase === id).length;
        return casilla(seleccion.clases.has(id), dibujo(color, trazo(elemento, atributos)), etiqueta, cuenta, (ve) =>
          vista.verClase(id, ve),
        );
      }),
    );
  }

  function deLazos() {
    lazos.replaceChildren(
      ...datos.clases_de_lazo.map(({ id, etiqueta }) => {
        const { grueso, corte } = trazoDe(id);
        const raya = trazo('path', { d: 'M0 10H20', 'stroke-width': grueso * 1.2, fill: 'none' });
        if (corte) raya.setAttribute('stroke-dasharray', `${corte * 0.8} ${corte * 0.8}`);
        const cuenta = datos.lazos.filter(({ clases }) => clases.includes(id)).length;
        return casilla(seleccion.lazos.has(id), dibujo(`mapa-lazo-${id}`, raya), etiqueta, cuenta, (ve) =>
          vista.verLazos(id, ve),
        );
      }),
    );
  }

  function deColores() {
    const { agrupacion } = vista;
    colores.hidden = !agrupacion;
    if (!agrupacion) return;
    const conColor = agrupacion.grupos.slice(0, GRUPOS_CON_COLOR);
    const sobran = agrupacion.grupos.length - conColor.length;
    const renglon = (clase, texto) => {
      const muestra = dibujo(clase, trazo('rect', { x: 2, y: 2, width: 16, height: 16, rx: 3 }));
      return crear('li', 'leyenda-color', muestra, crear('span', '', texto));
    };
    colores.replaceChildren(
      ...conColor.map(({ etiqueta }, lugar) => renglon(`mapa-grupo-${lugar + 1}`, etiqueta)),
      ...(sobran > 0 ? [renglon('mapa-otros', `Otras ${sobran}`)] : []),
    );
  }

  function actualizar() {
    const enUso = document.activeElement?.closest?.('.leyenda label')?.textContent;
    deFiguras();
    deLazos();
    deColores();
    if (!enUso || document.activeElement !== document.body) return;
    const misma = [...figuras.querySelectorAll('label'), ...lazos.querySelectorAll('label')].find(({ textContent }) => textContent === enUso);
    misma?.querySelector('input').focus({ preventScroll: true });
  }

  actualizar();
  vista.addEventListener('leyenda', actualizar);
}
