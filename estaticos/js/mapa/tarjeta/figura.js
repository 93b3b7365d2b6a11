/** El programa con que la tarjeta gráfica pinta las figuras: un cuadro por nodo y, adentro, la distancia al filo. */
import { NodeProgram } from 'sigma/rendering';
import { floatColor } from 'sigma/utils';

import { MEDIO_CUADRO, MEDIO_HEXAGONO, MEDIO_ROMBO, MEDIO_TRIANGULO } from '../figuras.js';

/** Con qué número conoce la tarjeta a cada figura. */
export const FIGURAS = { persona: 0, institucion: 1, unidad: 2, municipio: 3, organizacion: 4, comunidad: 5 };
const MARGEN = 1.5;

const VERTICES = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec4 a_borde;
attribute vec2 a_position;
attribute float a_size;
attribute float a_figura;
attribute vec2 a_esquina;

uniform mat3 u_matrix;
uniform float u_escala;
uniform vec2 u_medidas;

varying vec4 v_color;
varying vec4 v_borde;
varying vec2 v_lugar;
varying float v_radio;
varying float v_figura;

void main() {
  float radio = a_size * u_escala;
  vec2 lugar = a_esquina * (radio * ${MARGEN.toFixed(2)} + 2.0);
  vec2 centro = (u_matrix * vec3(a_position, 1)).xy;
  gl_Position = vec4(centro + 2.0 * lugar / u_medidas, 0, 1);
  v_lugar = lugar;
  v_radio = radio;
  v_figura = a_figura;
  v_borde = a_borde;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
  v_borde.a *= 255.0 / 254.0;
}`;

/** Lo que pinta una figura; `lugar` es dónde cae cada punto, medido desde su centro. */
export const fragmentos = (entradas, lugar) => /* glsl */ `
precision highp float;

varying vec4 v_color;
varying vec4 v_borde;
${entradas}
varying float v_radio;
varying float v_figura;

uniform float u_borde;

// Distancia al filo de la figura: negativa adentro.
float distancia(vec2 p) {
  if (v_figura < 0.5) return length(p) - v_radio;
  vec2 q = abs(p);
  if (v_figura < 1.5) return max(q.x, q.y) - v_radio * ${MEDIO_CUADRO.toFixed(2)};
  if (v_figura < 2.5) return (q.x + q.y - v_radio * ${MEDIO_ROMBO.toFixed(2)}) * 0.70711;
  if (v_figura < 3.5) return max(q.x * 0.866 + p.y * 0.5, -p.y) - v_radio * ${(MEDIO_TRIANGULO / 2).toFixed(3)};
  if (v_figura < 4.5) return max(q.x * 0.866 + q.y * 0.5, q.y) - v_radio * ${MEDIO_HEXAGONO.toFixed(2)};
  return max(max(q.x, q.y), (q.x + q.y) * 0.70711) - v_radio;
}

void main(void) {
  float filo = distancia(${lugar});
  #ifdef PICKING_MODE
  if (filo > u_borde) discard;
  gl_FragColor = v_color;
  #else
  float adentro = 1.0 - smoothstep(-0.5, 0.5, filo);
  float conBorde = 1.0 - smoothstep(u_borde - 0.5, u_borde + 0.5, filo);
  vec4 tinta = mix(v_borde, v_color, adentro);
  float cubre = tinta.a * max(adentro, conBorde);
  if (cubre <= 0.0) discard;
  gl_FragColor = vec4(tinta.rgb * cubre, cubre);
  #endif
}`;

export class FiguraDeNodo extends NodeProgram {
  getDefinition() {
    const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
    return {
      VERTICES: 6,
      VERTEX_SHADER_SOURCE: VERTICES,
      FRAGMENT_SHADER_SOURCE: fragmentos('varying vec2 v_lugar;', 'v_lugar'),
      METHOD: TRIANGLES,
      UNIFORMS: ['u_matrix', 'u_escala', 'u_medidas', 'u_borde'],
      ATTRIBUTES: [
        { name: 'a_position', size: 2, type: FLOAT },
        { name: 'a_size', size: 1, type: FLOAT },
        { name: 'a_figura', size: 1, type: FLOAT },
        { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: 'a_borde', size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: 'a_id', size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: 'a_esquina', size: 2, type: FLOAT }],
      CONSTANT_DATA: [[-1, -1], [1, -1], [1, 1], [-1, -1], [1, 1], [-1, 1]],
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
    const { width, height, pixelRatio, sizeRatio, matrix } = parametros;
    gl.uniformMatrix3fv(lugar.u_matrix, false, matrix);
    gl.uniform1f(lugar.u_escala, pixelRatio / sizeRatio);
    gl.uniform2f(lugar.u_medidas, width * pixelRatio, height * pixelRatio);
    gl.uniform1f(lugar.u_borde, 2 * pixelRatio);
  }
}
