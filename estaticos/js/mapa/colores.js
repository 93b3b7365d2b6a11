/**
 * Los colores del mapa. Salen de las variables de estilo, así que siguen al tema claro u oscuro y al
 * contraste que pida el equipo; aquí no hay ningún color escrito.
 */

/** Cuántos grupos llevan color propio: los de Okabe e Ito que se distinguen sobre el fondo. */
export const GRUPOS_CON_COLOR = 7;

export function leerPaleta(elemento) {
  const estilo = getComputedStyle(elemento);
  const variable = (nombre) => estilo.getPropertyValue(`--mapa-${nombre}`).trim();
  return {
    fondo: variable('fondo'),
    tinta: variable('tinta'),
    suave: variable('suave'),
    apagado: variable('apagado'),
    realce: variable('realce'),
    otros: variable('otros'),
    letra: estilo.fontFamily,
    clase: {
      persona: variable('persona'),
      institucion: variable('institucion'),
      unidad: variable('unidad'),
      municipio: variable('municipio'),
      organizacion: variable('organizacion'),
      comunidad: variable('comunidad'),
    },
    lazo: {
      adscripcion: variable('adscripcion'),
      pertenencia: variable('pertenencia'),
      designacion: variable('designacion'),
      coformacion: variable('coformacion'),
      colaboracion: variable('colaboracion'),
      levantamiento: variable('levantamiento'),
      convenio: variable('convenio'),
      proyecto: variable('proyecto'),
      programa: variable('programa'),
      organo: variable('organo'),
      supuesto: variable('supuesto'),
    },
    grupos: Array.from({ length: GRUPOS_CON_COLOR }, (_, lugar) => variable(`grupo-${lugar + 1}`)),
  };
}

/** Tres números de 0 a 255 de un color escrito como #rgb o #rrggbb. */
export function componentes(color) {
  const hex = color.replace('#', '');
  const largo = hex.length === 3 ? [...hex].map((cifra) => cifra + cifra).join('') : hex;
  return [0, 2, 4].map((inicio) => parseInt(largo.slice(inicio, inicio + 2), 16) || 0);
}

/** Un color llevado hacia otro: 0 lo deja igual, 1 da el otro. */
export function mezclar(color, otro, parte) {
  const [a, b] = [componentes(color), componentes(otro)];
  const cifra = (lugar) => Math.round(a[lugar] + (b[lugar] - a[lugar]) * parte);
  return `#${[0, 1, 2].map((lugar) => cifra(lugar).toString(16).padStart(2, '0')).join('')}`;
}

/** El color de cada nodo según por qué se colorea: por su clase, o por su grupo si está entre los mayores. */
export function colorDe(nodo, agrupacion, paleta) {
  if (!agrupacion) return paleta.clase[nodo.clase] ?? paleta.otros;
  const lugar = agrupacion.grupos.findIndex((grupo) => grupo.id === nodo.grupos[agrupacion.id]);
  return lugar >= 0 && lugar < GRUPOS_CON_COLOR ? paleta.grupos[lugar] : paleta.otros;
}
