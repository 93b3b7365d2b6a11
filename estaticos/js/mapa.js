/**
 * El mapa de la Red. Dibuja lo que el servidor ya calculó (`red/analisis/mapa.py`) y nunca dice algo que la
 * tabla de la página no diga también.
 *
 * La página trae el marco de `plantillas/analisis/_mapa.html` y los datos de una de dos maneras:
 * en `<script type="application/json" id="datos-del-mapa">`, o en la dirección de `data-direccion` del mapa.
 *
 * Los datos:
 *   titulo, fecha      de qué Red y de qué día; salen en la imagen que se guarda
 *   clases             [{ id, singular, etiqueta }] de los nodos presentes: persona, institucion, unidad, municipio, organizacion
 *   clases_de_lazo     [{ id, etiqueta }]: colaboracion, coformacion, organo, convenio, programa, proyecto, designacion, adscripcion, pertenencia
 *   medidas            [{ id, etiqueta, explica }] con que se puede dar tamaño
 *   agrupaciones       [{ id, etiqueta, grupos: [{ id, etiqueta }] }] con que se puede dar color; los grupos, del mayor
 *                      al menor: los siete primeros llevan los colores de Okabe e Ito y los demás, gris
 *   nodos              [{ id, clase, etiqueta, grupo, x, y, valores: { medida: 0 a 1 }, grupos: { agrupacion: grupo },
 *                         frase, datos: [[rótulo, texto]], direccion, comunidad? }]; x e y, de 0 a 1, y crece hacia arriba
 *   lazos              [{ origen, destino, clases: [], peso, desde, dia, detalle }]; desde, con palabras; dia, AAAA-MM-DD
 *   grupos_plegados    si es cierto, o si hay más de 10,000 nodos, se empieza por comunidades que se abren; su nombre,
 *                      si lo tienen, en comunidades: [{ id, etiqueta }]
 *   hallazgos          [{ id, titulo, frase, gravedad, etiqueta, nodos: [id], centro }]; con centro, sólo se resaltan los
 *                      lazos que lo tocan
 *
 * Fuera del mapa, un elemento con `data-hallazgo="id"` o `data-nodo="id"` lo señala al pulsarse. Si la página tiene
 * un `id="hallazgo-…"`, el panel enlaza a él. Una dirección que termina en `#nodo-…` o `#mapa-hallazgo-…` lo abre señalado, y una
 * que termina en `#mapa?…` lo deja como alguien lo dejó: su camino, sus filtros y lo que supuso (`mapa/direccion.js`).
 *
 * Primero se pinta en un lienzo sencillo, y ahí <html> recibe `data-mapa="dibujado"`. Luego toma su lugar la tarjeta
 * gráfica, que deja arrastrar y acercar (`data-mapa-vivo="si"`); donde no la hay, el lienzo se queda (`"no"`).
 */
import '../css/mapa-dibujo.css';

import { arrancar } from './mapa/arranque.js';
import { leerDatos } from './mapa/datos.js';

const SIN_TARJETA = 'En este equipo el mapa no se puede arrastrar: muévelo con sus botones o con las flechas. La tabla de abajo dice lo mismo.';
const SIN_DIBUJO = 'Este equipo no puede dibujar el mapa; la tabla de abajo dice lo mismo.';
const SIN_DATOS = 'No pudimos traer los datos del mapa. Vuelve a cargar la página; mientras, la tabla de abajo dice lo mismo.';
const SE_CORTO = 'El dibujo se interrumpió. Vuelve a cargar la página para verlo otra vez; la tabla de abajo dice lo mismo.';
const SIN_NADIE = 'Todavía no hay nada que dibujar. Cuando haya personas y lazos en la Red, aparecerán aquí.';

const porId = (id) => document.getElementById(id);

/** Deja dicho en qué quedó: en <html> y como marca de tiempo. */
function marcar(estado) {
  document.documentElement.dataset.mapa = estado;
  performance.mark(`mapa-${estado}`);
}

/** En lugar del dibujo, una frase y el camino a la tabla. */
function rendirse(mapa, frase, estado) {
  const aviso = porId('mapa-espera');
  const enlace = document.createElement('a');
  enlace.href = mapa.dataset.tabla;
  enlace.textContent = 'Ir a la tabla';
  aviso.className = 'mapa-aviso';
  aviso.replaceChildren(frase, ' ', enlace);
  aviso.hidden = false;
  mapa.hidden = true;
  document.querySelectorAll('[data-con-mapa]').forEach((elemento) => (elemento.hidden = true));
  marcar(estado);
}

/** Con el mapa ya a la vista, se enciende la tarjeta gráfica; nombrarla donde no la hay ya falla. */
async function darVida(vista, mapa) {
  const html = document.documentElement;
  try {
    const { Vivo } = await import('./mapa/vivo.js');
    vista.darVida(Vivo);
    mapa.addEventListener('webglcontextlost', () => rendirse(mapa, SE_CORTO, 'cortado'), { capture: true, once: true });
    html.dataset.mapaVivo = 'si';
  } catch (error) {
    console.warn('El mapa se queda en lienzo sencillo.', error);
    html.dataset.mapaVivo = 'no';
    porId('mapa-ayuda').prepend(`${SIN_TARJETA} `);
  }
}

async function mostrar(mapa) {
  const espera = porId('mapa-espera');
  espera.hidden = mapa.hidden = false;
  if (!document.createElement('canvas').getContext?.('2d')) return rendirse(mapa, SIN_DIBUJO, 'sin-dibujo');
  let datos;
  try {
    datos = await leerDatos(mapa);
  } catch (error) {
    console.error(error);
    return rendirse(mapa, SIN_DATOS, 'sin-datos');
  }
  if (datos.nodos.length === 0) return rendirse(mapa, SIN_NADIE, 'vacio');
  const vista = arrancar(mapa, datos);
  espera.hidden = true;
  // Al segundo cuadro, el primero ya está en la pantalla; la tarjeta espera a que el navegador descanse.
  const despues = (hacer) => (window.requestIdleCallback ? requestIdleCallback(hacer, { timeout: 400 }) : setTimeout(hacer, 50));
  return requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      marcar('dibujado');
      despues(() => darVida(vista, mapa));
    }),
  );
}

const mapa = porId('mapa');
if (mapa) mostrar(mapa);
