/** Une el mapa con los controles de la página. */
import { acciones } from './acciones.js';
import { buscador } from './buscador.js';
import { caminos } from './camino.js';
import { acostar } from './datos.js';
import { recordar } from './direccion.js';
import { filtros } from './filtros.js';
import { gestos } from './gestos.js';
import { guardarImagen, guardarLineas, imprimirBien } from './imagen.js';
import { leyenda } from './leyenda.js';
import { panel } from './panel.js';
import { olvidarAnchos } from './rotulos.js';
import { supuestos } from './supuesto.js';
import { Vista } from './vista.js';

const porId = (id) => document.getElementById(id);

/** Pinta el mapa y lo deja usable; devuelve la vista, a la que todavía falta dar vida. */
export function arrancar(mapa, datos) {
  const deAlto = mapa.offsetHeight > mapa.offsetWidth * 1.1;
  const vista = new Vista(mapa, acostar(datos, deAlto));
  const estado = porId('mapa-estado');
  const combo = (nombre) => ({ campo: porId(nombre), opciones: porId(`${nombre}-opciones`) });

  const camino = caminos(vista, {
    plegado: porId('mapa-camino'),
    desde: combo('mapa-desde'),
    hasta: combo('mapa-hasta'),
    dicho: porId('mapa-camino-dicho'),
    pasos: porId('mapa-camino-pasos'),
    quitar: porId('mapa-camino-quitar'),
    estado,
  });
  const supuesto = supuestos(vista, {
    plegado: porId('mapa-supuesto'),
    quitar: combo('mapa-quitar'),
    una: combo('mapa-une'),
    otra: combo('mapa-con'),
    anadir: porId('mapa-anadir'),
    modos: { quitar: porId('mapa-modo-quitar'), unir: porId('mapa-modo-unir') },
    lista: porId('mapa-cambios'),
    dicho: porId('mapa-supuesto-dicho'),
    ultimo: porId('mapa-deshacer'),
    todos: porId('mapa-deshacer-todo'),
    estado,
  });
  filtros(vista, { lugar: porId('mapa-filtros'), dia: porId('mapa-dia'), fichas: porId('mapa-fichas') });
  panel(vista, {
    detalle: porId('mapa-detalle'),
    haciaDetalle: porId('mapa-a-detalle'),
    lista: porId('mapa-hallazgos'),
    estado,
    acciones: (id) => acciones(vista, id, { camino, supuesto }),
  });
  buscador(vista, { ...combo('mapa-busqueda'), estado });
  leyenda(vista, {
    figuras: porId('mapa-figuras'),
    lazos: porId('mapa-lazos'),
    colores: porId('mapa-colores'),
  });
  gestos(vista);
  selectores(vista);
  botones(vista);
  imprimirBien(vista, porId('mapa-en-papel'));
  alCambiarElEntorno(vista);
  recordar(vista);
  abrirLoQueCabe();
  return vista;
}

/** Donde sobra espacio, lo plegado junto al mapa se ve desde el principio. */
function abrirLoQueCabe() {
  if (!matchMedia('(min-width: 64em)').matches) return;
  document.querySelectorAll('details[data-en-ancho]').forEach((plegado) => (plegado.open = true));
}

function selectores(vista) {
  const medida = porId('mapa-medida');
  const explica = porId('mapa-medida-ayuda');
  const grupo = porId('mapa-grupo');
  const opcion = (texto, valor) => new Option(texto, valor);

  medida.replaceChildren(...vista.datos.medidas.map(({ id, etiqueta }) => opcion(etiqueta, id)), opcion('Todas iguales', ''));
  medida.value = vista.medida;
  const explicar = () => {
    explica.textContent = vista.datos.medidas.find(({ id }) => id === medida.value)?.explica ?? '';
  };
  medida.addEventListener('change', () => {
    vista.medirCon(medida.value);
    explicar();
  });
  explicar();
  const alDia = () => {
    medida.value = vista.medida;
    grupo.value = vista.agrupacion?.id ?? '';
    explicar();
  };
  for (const suceso of ['leyenda', 'ajuste']) vista.addEventListener(suceso, alDia);

  grupo.replaceChildren(opcion('Tipo de figura', ''), ...vista.datos.agrupaciones.map(({ id, etiqueta }) => opcion(etiqueta, id)));
  grupo.addEventListener('change', () => vista.colorearPor(grupo.value));
}

function botones(vista) {
  const acciones = {
    'mapa-acercar': () => vista.acercar(1.5),
    'mapa-alejar': () => vista.acercar(1 / 1.5),
    'mapa-todo': () => vista.verTodaLaRed(),
    'mapa-guardar': () => guardarImagen(vista),
    'mapa-guardar-lineas': () => guardarLineas(vista),
    'mapa-completa': () => pantallaCompleta(vista),
  };
  Object.entries(acciones).forEach(([id, accion]) => porId(id).addEventListener('click', accion));
  porId('mapa-completa').hidden = !document.fullscreenEnabled;
  document.querySelectorAll('[data-con-mapa]').forEach((elemento) => (elemento.hidden = false));
}

function pantallaCompleta(vista) {
  if (document.fullscreenElement) document.exitFullscreen();
  else vista.contenedor.closest('.mapa').requestFullscreen().catch(() => {});
}

/** El mapa sigue al tamaño de su lugar, al tema y al contraste del equipo. */
function alCambiarElEntorno(vista) {
  new ResizeObserver(() => vista.medirDeNuevo()).observe(vista.contenedor);
  for (const pregunta of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)']) {
    matchMedia(pregunta).addEventListener('change', () => vista.repintarConTema());
  }
  document.addEventListener('fullscreenchange', () => {
    const completa = Boolean(document.fullscreenElement);
    porId('mapa-completa').setAttribute('aria-pressed', String(completa));
    vista.medirDeNuevo();
  });
  document.fonts.ready.then(() => {
    olvidarAnchos();
    vista.dibujante.rotular();
  });
}
