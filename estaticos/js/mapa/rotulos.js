/**
 * Los rótulos: cuáles caben a este acercamiento y dónde, sin encimarse entre ellos ni tapar una figura.
 * Primero los de lo elegido; luego las dependencias; las personas, cuando hay sitio.
 */
const LARGOS = [24, 16]; // primero a lo ancho; si no cabe, más angosto
const INTENTOS = 400; // con muchos por rotular, los demás no se intentan: no se leerían
const ALTO_DE_RENGLON = 1.18;

const anchos = new Map();
const renglonesDe = new Map();

/** Las letras llegaron después de medir: se mide otra vez. */
export function olvidarAnchos() {
  anchos.clear();
}

/** Como se abrevia en un oficio lo que muchas dependencias comparten: lo propio de cada nombre es lo que sigue. */
const ABREVIATURAS = [
  [/\bCoordinación\b/g, 'Coord.'], [/\bDirección\b/g, 'Dir.'], [/\bSecretaría\b/g, 'Sría.'], [/\bGeneral\b/g, 'Gral.'],
  [/\bDepartamento\b/g, 'Depto.'], [/\bInstituto\b/g, 'Inst.'], [/\bMunicipal\b/g, 'Mpal.'], [/\bServicios\b/g, 'Serv.'],
];

function partir(nombre, largo) {
  const renglones = [''];
  for (const palabra of nombre.split(/\s+/)) {
    const actual = renglones[renglones.length - 1];
    if (!actual) renglones[renglones.length - 1] = palabra;
    else if (actual.length + palabra.length < largo) renglones[renglones.length - 1] = `${actual} ${palabra}`;
    else renglones.push(palabra);
  }
  return renglones;
}

/** Un nombre en renglones de cierto largo, dos cuando mucho; lo que no cabe se abrevia y, si ni así, se corta con puntos. */
export function enRenglones(nombre, largo = LARGOS[0]) {
  const clave = `${largo}|${nombre}`;
  if (renglonesDe.has(clave)) return renglonesDe.get(clave);
  let renglones = partir(nombre, largo);
  if (renglones.length > 2) renglones = partir(ABREVIATURAS.reduce((dicho, [larga, corta]) => dicho.replace(larga, corta), nombre), largo);
  const dos = renglones.slice(0, 2);
  if (renglones.length > 2) dos[1] = `${dos[1].slice(0, largo - 1).replace(/[\s,;]+$/, '')}…`;
  renglonesDe.set(clave, dos);
  return dos;
}

function anchoDe(lienzo, texto) {
  const clave = `${lienzo.font}|${texto}`;
  if (!anchos.has(clave)) anchos.set(clave, lienzo.measureText(texto).width);
  return anchos.get(clave);
}

/** Lo ocupado, en casillas, para no comparar cada rótulo con todos. */
class Ocupado {
  constructor(casilla) {
    this.casilla = casilla;
    this.casillas = new Map();
    this.turno = 0;
  }

