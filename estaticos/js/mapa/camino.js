/** «Desde… hasta…»: el camino más corto entre dos figuras, encendido en el dibujo y dicho en una frase y en pasos. */
import { elegidor } from './buscador.js';
import { contar } from './datos.js';
import { caminoParaOirse, fraseDeCamino, sinCamino } from './frases.js';
import { boton, crear } from './panel.js';

export function caminos(vista, { plegado, desde, hasta, dicho, pasos, quitar, estado }) {
  const extremos = {};
  const unir = (lado, partes) => {
    extremos[lado] = elegidor(vista, {
      ...partes,
      estado,
      alElegir: (id) => {
        const otros = { ...vista.extremos, [lado]: id };
        vista.trazarCamino(otros.desde, otros.hasta);
      },
    });
  };
  unir('desde', desde);
  unir('hasta', hasta);
  quitar.addEventListener('click', () => {
    vista.trazarCamino(null, null);
    desde.campo.focus();
  });

  function decir() {
    const { desde: uno, hasta: otro } = vista.extremos;
    if (document.activeElement !== desde.campo || uno) extremos.desde.poner(uno);
    if (document.activeElement !== hasta.campo || otro) extremos.hasta.poner(otro);
    quitar.hidden = !uno && !otro;
    if (uno || otro) plegado.open = true;
    const nombres = vista.camino?.map((id) => vista.nombreDe(id)) ?? [];
    dicho.textContent = frase(uno, otro, nombres);
    pasos.replaceChildren(...(nombres.length > 1 ? vista.camino.map(renglon) : []));
    pasos.hidden = nombres.length < 2;
    if (vista.camino && !vista.elegido) estado.textContent = caminoParaOirse(nombres);
    else if (uno && otro && !vista.camino) estado.textContent = dicho.textContent;
  }

  function frase(uno, otro, nombres) {
    if (vista.camino) return fraseDeCamino(nombres);
    if (uno && otro) {
      const fuera = [uno, otro].find((id) => !vista.seleccion.red().has(id));
      if (fuera) return `${vista.nombreDe(fuera)} no está a la vista: quita los filtros o deshaz lo que supusiste.`;
      return sinCamino(vista.nombreDe(uno), vista.nombreDe(otro), vista.seleccion.hayFiltros);
    }
    if (uno || otro) return `Falta elegir ${uno ? 'hasta dónde' : 'desde dónde'}.`;
    return '';
  }

  function renglon(id, lugar) {
    const siguiente = boton('mapa-vecino', vista.nombreDe(id), () => vista.elegir(id, { centrar: true }));
    if (lugar === 0) return crear('li', '', siguiente);
    const lazo = lazoEntre(vista, vista.camino[lugar - 1], id);
    return crear('li', '', siguiente, crear('span', 'nota', ` ${lazo}`));
  }

  vista.addEventListener('ajuste', decir);
  decir();

  return {
    /** Desde la ficha de una figura: queda puesta y el cursor espera a la otra. */
    hasta(id) {
      vista.trazarCamino(id, null);
      plegado.open = true;
      hasta.campo.value = '';
      hasta.campo.focus();
    },
  };
}

/** Qué une a dos figuras seguidas: «colaboran desde el 1 feb 2026». */
function lazoEntre({ datos, seleccion }, una, otra) {
  const lazo = datos.lazos.find(
    ({ origen, destino }) => (origen === una && destino === otra) || (origen === otra && destino === una),
  );
  const clase = lazo && seleccion.claseDe(lazo);
  if (!clase) return 'vínculo supuesto';
  const rotulo = datos.clases_de_lazo.find(({ id }) => id === clase)?.etiqueta ?? '';
  const mas = lazo.clases.length - 1;
  return [rotulo, mas > 0 && contar(mas, 'y otro lazo', 'lazos más'), lazo.desde && `desde ${lazo.desde}`].filter(Boolean).join(', ');
}
