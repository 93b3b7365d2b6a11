/**
 * Pasar lista y pasar la hoja firmada. Sin este guion las dos páginas funcionan igual, con un envío por marca o uno solo.
 */
import { hoja } from './asistencia/hoja.js';
import { pase } from './asistencia/pase.js';

pase();
hoja();
