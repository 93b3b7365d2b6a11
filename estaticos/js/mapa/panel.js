/** El panel de al lado: lo elegido, dicho con palabras y con botones para seguir los lazos; y los hallazgos. */
import { contar } from './datos.js';

const MUCHOS = 12;

/** Un elemento con su clase y su contenido; el texto siempre entra como texto. */
export function crear(etiqueta, clase, ...contenido) {
  const elemento = document.createElement(etiqueta);
  if (clase) elemento.className = clase;
  elemento.append(...contenido.filter((parte) => parte !== null && parte !== undefined));
  return elemento;
}

export function boton(clase, texto, alPulsar) {
  const elemento = crear('button', clase, texto);
  elemento.type = 'button';
  elemento.addEventListener('click', alPulsar);
  return elemento;
}

/** `acciones(id)` da los botones que lleva la ficha de una figura: su camino, sus vecinas, lo que se supone. */
export function panel(vista, { detalle, haciaDetalle, lista, estado, acciones }) {
  const { datos, seleccion } = vista;
  const etiquetaDe = (id) => vista.nombreDe(id);
  const rotuloDeLazo = new Map(datos.clases_de_lazo.map(({ id, etiqueta }) => [id, etiqueta]));

  const irA = (id) => {
    vista.elegir(id, { centrar: true });
    detalle.querySelector('h3')?.focus({ preventScroll: true });
  };

  function deNodo(id) {
    const nodo = vista.grafo.getNodeAttributes(id);
    const vecinos = vista.vecinos(id);
    const titulo = crear('h3', 'mapa-detalle-titulo', nodo.etiqueta);
    titulo.tabIndex = -1;
    const clase = datos.clases.find((otra) => otra.id === nodo.clase);
    const tabla = crear('dl', 'datos');
    for (const [rotulo, valor] of nodo.datos) {
      tabla.append(crear('div', '', crear('dt', '', rotulo), crear('dd', '', valor)));
    }
    return [
      crear('p', 'mapa-detalle-clase', clase?.singular ?? 'Grupo'),
      titulo,
      crear('p', '', nodo.frase),
      nodo.datos.length ? tabla : null,
      enlaceA(nodo),
      ...acciones(id),
      ...porClaseDeLazo(id, vecinos),
      ...hallazgosDe(id),
      boton('boton boton-discreto', 'Quitar la selección', () => quitar()),
    ];
  }

  function enlaceA({ direccion, etiqueta }) {
    if (!direccion) return null;
    const enlace = crear('a', 'hallazgo-accion', `Abrir la ficha de ${etiqueta}`);
    enlace.href = direccion;
    return crear('p', '', enlace);
  }

  function porClaseDeLazo(id, vecinos) {
    return seleccion.orden.filter((clase) => seleccion.lazos.has(clase)).flatMap((clase) => {
      const suyos = vecinos.filter(({ lazo }) => lazo.clases.includes(clase));
      if (suyos.length === 0) return [];
      suyos.sort((a, b) => b.lazo.peso - a.lazo.peso || etiquetaDe(a.id).localeCompare(etiquetaDe(b.id), 'es'));
      const renglones = crear('ul', 'mapa-vecinos');
      suyos.forEach((vecino, lugar) => {
        const renglon = crear('li', '', boton('mapa-vecino', etiquetaDe(vecino.id), () => irA(vecino.id)));
        const nota = [vecino.lazo.detalle, vecino.lazo.desde && `desde ${vecino.lazo.desde}`].filter(Boolean).join(', ');
        if (nota) renglon.append(crear('span', 'nota', ` ${nota}`));
        renglon.hidden = lugar >= MUCHOS;
        renglones.append(renglon);
      });
      const partes = [crear('h4', '', `${rotuloDeLazo.get(clase)} (${suyos.length})`), renglones];
      if (suyos.length > MUCHOS) partes.push(verMas(renglones, suyos.length - MUCHOS));
      return partes;
    });
  }

  function verMas(renglones, cuantos) {
    const mas = boton('boton boton-discreto', `Ver ${contar(cuantos, 'otro', 'más')}`, () => {
      [...renglones.children].forEach((renglon) => (renglon.hidden = false));
      renglones.children[MUCHOS].querySelector('button').focus();
      mas.remove();
    });
    return mas;
  }

  function hallazgosDe(id) {
    const suyos = datos.hallazgos.filter(({ nodos }) => nodos.includes(id));
    if (suyos.length === 0) return [];
    return [crear('h4', '', 'Aparece en estos hallazgos'), crear('ul', 'mapa-vecinos', ...suyos.map(botonDeHallazgo))];
  }

  function botonDeHallazgo(hallazgo) {
    const elemento = boton('mapa-vecino', hallazgo.titulo, () => {
      vista.senalar(hallazgo.id);
      detalle.querySelector('h3')?.focus({ preventScroll: true });
    });
    elemento.setAttribute('aria-pressed', String(vista.hallazgo === hallazgo.id));
    elemento.dataset.delMapa = hallazgo.id;
    return crear('li', '', elemento, crear('span', 'nota', ` ${hallazgo.etiqueta}`));
  }

  function deHallazgo(id) {
    const hallazgo = vista.hallazgos.get(id);
    const titulo = crear('h3', 'mapa-detalle-titulo', hallazgo.titulo);
    titulo.tabIndex = -1;
    const nodos = hallazgo.nodos.filter((nodo) => seleccion.nodos.has(nodo));
    const renglones = crear('ul', 'mapa-vecinos');
    nodos.forEach((nodo, lugar) => {
      const renglon = crear('li', '', boton('mapa-vecino', etiquetaDe(nodo), () => irA(nodo)));
      renglon.hidden = lugar >= MUCHOS;
      renglones.append(renglon);
    });
    const completo = document.getElementById(`hallazgo-${id}`);
    const enlace = completo ? crear('a', 'hallazgo-accion', 'Leer las razones y qué hacer') : null;
    if (enlace) enlace.href = `#hallazgo-${id}`;
    return [
      crear('p', 'mapa-detalle-clase', hallazgo.etiqueta),
      titulo,
      crear('p', '', hallazgo.frase),
      enlace && crear('p', '', enlace),
      nodos.length ? crear('h4', '', `Señalado en el mapa (${nodos.length})`) : null,
      renglones,
      nodos.length > MUCHOS ? verMas(renglones, nodos.length - MUCHOS) : null,
      boton('boton boton-discreto', 'Quitar la selección', () => quitar()),
    ];
  }

  function quitar() {
    vista.limpiar();
    vista.contenedor.focus({ preventScroll: true });
  }

  function decir() {
    if (vista.elegido) {
      const { etiqueta, frase } = vista.grafo.getNodeAttributes(vista.elegido);
      estado.textContent = `${etiqueta}. ${frase}`;
    } else if (vista.hallazgo) {
      const { titulo, nodos } = vista.hallazgos.get(vista.hallazgo);
      estado.textContent = `${titulo}. ${contar(nodos.length, 'Una figura señalada', 'figuras señaladas')}.`;
    } else {
      if (seleccion.aLaVista.size === 0) {
        estado.textContent = 'Nada cumple con todo lo que elegiste: quita alguno de los filtros.';
        return;
      }
      const ve = (id) => seleccion.aLaVista.has(id);
      const lazos = datos.lazos.filter((lazo) => ve(lazo.origen) && ve(lazo.destino) && vista.claseDeLazo(lazo)).length;
      const plegadas = vista.cerradasALaVista.size;
      const en = plegadas ? `, en ${contar(plegadas, 'un grupo que se abre', 'grupos que se abren')} al tocarlos` : '';
      estado.textContent = `A la vista: ${contar(seleccion.aLaVista.size, 'una figura', 'figuras')} y ${contar(lazos, 'un lazo', 'lazos')}${en}.`;
    }
  }

  function actualizar() {
    const partes = vista.elegido ? deNodo(vista.elegido) : vista.hallazgo ? deHallazgo(vista.hallazgo) : [];
    detalle.hidden = haciaDetalle.hidden = partes.length === 0;
    haciaDetalle.firstElementChild.textContent = vista.hallazgo ? 'Leer el hallazgo' : 'Ver sus lazos';
    detalle.replaceChildren(...partes.filter(Boolean));
    document.querySelectorAll('[data-del-mapa]').forEach((elemento) => {
      elemento.setAttribute('aria-pressed', String(elemento.dataset.delMapa === vista.hallazgo));
    });
    document.querySelectorAll('[data-hallazgo]').forEach((elemento) => {
      elemento.closest('.hallazgo')?.classList.toggle('elegido', elemento.dataset.hallazgo === vista.hallazgo);
    });
    decir();
  }

  lista.replaceChildren(...datos.hallazgos.filter(({ nodos }) => nodos.length).map(botonDeHallazgo));
  vista.addEventListener('cambio', actualizar);
  actualizar();

  // Los hallazgos de la página, fuera del mapa, también lo señalan.
  document.addEventListener('click', (suceso) => {
    const origen = suceso.target.closest?.('[data-hallazgo], [data-nodo]');
    if (!origen) return;
    const { hallazgo, nodo } = origen.dataset;
    if (hallazgo ? !vista.hallazgos.has(hallazgo) : !seleccion.nodos.has(nodo)) return;
    suceso.preventDefault();
    if (hallazgo) vista.senalar(hallazgo);
    else vista.elegir(nodo, { centrar: true });
    vista.contenedor.scrollIntoView({ block: 'center', behavior: vista.sinMovimiento.matches ? 'auto' : 'smooth' });
    vista.contenedor.focus({ preventScroll: true });
  });
}
