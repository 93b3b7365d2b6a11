/**
 * Qué queda a la vista: clases y lazos encendidos, filtros, vecinas de una figura y lo que se supone quitado o unido.
 * No sabe de dibujos: dice quién se ve, qué lazo se ve y qué red forman.
 */
import { alcance, conCambios, vecindades } from './cuentas.js';
import { ordenDe } from './datos.js';

export class Seleccion {
  constructor(datos) {
    this.datos = datos;
    this.nodos = new Map(datos.nodos.map((nodo) => [nodo.id, nodo]));
    this.orden = ordenDe(datos);
    this.reponer();
    this.cambios = [];
    this.recalcular();
  }

  /** Todo encendido y sin filtros; lo supuesto se queda. */
  reponer() {
    this.clases = new Set(this.datos.clases.map(({ id }) => id));
    this.lazos = new Set(this.datos.clases_de_lazo.map(({ id }) => id));
    this.filtros = new Map();
    this.dia = '';
    this.centro = null;
    this.pasos = 1;
  }

  get sin() {
    return this.cambios.filter(({ sin }) => sin).map(({ sin }) => sin);
  }

  get con() {
    return this.cambios.filter(({ con }) => con).map(({ con }) => con);
  }

  get hayFiltros() {
    return (
      this.filtros.size > 0 || Boolean(this.dia) || this.centro !== null ||
      this.clases.size < this.datos.clases.length || this.lazos.size < this.datos.clases_de_lazo.length
    );
  }

  /** Quien está en el centro se ve siempre: sin ella no habría desde dónde contar los pasos. */
  #pasa(nodo) {
    if (nodo.id === this.centro) return true;
    if (!this.clases.has(nodo.clase)) return false;
    for (const [grupo, valores] of this.filtros) {
      const suyo = nodo.grupos?.[grupo];
      if (suyo !== undefined && !valores.has(suyo)) return false;
    }
    return true;
  }

  /** La clase con que se dibuja un lazo: la más fuerte de las suyas que esté a la vista. */
  claseDe(lazo) {
    if (this.dia && lazo.dia && lazo.dia < this.dia) return undefined;
    return this.orden.find((clase) => lazo.clases.includes(clase) && (clase === 'supuesto' || this.lazos.has(clase)));
  }

  /** Vuelve a contar quién está a la vista; se llama después de cada cambio. */
  recalcular() {
    this.base = null;
    const pasan = this.datos.nodos.filter((nodo) => this.#pasa(nodo)).map(({ id }) => id);
    this.todas = new Set(pasan);
    const fuera = new Set(this.sin);
    this.aLaVista = new Set(pasan.filter((id) => !fuera.has(id)));
    if (this.centro !== null) {
      const cerca = alcance(this.red(), this.centro, this.pasos);
      this.aLaVista = new Set([...this.aLaVista].filter((id) => cerca.has(id)));
    }
  }

  /** Lo que se ve con los filtros puestos, sin lo supuesto. */
  redDeBase() {
    this.base ??= vecindades(
      this.todas,
      this.datos.lazos.filter((lazo) => this.claseDe(lazo)).map(({ origen, destino }) => [origen, destino]),
    );
    return this.base;
  }

  /** La misma, con lo quitado y lo unido. */
  red() {
    return this.cambios.length ? conCambios(this.redDeBase(), this) : this.redDeBase();
  }
}
