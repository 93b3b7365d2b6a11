/**
 * Lo que se contesta se guarda solo, un momento después de cambiarlo. Sin guion, o si no hay red, queda el botón
 * «Guardar y seguir después».
 */
const ESPERA = 1500;

export function guardado() {
  const formulario = document.querySelector('form[data-guarda-solo]');
  if (!formulario) return;
  const estado = formulario.querySelector('[data-guarda-solo-estado]');
  let reloj = 0;

  const guardar = async () => {
    const datos = new FormData(formulario);
    datos.set('accion', 'guardar');
    try {
      const respuesta = await fetch(location.href, {
        method: 'POST',
        body: datos,
        headers: { 'X-Guarda-Solo': 'si' },
        redirect: 'error',
      });
      estado.textContent = respuesta.ok ? 'Guardamos lo que llevas.' : 'No pudimos guardar lo último que escribiste.';
    } catch {
      estado.textContent = 'Sin conexión: lo último que escribiste todavía no se guarda.';
    }
  };

  const pronto = () => {
    if (formulario.dataset.enviado) return;
    clearTimeout(reloj);
    reloj = setTimeout(guardar, ESPERA);
  };
  formulario.addEventListener('input', pronto);
  formulario.addEventListener('submit', () => clearTimeout(reloj));
}
