/** En los resultados de la búsqueda: las flechas los recorren, Entrar abre el elegido y Escape regresa a la caja. */
export function busqueda() {
  const marco = document.querySelector('[data-resultados]');
  const caja = document.querySelector('main [data-buscar]');
  if (!marco || !caja) return;
  const enlaces = [...marco.querySelectorAll('li a')];

  document.addEventListener('keydown', (suceso) => {
    const paso = { ArrowDown: 1, ArrowUp: -1 }[suceso.key];
    const lugar = enlaces.indexOf(document.activeElement);
    if (suceso.key === 'Escape' && lugar >= 0) caja.focus();
    if (!paso || (lugar < 0 && document.activeElement !== caja)) return;
    suceso.preventDefault();
    (enlaces[lugar + paso] ?? (paso < 0 ? caja : enlaces.at(-1)))?.focus();
  });
}
