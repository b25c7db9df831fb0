// A surface with slanted stripes, of the same width on the screen at any distance: colour is never the only sign.
import * as THREE from 'three';

const WIDTH = 5; // CSS pixels, of a stripe

// `slant` is 1 or -1: the way the stripes lean.
export function hatched({ ground, stripe, slant, ...options }) {
  const material = new THREE.MeshBasicMaterial({ color: ground, side: THREE.DoubleSide, ...options });
  const uniforms = { stripe: { value: new THREE.Color(stripe) }, width: { value: WIDTH * devicePixelRatio }, slant: { value: slant } };
  material.onBeforeCompile = (shader) => {
    Object.assign(shader.uniforms, uniforms);
    shader.fragmentShader = `uniform vec3 stripe; uniform float width; uniform float slant;\n${shader.fragmentShader}`.replace(
      '#include <color_fragment>',
      `#include <color_fragment>
      if (mod(gl_FragCoord.x + slant * gl_FragCoord.y, 2.0 * width) < width) diffuseColor.rgb = stripe;`,
    );
  };
  return material;
}

// The same as the ground of a small square in a legend.
export const swatch = ({ ground, stripe, slant }) =>
  `repeating-linear-gradient(${slant > 0 ? 45 : 135}deg, ${ground} 0 4px, ${stripe} 4px 8px)`;
