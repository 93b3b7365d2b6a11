/**
 * En la tabla de reactivos: la suma se pone al día al calificar y «s» o «n» califican el reactivo en que se está.
 * Sin JavaScript la suma se ve al guardar.
 */
export function instrumento() {
  const forma = document.querySelector('[data-instrumento]');
  if (!forma) return;
  const reactivos = [...forma.querySelectorAll('[data-reactivo]')];
  const suma = forma.querySelector('[data-suma]');
  const faltan = forma.querySelector('[data-faltan]');
  const elegido = (reactivo) => reactivo.querySelector('input[type="radio"]:checked')?.value ?? '';

  const contar = () => {
    const centesimas = reactivos
      .filter((reactivo) => elegido(reactivo) === 'si')
      .reduce((total, reactivo) => total + Number(reactivo.dataset.peso), 0);
    suma.textContent = String(centesimas / 100);
    const sin = reactivos.filter((reactivo) => elegido(reactivo) === '').length;
    faltan.textContent = sin === 1 ? '1 reactivo sin calificar' : `${sin} reactivos sin calificar`;
  };

  forma.addEventListener('change', contar);
  forma.addEventListener('keydown', (suceso) => {
    const valor = { s: 'si', n: 'no' }[suceso.key.toLowerCase()];
    const reactivo = suceso.target.closest('[data-reactivo]');
    if (!valor || !reactivo || suceso.target.type !== 'radio' || suceso.ctrlKey || suceso.altKey || suceso.metaKey) return;
    suceso.preventDefault();
    reactivo.querySelector(`input[value="${valor}"]`).checked = true;
    contar();
    const sigue = reactivos[reactivos.indexOf(reactivo) + 1];
    (sigue?.querySelector('input[type="radio"]:checked') ?? sigue?.querySelector('input[type="radio"]'))?.focus();
  });
  contar();
}
