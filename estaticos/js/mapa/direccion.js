/**
 * Lo que se cambió en el mapa, escrito al final de la dirección para compartirlo: «#mapa?desde=p1&hasta=i4».
 * `escribir` y `leer` son puras y una deshace a la otra; `recordar` las une al mapa.
 */
import { estadoDe, restaurar } from './memoria.js';

const SIMPLES = ['nodo', 'hallazgo', 'desde', 'hasta', 'foco', 'pasos', 'dia', 'tamano', 'color'];
const LISTAS = ['sin-figuras', 'sin-lazos', 'abiertos'];

const cifrar = (texto) => encodeURIComponent(texto).replace(/[~*.]/g, (signo) => `%${signo.charCodeAt(0).toString(16)}`);

/** Del estado a la dirección; vacía si no hay nada que recordar. */
export function escribir(estado) {
  const partes = SIMPLES.filter((clave) => estado[clave]).map((clave) => `${clave}=${cifrar(estado[clave])}`);
  for (const clave of LISTAS) {
    if (estado[clave]?.length) partes.push(`${clave}=${estado[clave].map(cifrar).join('*')}`);
  }
  for (const [grupo, valores] of Object.entries(estado.filtros ?? {})) {
    if (valores.length) partes.push(`solo.${cifrar(grupo)}=${valores.map(cifrar).join('*')}`);
  }
  if (estado.cambios?.length) {
    const dicho = (cambio) => (cambio.sin ? `sin.${cifrar(cambio.sin)}` : `con.${cambio.con.map(cifrar).join('~')}`);
    partes.push(`cambios=${estado.cambios.map(dicho).join('*')}`);
  }
  return partes.length ? `#mapa?${partes.join('&')}` : '';
}

/** De la dirección al estado; lo que no se entiende se deja fuera. También entiende «#nodo-…» y «#mapa-hallazgo-…». */
export function leer(final) {
  const descifrar = (texto) => {
    try {
      return decodeURIComponent(texto);
    } catch {
      return '';
    }
  };
  const corto = final.match(/^#(nodo|mapa-hallazgo)-(.+)$/);
  if (corto) return { [corto[1] === 'nodo' ? 'nodo' : 'hallazgo']: descifrar(corto[2]) };
  if (!final.startsWith('#mapa?')) return null;
  const estado = {};
  for (const parte of final.slice('#mapa?'.length).split('&')) {
    const [clave, escrito = ''] = parte.split('=');
    if (!escrito) continue;
    const lista = () => escrito.split('*').map(descifrar).filter(Boolean);
    if (SIMPLES.includes(clave)) estado[clave] = descifrar(escrito);
    else if (LISTAS.includes(clave)) estado[clave] = lista();
    else if (clave.startsWith('solo.')) (estado.filtros ??= {})[descifrar(clave.slice(5))] = lista();
    else if (clave === 'cambios') estado.cambios = escrito.split('*').map(cambioEscrito).filter(Boolean);
  }
  return estado;

  function cambioEscrito(texto) {
    const [, que, quien] = texto.match(/^(sin|con)\.(.+)$/) ?? [];
    if (que === 'sin') return { sin: descifrar(quien) };
    const extremos = quien?.split('~').map(descifrar) ?? [];
    return que === 'con' && extremos.length === 2 && extremos.every(Boolean) ? { con: extremos } : null;
  }
}

/** La dirección sigue al mapa, y el mapa a la dirección cuando alguien la cambia. */
export function recordar(vista) {
  const seguir = () => {
    const estado = leer(location.hash);
    if (!estado) return;
    if (location.hash.startsWith('#mapa?')) restaurar(vista, estado);
    else if (estado.nodo) vista.elegir(estado.nodo, { centrar: true });
    else vista.senalar(estado.hallazgo);
  };
  const anotar = () => {
    const final = escribir(estadoDe(vista));
    if (final === location.hash || (!final && !leer(location.hash))) return;
    history.replaceState(history.state, '', `${location.pathname}${location.search}${final}`);
  };
  seguir();
  for (const suceso of ['cambio', 'leyenda', 'ajuste']) vista.addEventListener(suceso, anotar);
  addEventListener('hashchange', seguir);
}
