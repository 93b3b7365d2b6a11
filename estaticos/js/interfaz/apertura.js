/**
 * La invitación abierta por una persona: se anota cuando se mueve en la página, no cuando un revisor de correo la pide.
 */
const SENALES = ['pointermove', 'pointerdown', 'touchstart', 'keydown', 'wheel', 'scroll'];

export function apertura() {
  const marca = document.querySelector('[data-apertura]');
  const ficha = document.querySelector('input[name="csrf_token"]');
  if (!marca || !ficha) return;
  const avisar = () => {
    SENALES.forEach((senal) => removeEventListener(senal, avisar));
    fetch(marca.dataset.apertura, { method: 'POST', body: new URLSearchParams({ csrf_token: ficha.value }) }).catch(() => {});
  };
  SENALES.forEach((senal) => addEventListener(senal, avisar, { passive: true }));
}
