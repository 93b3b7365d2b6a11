/** Los lectores de pantalla anuncian lo que cambia: los mensajes recientes se vuelven a poner al cargar. */
export function anuncios() {
  document.querySelectorAll('[data-anunciar]').forEach((region) => {
    const mensajes = [...region.childNodes];
    setTimeout(() => region.replaceChildren(...mensajes), 150);
  });
}
