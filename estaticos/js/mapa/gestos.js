/**
 * Teclado, rueda y dedos. Ley: el mapa nunca atrapa a quien sólo quiere seguir bajando por la página. La
 * rueda acerca si el mapa tiene el foco o con Ctrl; los dedos lo mueven después de tocarlo una vez.
 */
const TECLAS = {
  ArrowLeft: (vista) => vista.mover(-1, 0),
  ArrowRight: (vista) => vista.mover(1, 0),
  ArrowUp: (vista) => vista.mover(0, 1),
  ArrowDown: (vista) => vista.mover(0, -1),
  '+': (vista) => vista.acercar(1.5),
  '=': (vista) => vista.acercar(1.5),
  '-': (vista) => vista.acercar(1 / 1.5),
  0: (vista) => vista.verTodo(),
};

export function gestos(vista) {
  const { contenedor } = vista;

  contenedor.addEventListener('keydown', (suceso) => {
    if (suceso.ctrlKey || suceso.metaKey || suceso.altKey || !TECLAS[suceso.key]) return;
    suceso.preventDefault();
    TECLAS[suceso.key](vista);
  });

  // Escape quita la selección también desde el panel y los controles.
  contenedor.closest('.mapa').addEventListener('keydown', ({ key, defaultPrevented }) => {
    if (key !== 'Escape' || defaultPrevented || !(vista.modo || vista.elegido || vista.hallazgo)) return;
    if (vista.modo) vista.ponerModo(null);
    else vista.limpiar();
    contenedor.focus({ preventScroll: true });
  });

  let enUso = false;
  const usar = (si) => {
    enUso = si;
    contenedor.classList.toggle('mapa-en-uso', si);
  };
  const esPantallaCompleta = () => Boolean(document.fullscreenElement?.contains(contenedor));

  contenedor.addEventListener(
    'wheel',
    (suceso) => {
      if (!suceso.ctrlKey && !esPantallaCompleta() && document.activeElement !== contenedor) suceso.stopImmediatePropagation();
    },
    { capture: true },
  );
  for (const tipo of ['touchstart', 'touchmove', 'touchend', 'touchcancel']) {
    contenedor.addEventListener(
      tipo,
      (suceso) => {
        if (!enUso && suceso.touches.length < 2 && !esPantallaCompleta()) suceso.stopImmediatePropagation();
      },
      { capture: true, passive: true },
    );
  }
  contenedor.addEventListener('click', () => {
    usar(true);
    contenedor.focus({ preventScroll: true });
  });
  document.addEventListener('pointerdown', ({ target }) => contenedor.contains(target) || usar(false));
}
