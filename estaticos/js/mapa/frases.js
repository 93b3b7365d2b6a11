/** Cómo se dice con palabras lo que el navegador contó. Funciones puras: entran cuentas y nombres, salen frases. */

const LETRAS = ['cero', 'uno', 'dos', 'tres', 'cuatro', 'cinco', 'seis', 'siete', 'ocho', 'nueve', 'diez'];

/** «un paso», «tres pasos», «una figura», «1,200 figuras». */
export function cuantas(cantidad, singular, plural, femenino = false) {
  if (cantidad === 1) return `${femenino ? 'una' : 'un'} ${singular}`;
  return `${cantidad <= 10 ? LETRAS[cantidad] : cantidad.toLocaleString('es-MX')} ${plural}`;
}

const pasos = (cantidad) => cuantas(cantidad, 'paso', 'pasos');
const figuras = (cantidad) => cuantas(cantidad, 'figura', 'figuras', true);

/** «Ana, Luz y otras tres». */
export function enumerar(nombres, tope = 4) {
  const sobran = nombres.length - tope;
  const dichos = sobran > 1 ? nombres.slice(0, tope) : nombres;
  const cosas = sobran > 1 ? [...dichos, `otras ${LETRAS[sobran] ?? sobran.toLocaleString('es-MX')}`] : dichos;
  if (cosas.length < 2) return cosas.join('');
  const ultima = cosas[cosas.length - 1];
  return `${cosas.slice(0, -1).join(', ')} ${/^(i|hi[^ae]|y(?![aeiouáéíóú]))/i.test(ultima) ? 'e' : 'y'} ${ultima}`;
}

/** «Ana → DIF → Luz: dos pasos.» */
export function fraseDeCamino(nombres) {
  return nombres.length < 2 ? 'Elige dos figuras distintas.' : `${nombres.join(' → ')}: ${pasos(nombres.length - 1)}.`;
}

/** Lo mismo, para oírse: «De Ana a Luz hay dos pasos, pasando por DIF.» */
export function caminoParaOirse(nombres) {
  if (nombres.length < 2) return 'Elige dos figuras distintas.';
  const [desde, hasta] = [nombres[0], nombres[nombres.length - 1]];
  const entre = nombres.slice(1, -1);
  const hay = `De ${desde} a ${hasta} hay ${pasos(nombres.length - 1)}`;
  return entre.length ? `${hay}, pasando por ${enumerar(entre, entre.length)}.` : `${hay}: tienen un lazo.`;
}

export function sinCamino(desde, hasta, conFiltros) {
  const siga = conFiltros ? ' Quita los filtros para buscarlo en todo el mapa.' : '';
  return `Entre ${desde} y ${hasta} no hay camino: nada de lo que se ve une a una con otra.${siga}`;
}

const deLaRed = ({ grupos, sueltas }) =>
  `${grupos ? cuantas(grupos, 'grupo', 'grupos') : 'ningún grupo'} y ${sueltas ? `${figuras(sueltas)} sin lazos` : 'ninguna figura sin lazos'}`;

/** «Sin Ana y con un vínculo entre Luz y Eva». */
export function condicion({ sin, con }) {
  const partes = [];
  if (sin.length) partes.push(`sin ${enumerar(sin)}`);
  if (con.length === 1) partes.push(`con un vínculo entre ${con[0][0]} y ${con[0][1]}`);
  if (con.length > 1) partes.push(`con ${con.length} vínculos más`);
  return conMayuscula(partes.join(' y '));
}

function conMayuscula(texto) {
  return texto.charAt(0).toUpperCase() + texto.slice(1);
}

function hacia(quedan) {
  return quedan === 1 ? 'la otra figura de su grupo' : `las otras ${LETRAS[quedan] ?? quedan.toLocaleString('es-MX')} de su grupo`;
}

/**
 * Qué pasaría, en frases: quiénes se quedan sin camino, cuánto se acercan quienes se unirían y el antes y el después.
 * `cambio` es { sin: [nombre], con: [[nombre, nombre, pasosDeAntes o null]] }; `nombrar` da el nombre de cada figura.
 */
export function fraseDelSupuesto(comparacion, cambio, nombrar) {
  const { antes, despues, cortadas, unidas, separadas } = comparacion;
  const dichas = [];
  const si = condicion(cambio);
  if (separadas.length) {
    separadas.slice(0, 3).forEach(({ quienes, resto }, lugar) => {
      const verbo = quienes.length === 1 ? 'se queda' : 'se quedan';
      dichas.push(`${lugar ? 'También' : `${si},`} ${verbo} sin camino hacia ${hacia(resto)}: ${enumerar(quienes.map(nombrar))}.`);
    });
    const mas = separadas.length - 3;
    if (mas > 0) dichas.push(`Y lo mismo pasa con ${cuantas(mas, 'parte más', 'partes más', true)}.`);
  } else if (cambio.sin.length && !unidas) {
    dichas.push(`${si}, las demás siguen unidas como antes: nadie pierde su camino.`);
  }
  if (unidas) dichas.push(`${separadas.length ? 'A la vez' : si}, ${cuantas(unidas, 'pareja gana un camino que no tenía', 'parejas ganan un camino que no tenían', true)}.`);
  else if (!cambio.sin.length) dichas.push(`${si}, todas siguen unidas como antes: nadie gana un camino nuevo.`);
  for (const [una, otra, habia] of cambio.con) {
    if (habia > 1) dichas.push(`De ${una} a ${otra} había ${pasos(habia)}; ahora hay uno.`);
    else if (habia === null && cambio.con.length > 1) dichas.push(`${una} y ${otra} no tenían camino; ahora están a un paso.`);
  }
  dichas.push(`Antes: ${deLaRed(antes)}. Después: ${deLaRed(despues)}.`);
  if (cortadas) {
    const pierden = cortadas === 1 ? 'pareja se queda' : 'parejas se quedan';
    dichas.push(conMayuscula(`${cuantas(cortadas, pierden, pierden, true)} sin camino entre sí.`));
  }
  return dichas;
}
