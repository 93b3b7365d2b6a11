/** Elegir una figura escribiendo parte de su nombre: con el teclado o el ratón, en la búsqueda y donde haga falta nombrar a alguien. */
import { contar, sinAcentos } from './datos.js';

const MAXIMO = 8;

/** Las figuras con sus palabras sin acentos, para buscarlas. */
function indiceDe(datos) {
  return datos.nodos.map(({ id, etiqueta, clase }) => ({
    id,
    etiqueta,
    clase: datos.clases.find((otra) => otra.id === clase)?.singular ?? '',
    palabras: ` ${sinAcentos(etiqueta)}`,
  }));
}

/**
 * Une un campo con su lista de opciones. `alElegir` recibe el id; `alSoltar`, si se da, se llama al pulsar Escape con la
 * lista cerrada. Devuelve { poner(id) }, que escribe a quien se eligió por otro lado.
 */
export function elegidor(vista, { campo, opciones, estado, alElegir, alSoltar = () => {} }) {
  const indice = (vista.indice ??= indiceDe(vista.datos));
  let hallados = [];
  let activo = -1;

  function buscar() {
    const pedido = sinAcentos(campo.value).trim().split(/\s+/).filter(Boolean);
    hallados = pedido.length
      ? indice.filter(({ palabras }) => pedido.every((parte) => palabras.includes(` ${parte}`)))
      : [];
    activo = hallados.length ? 0 : -1;
    pintar(pedido.length > 0);
  }

  function pintar(pidio) {
    const vistos = hallados.slice(0, MAXIMO);
    opciones.replaceChildren(
      ...vistos.map(({ etiqueta, clase }, lugar) => {
        const opcion = document.createElement('li');
        opcion.id = `${opciones.id}-${lugar}`;
        opcion.setAttribute('role', 'option');
        opcion.setAttribute('aria-selected', String(lugar === activo));
        const nota = document.createElement('span');
        nota.className = 'nota';
        nota.textContent = clase;
        opcion.append(etiqueta, ' ', nota);
        opcion.addEventListener('pointerdown', (suceso) => suceso.preventDefault());
        opcion.addEventListener('click', () => elegir(lugar));
        return opcion;
      }),
    );
    const abierto = vistos.length > 0;
    opciones.hidden = !abierto;
    campo.setAttribute('aria-expanded', String(abierto));
    if (abierto) campo.setAttribute('aria-activedescendant', `${opciones.id}-${activo}`);
    else campo.removeAttribute('aria-activedescendant');
    if (!pidio) return;
    const sobran = hallados.length > MAXIMO ? ` Se muestran ${MAXIMO}.` : '';
    estado.textContent = abierto
      ? `${contar(hallados.length, 'Un resultado', 'resultados')}.${sobran}`
      : `Nadie se llama así en el mapa: «${campo.value.trim()}».`;
  }

  function cerrar() {
    hallados = [];
    activo = -1;
    pintar(false);
  }

  function elegir(lugar) {
    const elegido = hallados[lugar];
    if (!elegido) return;
    campo.value = elegido.etiqueta;
    cerrar();
    alElegir(elegido.id);
  }

  campo.addEventListener('input', buscar);
  campo.addEventListener('blur', cerrar);
  campo.addEventListener('keydown', (suceso) => {
    const cuantos = Math.min(hallados.length, MAXIMO);
    const teclas = {
      ArrowDown: () => cuantos && mover((activo + 1) % cuantos),
      ArrowUp: () => cuantos && mover((activo - 1 + cuantos) % cuantos),
      Enter: () => elegir(activo),
      Escape: () => (cuantos ? cerrar() : ((campo.value = ''), alSoltar())),
    };
    if (!teclas[suceso.key]) return;
    suceso.preventDefault();
    suceso.stopPropagation();
    teclas[suceso.key]();
  });

  function mover(lugar) {
    activo = lugar;
    pintar(false);
    opciones.children[lugar].scrollIntoView({ block: 'nearest' });
  }

  return { poner: (id) => (campo.value = id ? vista.nombreDe(id) : '') };
}

/** La búsqueda del mapa: lo elegido se señala y el mapa va ahí. */
export function buscador(vista, { campo, opciones, estado }) {
  elegidor(vista, {
    campo,
    opciones,
    estado,
    alElegir: (id) => vista.elegir(id, { centrar: true }),
    alSoltar: () => vista.limpiar(),
  });
}
