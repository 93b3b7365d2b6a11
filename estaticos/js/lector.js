/**
 * Leer códigos uno tras otro con la cámara. Si el navegador sabe leerlos, lo hace él; si no, jsQR, que sólo viaja en esta
 * página. Nada de lo que ve la cámara sale del aparato: sólo la seña firmada que trae el código.
 */
import jsQR from 'jsqr';
import { crearCola, leerDatos, mostrarEspera, mostrarSesionPerdida } from './asistencia/cola.js';

const ENTRE_CUADROS = 180;
const NO_REPETIR = 4000;

const datos = leerDatos();
const marco = document.querySelector('[data-lector]');
const camara = document.querySelector('[data-camara]');
const dicho = document.querySelector('[data-dicho]');
const espera = document.querySelector('[data-espera]');
const leidos = document.querySelector('[data-leidos]');
const salida = document.querySelector('[data-salida]');
const camino = datos.camino.replace(/-$/, '');
let anterior = { codigo: '', en: 0 };
let paraSalir = null;

const cola = crearCola(datos, {
  alCambiar: (lista) => mostrarEspera(lista, espera),
  alResponder(respuesta, tanda) {
    for (const una of respuesta.marcas) {
      const enviada = tanda.find((otra) => otra.clave === una.clave);
      if (enviada?.codigo) responder(una, enviada);
    }
  },
  alPerderSesion: (lista) => mostrarSesionPerdida(lista, espera, datos.entrar),
});

function responder(una, enviada) {
  navigator.vibrate?.(una.ok ? 90 : [60, 60, 60]);
  salida.hidden = true;
  paraSalir = null;
  if (!una.ok) {
    dicho.textContent = una.mensaje;
    return;
  }
  dicho.textContent = una.nueva ? `${una.nombre}: ${una.etiqueta.toLowerCase()}` : `${una.nombre}: ya estaba`;
  if (una.puede_salir && !enviada.se_va) {
    paraSalir = enviada.codigo;
    salida.hidden = false;
  }
  if (una.nueva) {
    const renglon = document.createElement('li');
    renglon.textContent = `${una.nombre} · ${una.detalle}`;
    leidos.prepend(renglon);
  }
}

document.querySelector('[data-anotar-salida]').addEventListener('click', () => {
  if (paraSalir) cola.agregar({ codigo: paraSalir, se_va: true });
  salida.hidden = true;
});

function visto(texto) {
  let direccion;
  try {
    direccion = new URL(texto, location.origin);
  } catch {
    return;
  }
  if (!direccion.pathname.startsWith(camino)) {
    dicho.textContent = 'Ese código no es de una persona de esta edición.';
    return;
  }
  const codigo = decodeURIComponent(direccion.pathname.slice(camino.length));
  const ahora = Date.now();
  if (codigo === anterior.codigo && ahora - anterior.en < NO_REPETIR) {
    anterior.en = ahora;
    return;
  }
  anterior = { codigo, en: ahora };
  dicho.textContent = 'Leído';
  cola.agregar({ codigo });
}

/** Quién lee: el navegador si sabe; si no, la biblioteca, sobre un cuadro de la cámara. */
async function elegirLector() {
  if ('BarcodeDetector' in window) {
    try {
      const detector = new window.BarcodeDetector({ formats: ['qr_code'] });
      await detector.detect(document.createElement('canvas')).catch(() => []);
      return async () => (await detector.detect(camara))[0]?.rawValue;
    } catch {
      /* Dice que sabe y no puede: se lee con la biblioteca. */
    }
  }
  const lienzo = document.createElement('canvas');
  const pincel = lienzo.getContext('2d', { willReadFrequently: true });
  return async () => {
    const escala = Math.min(1, 640 / camara.videoWidth);
    lienzo.width = Math.round(camara.videoWidth * escala);
    lienzo.height = Math.round(camara.videoHeight * escala);
    pincel.drawImage(camara, 0, 0, lienzo.width, lienzo.height);
    const cuadro = pincel.getImageData(0, 0, lienzo.width, lienzo.height);
    return jsQR(cuadro.data, cuadro.width, cuadro.height, { inversionAttempts: 'dontInvert' })?.data;
  };
}

async function empezar() {
  if (!navigator.mediaDevices?.getUserMedia) return;
  let corriente;
  try {
    corriente = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' }, audio: false });
  } catch {
    return;
  }
  camara.srcObject = corriente;
  await camara.play();
  marco.hidden = false;
  document.querySelector('[data-sin-lector]').hidden = true;
  const leer = await elegirLector();
  for (;;) {
    await new Promise((seguir) => setTimeout(seguir, ENTRE_CUADROS));
    if (document.visibilityState !== 'visible' || !camara.videoWidth) continue;
    const texto = await leer().catch(() => undefined);
    if (texto) visto(texto);
  }
}

empezar();
