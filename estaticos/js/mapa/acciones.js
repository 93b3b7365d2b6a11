/** Lo que se puede hacer desde la ficha de una figura: buscar su camino, quedarse con sus vecinas y suponer. */
import { boton, crear } from './panel.js';

const enlace = (texto, deQuien, alPulsar) => {
  const elemento = boton('mapa-vecino', texto, alPulsar);
  elemento.append(crear('span', 'solo-lectores', ` (${deQuien})`));
  return crear('li', '', elemento);
};

export function acciones(vista, id, { camino, supuesto }) {
  const nombre = vista.nombreDe(id);
  if (vista.comunidades?.has(id)) {
    return [crear('p', '', boton('boton boton-secundario', 'Abrir este grupo', () => vista.abrir(id)))];
  }
  const { centro, pasos } = vista.seleccion;
  const cerca = [1, 2]
    .filter((cuantos) => centro !== id || pasos !== cuantos)
    .map((cuantos) => enlace(cuantos === 1 ? 'Ver sólo sus vecinas' : 'Ver sólo lo que está a dos pasos', nombre, () => vista.verCerca(id, cuantos)));
  if (centro === id) cerca.push(enlace('Volver a ver toda la Red', nombre, () => vista.verCerca(null)));
  const suComunidad = abiertaDe(vista, id);
  return [
    crear('h4', '', 'Desde aquí'),
    crear(
      'ul',
      'mapa-vecinos mapa-acciones',
      enlace('Ver el camino hasta…', nombre, () => camino.hasta(id)),
      ...cerca,
      enlace('¿Y si no estuviera?', nombre, () => vista.suponer({ sin: id })),
      enlace('¿Y si tuviera un vínculo con…?', nombre, () => supuesto.unirA(id)),
      suComunidad ? enlace('Cerrar su grupo', nombre, () => vista.cerrar(suComunidad)) : null,
    ),
  ];
}

/** La comunidad abierta a la que pertenece, si el mapa las pliega. */
function abiertaDe(vista, id) {
  return [...vista.abiertas].find((comunidad) => vista.comunidades.get(comunidad).nodos.some((nodo) => nodo.id === id));
}
