/**
 * Las mismas figuras para un mapa con mucha gente: un punto por nodo en un solo trazo, que es lo que menos cuesta a una
 * tarjeta modesta. Mientras el mapa se mueve no se pinta la capa que dice qué hay bajo el ratón.
 */
import { NodeProgram } from 'sigma/rendering';
import { floatColor } from 'sigma/utils';

import { FIGURAS, fragmentos } from './figura.js';

const MARGEN = 1.5;

const VERTICES = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec4 a_borde;
attribute vec2 a_position;
attribute float a_size;
attribute float a_figura;

uniform mat3 u_matrix;
uniform float u_escala;

varying vec4 v_color;
varying vec4 v_borde;
varying float v_lado;
varying float v_radio;
varying float v_figura;

void main() {
  v_radio = a_size * u_escala;
  v_lado = 2.0 * (v_radio * ${MARGEN.toFixed(2)} + 2.0);
  v_figura = a_figura;
  gl_Position = vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1);
  gl_PointSize = a_size > 0.0 ? v_lado : 0.0;
  v_borde = a_borde;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
  v_borde.a *= 255.0 / 254.0;
}`;

export class PuntoDeNodo extends NodeProgram {
  getDefinition() {
    const { FLOAT, UNSIGNED_BYTE, POINTS } = WebGLRenderingContext;
    return {
      VERTICES: 1,
      VERTEX_SHADER_SOURCE: VERTICES,
      FRAGMENT_SHADER_SOURCE: fragmentos('varying float v_lado;', '(vec2(gl_PointCoord.x, 1.0 - gl_PointCoord.y) - 0.5) * v_lado'),
      METHOD: POINTS,
      UNIFORMS: ['u_matrix', 'u_escala', 'u_borde'],
      ATTRIBUTES: [
        { name: 'a_position', size: 2, type: FLOAT },
        { name: 'a_size', size: 1, type: FLOAT },
        { name: 'a_figura', size: 1, type: FLOAT },
        { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: 'a_borde', size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: 'a_id', size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
    };
  }

  processVisibleItem(indice, inicio, datos) {
    const { array } = this;
    array[inicio++] = datos.x;
    array[inicio++] = datos.y;
    array[inicio++] = datos.size;
    array[inicio++] = FIGURAS[datos.clase] ?? FIGURAS.organizacion;
    array[inicio++] = floatColor(datos.color);
    array[inicio++] = floatColor(datos.borde);
    array[inicio++] = indice;
  }

  setUniforms(parametros, { gl, uniformLocations: lugar }) {
    const { pixelRatio, sizeRatio, matrix } = parametros;
    gl.uniformMatrix3fv(lugar.u_matrix, false, matrix);
    gl.uniform1f(lugar.u_escala, pixelRatio / sizeRatio);
    gl.uniform1f(lugar.u_borde, 0.7 * pixelRatio);
  }

  render(parametros) {
    const { pickProgram } = this;
    if (this.renderer.quieto === false) this.pickProgram = null;
    super.render(parametros);
    this.pickProgram = pickProgram;
  }
}