  #lado(cifra) {
    return Math.floor(cifra / this.casilla) + 1024;
  }

  ocupar(caja) {
    const [i2, j2] = [this.#lado(caja.x2), this.#lado(caja.y2)];
    for (let i = this.#lado(caja.x1); i <= i2; i++) {
      for (let j = this.#lado(caja.y1); j <= j2; j++) {
        const clave = i * 65536 + j;
        const hay = this.casillas.get(clave);
        if (hay) hay.push(caja);
        else this.casillas.set(clave, [caja]);
      }
    }
  }

  /** Cuánto de una caja tapa lo ocupado por otros; infinito si tapa algo que no se puede tapar o pasa del tope. */
  tapa(caja, dueno = null, tope = Infinity) {
    const turno = ++this.turno;
    const [i2, j2] = [this.#lado(caja.x2), this.#lado(caja.y2)];
    let area = 0;
    for (let i = this.#lado(caja.x1); i <= i2; i++) {
      for (let j = this.#lado(caja.y1); j <= j2; j++) {
        for (const otra of this.casillas.get(i * 65536 + j) ?? []) {
          if (otra.turno === turno || otra.dueno === dueno) continue;
          otra.turno = turno;
          const ancho = Math.min(otra.x2, caja.x2) - Math.max(otra.x1, caja.x1);
          const alto = Math.min(otra.y2, caja.y2) - Math.max(otra.y1, caja.y1);
          if (ancho <= 0 || alto <= 0) continue;
          if (otra.intocable) return Infinity;
          area += ancho * alto;
          if (area > tope) return Infinity;
        }
      }
    }
    return area;
  }
}

/**
 * Elige y acomoda. `nodos`: { id, texto, x, y, radio, prioridad, cede, fuerte, intocable }, en puntos de pantalla.
 * Se rotula por prioridad mientras haya sitio libre; `cede` es la parte del rótulo que, si no hay más
 * remedio, puede tapar otras figuras: las de dependencias, nunca.
 */
export function acomodar(lienzo, nodos, { ancho, alto, letra, tamano = 13, reservado = [] }) {
  const figuras = new Ocupado(24);
  const rotulos = new Ocupado(64);
  reservado.forEach((caja) => rotulos.ocupar(caja));
  for (const { id, x, y, radio, intocable } of nodos) {
    figuras.ocupar({ x1: x - radio, x2: x + radio, y1: y - radio, y2: y + radio, dueno: id, intocable });
  }
  const puestos = [];
  const porRotular = nodos.filter(({ prioridad }) => prioridad > 0).sort((a, b) => b.prioridad - a.prioridad);
  for (const nodo of porRotular.slice(0, INTENTOS)) {
    if (nodo.x < -20 || nodo.y < -20 || nodo.x > ancho + 20 || nodo.y > alto + 20) continue;
    lienzo.font = `${nodo.fuerte ? 600 : 500} ${tamano}px ${letra}`;
    const mejor = LARGOS.flatMap((largo) => {
      const renglones = enRenglones(nodo.texto, largo);
      const w = Math.max(...renglones.map((renglon) => anchoDe(lienzo, renglon))) + 4;
      const h = renglones.length * tamano * ALTO_DE_RENGLON + 2;
      return lugares(nodo, w, h).map((caja) => ({ ...caja, renglones, area: w * h }));
    })
      .filter((caja) => caja.x1 >= 1 && caja.y1 >= 1 && caja.x2 <= ancho - 1 && caja.y2 <= alto - 1)
      .filter((caja) => rotulos.tapa(caja, null, 0) === 0)
      .map((caja) => ({ ...caja, tapa: figuras.tapa(caja, nodo.id, nodo.cede * caja.area) / caja.area }))
      .reduce((uno, otro) => (uno && uno.tapa <= otro.tapa ? uno : otro), null);
    if (!mejor || mejor.tapa > nodo.cede) continue;
    rotulos.ocupar({ ...mejor, dueno: nodo.id });
    puestos.push({ id: nodo.id, x: nodo.x, y: nodo.y, caja: mejor, renglones: mejor.renglones, fuente: lienzo.font, tenue: nodo.tenue });
  }
  return puestos;
}

/** Abajo, arriba, a los lados y en las esquinas de la figura. */
function lugares({ x, y, radio }, w, h) {
  const aire = radio + 3;
  const esquina = radio * 0.6 + 2;
  return [
    { x1: x - w / 2, y1: y + aire },
    { x1: x - w / 2, y1: y - aire - h },
    { x1: x + aire, y1: y - h / 2 },
    { x1: x - aire - w, y1: y - h / 2 },
    { x1: x + esquina, y1: y + esquina },
    { x1: x + esquina, y1: y - esquina - h },
    { x1: x - esquina - w, y1: y + esquina },
    { x1: x - esquina - w, y1: y - esquina - h },
  ].map(({ x1, y1 }) => ({ x1, y1, x2: x1 + w, y2: y1 + h }));
}

/** Los mismos rótulos, llevados a donde están ahora sus figuras, sin acomodarlos otra vez. */
export function seguir(puestos, lugarDe) {
  return puestos.map(({ caja, id, x, y, ...resto }) => {
    const ahora = lugarDe(id);
    const [dx, dy] = [ahora.x - x, ahora.y - y];
    return { ...resto, caja: { x1: caja.x1 + dx, x2: caja.x2 + dx, y1: caja.y1 + dy, y2: caja.y2 + dy } };
  });
}

/** Escribe los rótulos ya acomodados, con un halo del color del fondo para leerse sobre los lazos. */
export function escribir(lienzo, puestos, paleta, tamano = 13) {
  lienzo.textAlign = 'center';
  lienzo.textBaseline = 'top';
  lienzo.lineJoin = 'round';
  for (const { caja, renglones, fuente, tenue } of puestos) {
    lienzo.font = fuente;
    lienzo.lineWidth = 4;
    lienzo.strokeStyle = paleta.fondo;
    lienzo.fillStyle = tenue ? paleta.suave : paleta.tinta;
    renglones.forEach((renglon, lugar) => {
      const x = (caja.x1 + caja.x2) / 2;
      const y = caja.y1 + 1 + lugar * tamano * ALTO_DE_RENGLON;
      lienzo.strokeText(renglon, x, y);
      lienzo.fillText(renglon, x, y);
    });
  }
}
