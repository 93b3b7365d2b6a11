/** El programa con que la tarjeta gráfica pinta los lazos: un rectángulo por lazo, medido en puntos de pantalla. */
import { EdgeProgram } from 'sigma/rendering';
import { floatColor } from 'sigma/utils';

const VERTICES = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_origen;
attribute vec2 a_destino;
attribute float a_grueso;
attribute float a_corte;
attribute float a_fuerza;
attribute vec2 a_esquina;

uniform mat3 u_matrix;
uniform vec2 u_medidas;
uniform float u_escala;
uniform float u_punto;

varying vec4 v_color;
varying float v_lado;
varying float v_medio;
varying float v_avance;
varying float v_corte;
varying float v_fuerza;

void main() {
  vec2 origen = (u_matrix * vec3(a_origen, 1)).xy * u_medidas / 2.0;
  vec2 destino = (u_matrix * vec3(a_destino, 1)).xy * u_medidas / 2.0;
  vec2 rumbo = destino - origen;
  float largo = max(length(rumbo), 0.0001);
  vec2 lado = vec2(-rumbo.y, rumbo.x) / largo;
  v_medio = max(a_grueso * u_escala, u_punto) / 2.0;
  v_lado = a_esquina.y * (v_medio + 1.0);
  v_avance = a_esquina.x * largo;
  v_corte = a_corte * u_punto;
  v_fuerza = a_fuerza;
  vec2 lugar = mix(origen, destino, a_esquina.x) + lado * v_lado;
  gl_Position = vec4(lugar * 2.0 / u_medidas, 0, 1);
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`;

const FRAGMENTOS = /* glsl */ `
precision highp float;

varying vec4 v_color;
varying float v_lado;
varying float v_medio;
varying float v_avance;
varying float v_corte;
varying float v_fuerza;

void main(void) {
  #ifdef PICKING_MODE
  gl_FragColor = v_color;
  #else
  if (v_corte > 0.0 && mod(v_avance, 2.0 * v_corte) > v_corte) discard;
  float cubre = (1.0 - smoothstep(v_medio - 0.5, v_medio + 0.5, abs(v_lado))) * v_fuerza;
  gl_FragColor = vec4(v_color.rgb * cubre, cubre);
  #endif
}`;

export class TrazoDeLazo extends EdgeProgram {
  getDefinition() {
    const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
    return {
      VERTICES: 6,
      VERTEX_SHADER_SOURCE: VERTICES,
      FRAGMENT_SHADER_SOURCE: FRAGMENTOS,
      METHOD: TRIANGLES,
      UNIFORMS: ['u_matrix', 'u_medidas', 'u_escala', 'u_punto'],
      ATTRIBUTES: [
        { name: 'a_origen', size: 2, type: FLOAT },
        { name: 'a_destino', size: 2, type: FLOAT },
        { name: 'a_grueso', size: 1, type: FLOAT },
        { name: 'a_corte', size: 1, type: FLOAT },
        { name: 'a_fuerza', size: 1, type: FLOAT },
        { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: 'a_id', size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: 'a_esquina', size: 2, type: FLOAT }],
      CONSTANT_DATA: [[0, -1], [1, -1], [1, 1], [0, -1], [1, 1], [0, 1]],
    };
  }

  processVisibleItem(indice, inicio, origen, destino, datos) {
    const { array } = this;
    array[inicio++] = origen.x;
    array[inicio++] = origen.y;
    array[inicio++] = destino.x;
    array[inicio++] = destino.y;
    array[inicio++] = datos.size;
    array[inicio++] = datos.corte;
    array[inicio++] = datos.fuerza;
    array[inicio++] = floatColor(datos.color);
    array[inicio++] = indice;
  }

  setUniforms(parametros, { gl, uniformLocations: lugar }) {
    const { width, height, pixelRatio, sizeRatio, matrix } = parametros;
    gl.uniformMatrix3fv(lugar.u_matrix, false, matrix);
    gl.uniform2f(lugar.u_medidas, width * pixelRatio, height * pixelRatio);
    gl.uniform1f(lugar.u_escala, pixelRatio / Math.max(0.6, Math.min(sizeRatio, 1.4)));
    gl.uniform1f(lugar.u_punto, pixelRatio);
  }
}
