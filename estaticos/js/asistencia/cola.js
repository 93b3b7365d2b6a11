/**
 * Las marcas que esperan conexión. Se guardan en este aparato, sin nombres: quién es (su número en la lista), qué se tocó
 * y cuándo. Salen en su orden en cuanto hay red y se borran al enviarse o al cerrar la sesión. Cada una lleva una clave
 * propia: si la respuesta se perdió y se envía otra vez, el servidor sabe que es la misma.
 */
const PREFIJO = 'asistencias:';
const CADA = 12000;
const POR_ENVIO = 100;

/** Una clave que no se repite; también donde el navegador no ofrece randomUUID. */
function claveNueva() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function crearCola({ yo, jornada, marcas, ficha }, { alCambiar, alResponder, alPerderSesion }) {
  const nombre = `${PREFIJO}${yo}:${jornada}`;
  let enviando = false;
  let enMemoria = [];

  function leer() {
    try {
      return JSON.parse(localStorage.getItem(nombre)) ?? [];
    } catch {
      return enMemoria;
    }
  }

  function guardar(lista) {
    enMemoria = lista;
    try {
      if (lista.length) localStorage.setItem(nombre, JSON.stringify(lista));
      else localStorage.removeItem(nombre);
    } catch {
      /* Sin dónde guardar, la marca vive mientras la página siga abierta. */
    }
    alCambiar(lista);
  }

  async function enviar() {
    if (enviando) return;
    const lista = leer();
    if (!lista.length || !navigator.onLine) return;
    enviando = true;
    try {
      const tanda = lista.slice(0, POR_ENVIO);
      const ahora = Date.now();
      const cuerpo = { marcas: tanda.map(({ en, ...marca }) => ({ ...marca, hace: Math.max(0, ahora - en) })) };
      const respuesta = await fetch(marcas, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-CSRFToken': ficha, Accept: 'application/json' },
        body: JSON.stringify(cuerpo),
        redirect: 'manual',
      });
      if (respuesta.type === 'opaqueredirect' || [400, 401, 403, 404].includes(respuesta.status)) {
        alPerderSesion(leer());
        return;
      }
      if (!respuesta.ok) throw new Error(String(respuesta.status));
      const dicho = await respuesta.json();
      const llegaron = new Set(dicho.marcas.map((una) => una.clave));
      guardar(leer().filter((una) => !llegaron.has(una.clave)));
      alResponder(dicho, tanda);
    } catch {
      alCambiar(leer());
      return;
    } finally {
      enviando = false;
    }
    if (leer().length) enviar();
  }

  addEventListener('online', enviar);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && enviar());
  setInterval(enviar, CADA);
  queueMicrotask(() => {
    alCambiar(leer());
    enviar();
  });

  return {
    agregar(marca) {
      const nueva = { clave: claveNueva(), en: Date.now(), ...marca };
      guardar([...leer(), nueva]);
      enviar();
      return nueva;
    },
    pendientes: leer,
  };
}

/** «1 marca espera conexión», «3 marcas esperan conexión». */
export function fraseDeEspera(cuantas) {
  return cuantas === 1 ? '1 marca espera conexión' : `${cuantas} marcas esperan conexión`;
}

export function leerDatos() {
  const datos = document.getElementById('pase-datos');
  return datos ? JSON.parse(datos.textContent) : null;
}

/** El recuadro que dice cuántas esperan, o que hay que volver a entrar. */
export function mostrarEspera(lista, recuadro) {
  recuadro.hidden = lista.length === 0;
  if (lista.length) recuadro.textContent = `${fraseDeEspera(lista.length)}. Se guardan en este aparato y salen solas.`;
}

export function mostrarSesionPerdida(lista, recuadro, entrar) {
  recuadro.hidden = false;
  recuadro.textContent = `${fraseDeEspera(lista.length)}: tu sesión terminó. `;
  const enlace = document.createElement('a');
  enlace.href = entrar;
  enlace.textContent = 'Entra otra vez y se enviarán';
  recuadro.append(enlace, '.');
}
