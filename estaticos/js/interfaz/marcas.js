/**
 * Al cerrar la sesión se borran de este aparato las marcas de asistencia que no se han enviado; si hay alguna, se pregunta.
 */
const PREFIJO = 'asistencias:';

export function marcasSinEnviar() {
  document.querySelector('form[action$="/acceso/salir"]')?.addEventListener('submit', (suceso) => {
    let claves = [];
    try {
      claves = Object.keys(localStorage).filter((clave) => clave.startsWith(PREFIJO));
    } catch {
      return;
    }
    const frase = 'Hay marcas de asistencia que todavía no se envían. Si cierras la sesión ahora se pierden.';
    if (claves.length && !confirm(frase)) {
      suceso.preventDefault();
      suceso.stopImmediatePropagation();
      return;
    }
    claves.forEach((clave) => localStorage.removeItem(clave));
  }, true);
}
