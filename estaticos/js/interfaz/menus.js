/** Los menús de <details data-menu> se abren solos; aquí aprenden a cerrarse con Escape o al salir de ellos. */
export function menus() {
  const abiertos = () => document.querySelectorAll('details[data-menu][open]');

  document.addEventListener('click', ({ target }) => {
    abiertos().forEach((menu) => menu.contains(target) || (menu.open = false));
  });
  document.addEventListener('focusin', ({ target }) => {
    abiertos().forEach((menu) => menu.contains(target) || (menu.open = false));
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    abiertos().forEach((menu) => {
      const adentro = menu.contains(document.activeElement);
      menu.open = false;
      if (adentro) menu.querySelector('summary').focus();
    });
  });
}
