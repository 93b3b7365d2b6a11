/**
 * La hoja con el teclado: una letra marca y baja; las flechas suben y bajan por la columna. Sin guiones, la misma letra
 * elige en la lista y el tabulador avanza.
 */
const LETRAS = { p: 'presente', r: 'retardo', f: 'falta', j: 'justificada' };

export function hoja() {
  const formulario = document.querySelector('form[data-hoja]');
  if (!formulario) return;

  function moverse(control, pasos) {
    const celda = control.closest('td');
    const renglones = [...formulario.querySelectorAll('tbody tr')];
    const renglon = renglones[renglones.indexOf(celda.parentElement) + pasos];
    renglon?.children[celda.cellIndex]?.querySelector('select, input')?.focus();
    return Boolean(renglon);
  }

  formulario.addEventListener('keydown', (suceso) => {
    const control = suceso.target;
    if (suceso.ctrlKey || suceso.altKey || suceso.metaKey || !control.closest?.('td')) return;
    if (control.tagName === 'SELECT') {
      const estado = LETRAS[suceso.key.toLowerCase()];
      if (estado) {
        control.value = estado;
        control.dispatchEvent(new Event('change', { bubbles: true }));
        if (estado === 'justificada') control.closest('tr').lastElementChild.querySelector('input').focus();
        else moverse(control, 1);
        suceso.preventDefault();
        return;
      }
    }
    const pasos = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[suceso.key];
    if (pasos && (control.type !== 'time' || suceso.key === 'Enter')) {
      if (moverse(control, pasos) || suceso.key !== 'Enter') suceso.preventDefault();
    }
  });
}
