/** La tecla «/» lleva a la caja que busca en toda la plataforma o, donde no se ve, a la de la página; Escape la deja. */
export function atajos() {
  const cajas = [...document.querySelectorAll('[data-buscar-todo], [data-buscar]')];
  const busqueda = () => cajas.find((caja) => caja.checkVisibility?.() ?? true);
  if (!cajas.length) return;
  document.addEventListener('keydown', (suceso) => {
    if (suceso.key === 'Escape' && cajas.includes(suceso.target)) suceso.target.blur();
    const escribiendo = suceso.target.closest?.('input, textarea, select, [contenteditable]');
    if (suceso.key !== '/' || escribiendo || suceso.ctrlKey || suceso.metaKey || suceso.altKey) return;
    const caja = busqueda();
    if (!caja) return;
    suceso.preventDefault();
    caja.focus();
    caja.select();
  });
}
