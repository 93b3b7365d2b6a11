/** La tecla «/» lleva al campo de búsqueda de la página, si no se está escribiendo. */
export function atajos() {
  const busqueda = document.querySelector('[data-buscar]');
  if (!busqueda) return;
  document.addEventListener('keydown', (suceso) => {
    const escribiendo = suceso.target.closest?.('input, textarea, select, [contenteditable]');
    if (suceso.key !== '/' || escribiendo || suceso.ctrlKey || suceso.metaKey || suceso.altKey) return;
    suceso.preventDefault();
    busqueda.focus();
    busqueda.select();
  });
}
