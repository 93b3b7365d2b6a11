/** «¿Y si…?»: se quitan figuras o se añaden vínculos, y se dice quién se quedaría sin camino. Nada se guarda. */
import { elegidor } from './buscador.js';
import { alcance } from './cuentas.js';
import { fraseDelSupuesto } from './frases.js';
import { boton, crear } from './panel.js';

export function supuestos(vista, { plegado, quitar, una, otra, anadir, modos, lista, dicho, ultimo, todos, estado }) {
  const par = { una: null, otra: null };
  elegidor(vista, {
    ...quitar,
    estado,
    alElegir: (id) => {
      vista.suponer({ sin: id });
      quitar.campo.value = '';
    },
  });
  const extremos = Object.fromEntries(
    Object.entries({ una, otra }).map(([lado, partes]) => {
      partes.campo.addEventListener('input', () => (par[lado] = null));
      return [lado, elegidor(vista, { ...partes, estado, alElegir: (id) => (par[lado] = id) })];
    }),
  );
  anadir.addEventListener('click', () => {
    const falta = Object.entries({ una, otra }).find(([lado]) => !par[lado]);
    if (falta) {
      estado.textContent = 'Elige de la lista a quiénes uniría el vínculo.';
      falta[1].campo.focus();
      return;
    }
    const cuantos = vista.seleccion.cambios.length;
    vista.suponer({ con: [par.una, par.otra] });
    if (vista.seleccion.cambios.length === cuantos) {
      estado.textContent = 'Ese vínculo no se puede añadir: son la misma figura, ya lo añadiste o una de las dos está quitada.';
      return;
    }
    for (const lado of ['una', 'otra']) {
      par[lado] = null;
      extremos[lado].poner(null);
    }
  });
  for (const [modo, control] of Object.entries(modos)) {
    control.addEventListener('click', () => {
      vista.ponerModo(vista.modo === modo ? null : modo);
      if (vista.modo) vista.contenedor.scrollIntoView({ block: 'center', behavior: vista.sinMovimiento.matches ? 'auto' : 'smooth' });
    });
  }
  ultimo.addEventListener('click', () => deshacer());
  todos.addEventListener('click', () => deshacer('todo'));

  function deshacer(cual) {
    vista.deshacer(cual);
    if (!vista.seleccion.cambios.length) quitar.campo.focus();
  }

  function decir() {
    const { cambios } = vista.seleccion;
    for (const [modo, control] of Object.entries(modos)) control.setAttribute('aria-pressed', String(vista.modo === modo));
    ultimo.hidden = todos.hidden = lista.hidden = cambios.length === 0;
    if (cambios.length) plegado.open = true;
    lista.replaceChildren(
      ...cambios.map((cambio, lugar) => {
        const texto = nombreDelCambio(vista, cambio);
        const quita = boton('boton boton-discreto', 'Deshacer', () => deshacer(lugar));
        quita.append(crear('span', 'solo-lectores', `: ${texto}`));
        return crear('li', '', crear('span', '', texto.charAt(0).toUpperCase() + texto.slice(1)), ' ', quita);
      }),
    );
    const frases = vista.comparacion ? fraseDelSupuesto(vista.comparacion, enNombres(vista), (id) => vista.nombreDe(id)) : [];
    dicho.replaceChildren(...frases.map((frase) => crear('p', '', frase)));
    if (vista.apartada) estado.textContent = `${vista.nombreDe(vista.apartada)}: toca la otra figura que uniría el vínculo.`;
    else if (frases.length && !vista.elegido && !vista.camino) estado.textContent = frases[0];
    else if (vista.modo === 'quitar') estado.textContent = 'Toca las figuras que quieras quitar. Escape termina.';
    else if (vista.modo === 'unir') estado.textContent = 'Toca las dos figuras que uniría el vínculo. Escape termina.';
  }

  vista.addEventListener('ajuste', decir);
  decir();

  return {
    /** Desde la ficha de una figura: queda puesta y el cursor espera a la otra. */
    unirA(id) {
      plegado.open = true;
      par.una = id;
      par.otra = null;
      extremos.una.poner(id);
      extremos.otra.poner(null);
      otra.campo.focus();
    },
  };
}

/** «sin Ana», «un vínculo entre Ana y Luz». */
export function nombreDelCambio(vista, { sin, con }) {
  return sin ? `sin ${vista.nombreDe(sin)}` : `un vínculo entre ${vista.nombreDe(con[0])} y ${vista.nombreDe(con[1])}`;
}

/** Lo supuesto con nombres, y a cuántos pasos estaban quienes se unirían. */
function enNombres(vista) {
  const { seleccion } = vista;
  const antes = seleccion.redDeBase();
  return {
    sin: seleccion.sin.map((id) => vista.nombreDe(id)),
    con: seleccion.con.map(([una, otra]) => [
      vista.nombreDe(una),
      vista.nombreDe(otra),
      alcance(antes, una).get(otra) ?? null,
    ]),
  };
}
