/** Los filtros del mapa y las fichas que dicen lo que se cambió, cada una con su manera de quitarlo. */
import { boton, crear } from './panel.js';
import { nombreDelCambio } from './supuesto.js';

const SIN_FILTRO = new Set(['dependencia', 'pedazo']);
const CABEN = 16; // con más valores que estos, la lista no se lee: para eso está el color

export function filtros(vista, { lugar, dia, fichas }) {
  const { datos, seleccion } = vista;
  const filtrables = datos.agrupaciones.filter(({ id, grupos }) => !SIN_FILTRO.has(id) && grupos.length > 1 && grupos.length <= CABEN);

  lugar.replaceChildren(...filtrables.map(campo));
  dia.addEventListener('change', () => vista.verDesde(dia.value));

  function campo({ id, etiqueta, grupos }) {
    const casillas = grupos.map((grupo) => {
      const entrada = document.createElement('input');
      entrada.type = 'checkbox';
      entrada.value = grupo.id;
      const cuenta = datos.nodos.filter((nodo) => nodo.grupos?.[id] === grupo.id).length;
      return crear('li', '', crear('label', '', entrada, crear('span', '', grupo.etiqueta), crear('span', 'leyenda-cuenta', String(cuenta))));
    });
    const lista = crear('ul', 'leyenda', ...casillas);
    lista.dataset.filtro = id;
    lista.addEventListener('change', () => {
      const marcadas = [...lista.querySelectorAll('input:checked')].map(({ value }) => value);
      vista.filtrar(id, marcadas);
    });
    return crear('fieldset', 'mapa-filtro', crear('legend', '', `Sólo de: ${etiqueta.toLowerCase()}`), lista);
  }

  /** Lo que no es lo de siempre, con palabras y con la manera de quitarlo. */
  vista.loCambiado = () => {
    const cosas = [];
    const nombresDe = (lista, ids) => lista.filter(({ id }) => ids.has(id)).map(({ etiqueta }) => etiqueta.toLowerCase()).join(', ');
    if (seleccion.centro) {
      const pasos = seleccion.pasos === 1 ? 'un paso' : 'dos pasos';
      cosas.push({ texto: `Sólo lo que está a ${pasos} de ${vista.nombreDe(seleccion.centro)}`, quitar: () => vista.verCerca(null) });
    }
    for (const [id, valores] of seleccion.filtros) {
      const { etiqueta, grupos } = datos.agrupaciones.find((una) => una.id === id);
      cosas.push({ texto: `${etiqueta}: ${nombresDe(grupos, valores)}`, quitar: () => vista.filtrar(id, []) });
    }
    if (seleccion.dia) cosas.push({ texto: `Lazos desde el ${conPalabras(seleccion.dia)}`, quitar: () => vista.verDesde('') });
    for (const { id, etiqueta } of datos.clases) {
      if (!seleccion.clases.has(id)) cosas.push({ texto: `No se ven: ${etiqueta.toLowerCase()}`, quitar: () => vista.verClase(id, true) });
    }
    for (const { id, etiqueta } of datos.clases_de_lazo) {
      if (!seleccion.lazos.has(id)) cosas.push({ texto: `No se ven los lazos: ${etiqueta.toLowerCase()}`, quitar: () => vista.verLazos(id, true) });
    }
    seleccion.cambios.forEach((cambio, cual) => {
      cosas.push({ texto: `Se supone: ${nombreDelCambio(vista, cambio)}`, quitar: () => vista.deshacer(cual) });
    });
    return cosas;
  };

  function actualizar() {
    for (const lista of lugar.querySelectorAll('[data-filtro]')) {
      const puestos = seleccion.filtros.get(lista.dataset.filtro);
      lista.querySelectorAll('input').forEach((entrada) => (entrada.checked = puestos?.has(entrada.value) ?? false));
    }
    dia.value = seleccion.dia;
    const cosas = vista.loCambiado();
    const enUso = fichas.contains(document.activeElement);
    fichas.replaceChildren(
      ...cosas.map(({ texto, quitar }) => {
        const equis = crear('span', '', '×');
        equis.setAttribute('aria-hidden', 'true');
        const ficha = boton('ficha-filtro', '', quitar);
        ficha.append(crear('span', 'solo-lectores', 'Quitar '), texto, equis);
        return crear('li', '', ficha);
      }),
    );
    fichas.hidden = cosas.length === 0;
    if (enUso) (fichas.querySelector('button') ?? vista.contenedor).focus({ preventScroll: true });
  }

  vista.addEventListener('ajuste', actualizar);
  actualizar();
}

/** «2026-02-01» como «1 de febrero de 2026», sin que la zona del equipo mueva el día. */
function conPalabras(dia) {
  return new Intl.DateTimeFormat('es-MX', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${dia}T00:00:00Z`));
}
