/** Salida rápida: el enlace ya funciona solo; con JavaScript, además, la página no queda en «atrás». */
const PULSACIONES = 3;
const PLAZO_MS = 1500;

export function salidaRapida() {
  const enlace = document.querySelector('[data-salida]');
  if (!enlace) return;

  const salir = () => {
    document.documentElement.hidden = true;
    location.replace(enlace.href);
  };
  enlace.addEventListener('click', (suceso) => {
    suceso.preventDefault();
    salir();
  });

  // Tres veces Escape, seguidas, hacen lo mismo sin buscar el botón.
  let veces = [];
  document.addEventListener('keydown', ({ key, repeat }) => {
    if (key !== 'Escape') veces = [];
    if (key !== 'Escape' || repeat) return;
    const ahora = Date.now();
    veces = [...veces.filter((antes) => ahora - antes < PLAZO_MS), ahora];
    if (veces.length >= PULSACIONES) salir();
  });
}
