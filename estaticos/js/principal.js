/**
 * Lo que toda página gana si hay JavaScript. Sin él todo funciona igual: aquí sólo hay ayudas.
 */
import { anuncios } from './interfaz/anuncios.js';
import { apertura } from './interfaz/apertura.js';
import { atajos } from './interfaz/atajos.js';
import { busqueda } from './interfaz/busqueda.js';
import { formularios } from './interfaz/formularios.js';
import { guardado } from './interfaz/guardado.js';
import { instrumento } from './interfaz/instrumento.js';
import { marcasSinEnviar } from './interfaz/marcas.js';
import { menus } from './interfaz/menus.js';
import { salidaRapida } from './interfaz/salida.js';

salidaRapida();
marcasSinEnviar();
menus();
formularios();
guardado();
atajos();
busqueda();
anuncios();
apertura();
instrumento();
