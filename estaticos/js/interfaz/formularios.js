/** Ayudas al llenar: no enviar dos veces, ir al resumen de errores y ver la contraseña que se escribe. */
function sinDobleEnvio() {
  document.addEventListener('submit', (suceso) => {
    const formulario = suceso.target;
    if (suceso.defaultPrevented || formulario.method !== 'post') return;
    if (formulario.dataset.enviado) {
      suceso.preventDefault();
      return;
    }
    formulario.dataset.enviado = 'si';
    // Después del envío: un botón deshabilitado antes no mandaría su valor.
    setTimeout(() => marcar(formulario, true));
  });
  // Al volver con «atrás» el navegador trae la página como quedó: se deja lista para enviar otra vez.
  addEventListener('pageshow', () => {
    document.querySelectorAll('form[data-enviado]').forEach((formulario) => {
      delete formulario.dataset.enviado;
      marcar(formulario, false);
    });
  });
}

function marcar(formulario, enviando) {
  formulario.querySelectorAll('button[type="submit"]').forEach((boton) => {
    boton.setAttribute('aria-disabled', String(enviando));
  });
}

function resumenDeErrores() {
  document.querySelector('[data-resumen]')?.focus();
}

function verContrasena() {
  document.querySelectorAll('input[type="password"]').forEach((control) => {
    const marco = document.createElement('div');
    const boton = document.createElement('button');
    marco.className = 'control-con-boton';
    boton.type = 'button';
    boton.setAttribute('aria-controls', control.id);
    const mostrar = (visible) => {
      control.type = visible ? 'text' : 'password';
      boton.textContent = visible ? 'Ocultar' : 'Mostrar';
      boton.setAttribute('aria-label', `${boton.textContent} la contraseña`);
    };
    mostrar(false);
    boton.addEventListener('click', () => mostrar(control.type === 'password'));
    control.replaceWith(marco);
    marco.append(control, boton);
    control.form?.addEventListener('submit', () => mostrar(false));
  });
}

export function formularios() {
  sinDobleEnvio();
  verContrasena();
  resumenDeErrores();
}
