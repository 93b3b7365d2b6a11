/** Hacia dónde se mira y con qué letra: acercar, mover, encuadrar. Lo que se ve lo decide quien la hereda. */
const ANGOSTO = 500; // en un mapa más angosto que esto, la letra es más chica

const minimo = (cifras) => cifras.reduce((una, otra) => Math.min(una, otra), Infinity);
const maximo = (cifras) => cifras.reduce((una, otra) => Math.max(una, otra), -Infinity);

/** El lugar que ocupa todo: no cambia aunque se abra o se cierre una comunidad. */
export function marcoDe(nodos) {
  const [xs, ys] = [nodos.map(({ x }) => x), nodos.map(({ y }) => y)];
  return { x: [minimo(xs), maximo(xs)], y: [minimo(ys), maximo(ys)] };
}

export class Mirada extends EventTarget {
  centrar(id) {
    this.dibujante.mirar({ ...this.dibujante.enMarco(id), ratio: Math.min(this.dibujante.camara.ratio, 0.5) });
  }

  encuadrar(ids) {
    const dibujadas = [...new Set(ids.map((id) => this.dibujada(id)))].filter((id) => this.grafo.hasNode(id));
    if (dibujadas.length === 0) return this.verTodo();
    const lugares = dibujadas.map((id) => this.dibujante.enMarco(id));
    const [xs, ys] = [lugares.map(({ x }) => x), lugares.map(({ y }) => y)];
    const [x1, x2, y1, y2] = [minimo(xs), maximo(xs), minimo(ys), maximo(ys)];
    return this.dibujante.mirar({
      x: (x2 + x1) / 2,
      y: (y2 + y1) / 2,
      ratio: Math.min(1, Math.max(this.sonMuchas ? 0.05 : 0.3, Math.max(x2 - x1, y2 - y1) * 1.35)),
    });
  }

  verTodo() {
    this.dibujante.mirar({ x: 0.5, y: 0.5, ratio: 1 });
  }

  acercar(veces) {
    const { menor, mayor } = this.cercania;
    this.dibujante.mirar({ ratio: Math.min(mayor, Math.max(menor, this.dibujante.camara.ratio / veces)) });
  }

  /** Mueve la mirada una parte de lo que se ve. */
  mover(dx, dy) {
    const { x, y, ratio } = this.dibujante.camara;
    this.dibujante.mirar({ x: x + dx * ratio * 0.18, y: y + dy * ratio * 0.18 });
  }

  letraDeRotulos() {
    return this.dibujante.medidas.width < ANGOSTO ? 12 : 13;
  }

  /** El sitio de los botones que van encima del mapa: ahí no se rotula. */
  bajoLosBotones() {
    const marco = this.contenedor.getBoundingClientRect();
    const botones = this.contenedor.parentElement.querySelector('.mapa-controles')?.getBoundingClientRect();
    if (!botones?.width) return [];
    return [
      {
        x1: botones.left - marco.left,
        x2: botones.right - marco.left,
        y1: botones.top - marco.top,
        y2: botones.bottom - marco.top,
      },
    ];
  }
}
