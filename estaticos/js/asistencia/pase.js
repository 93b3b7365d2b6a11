/**
 * Pasar lista con un toque: la marca se pinta enseguida, se envía sin cambiar de página y, si no hay red, espera.
 * La lista se pone al día sola con lo que marcan otras personas.
 */
import { crearCola, leerDatos, mostrarEspera, mostrarSesionPerdida } from './cola.js';

const AL_DIA = 15000;

export function pase() {
  const formulario = document.querySelector('form[data-pase]');
  const datos = leerDatos();
  if (!formulario || !datos) return;
  const espera = document.querySelector('[data-espera]');

  const cola = crearCola(datos, {
    alCambiar(lista) {
      mostrarEspera(lista, espera);
      for (const una of lista) pintar(una.quien, una.estado, 'Espera conexión');
    },
    alResponder(dicho) {
      ponerAlDia(dicho);
      const rechazadas = dicho.marcas.filter((una) => !una.ok);
      if (rechazadas.length) {
        espera.hidden = false;
        espera.textContent = [...new Set(rechazadas.map((una) => una.mensaje))].join(' ');
      }
    },
    alPerderSesion: (lista) => mostrarSesionPerdida(lista, espera, datos.entrar),
  });

  function pintar(quien, estado, detalle) {
    const renglon = formulario.querySelector(`[data-quien="${CSS.escape(quien ?? '')}"]`);
    if (!renglon) return;
    for (const boton of renglon.querySelectorAll('button[name="marca"]')) {
      boton.setAttribute('aria-pressed', String(boton.value === `${quien}:${estado}`));
    }
    const justificar = renglon.querySelector('.pase-justificada');
    justificar?.classList.toggle('pase-puesta', estado === 'justificada');
    const nota = renglon.querySelector('[data-detalle]');
    if (detalle !== undefined && nota.dataset.dicho !== detalle) {
      nota.dataset.dicho = detalle;
      nota.textContent = detalle;
    }
  }

  function ponerAlDia(dicho) {
    const esperan = new Set(cola.pendientes().map((una) => una.quien));
    for (const [quien, fila] of Object.entries(dicho.filas)) {
      if (!esperan.has(quien)) pintar(quien, fila.estado, fila.detalle);
    }
    for (const [nombre, valor] of Object.entries(dicho.cuentas)) {
      const lugar = document.querySelector(`[data-cuenta="${nombre}"]`);
      if (lugar && lugar.textContent !== String(valor)) lugar.textContent = valor;
    }
    if (dicho.cerrada) location.reload();
  }

  formulario.addEventListener('submit', (suceso) => {
    const [quien, estado] = (suceso.submitter?.value ?? '').split(':');
    if (!quien || !estado) return;
    suceso.preventDefault();
    // El botón oprimido no debe quedar deshabilitado ni girando: la marca ya está puesta.
    suceso.stopImmediatePropagation();
    cola.agregar({ quien, estado });
  }, true);

  setInterval(async () => {
    if (document.visibilityState !== 'visible' || !navigator.onLine) return;
    try {
      const respuesta = await fetch(datos.estado, { headers: { Accept: 'application/json' }, redirect: 'manual' });
      if (respuesta.ok) ponerAlDia(await respuesta.json());
    } catch {
      /* Sin red no hay con qué ponerse al día; lo dice el recuadro si algo espera. */
    }
  }, AL_DIA);
}
