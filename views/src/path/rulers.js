// Figures beside what is drawn, along X in front and along Y on the left: where it lies on the bed, in mm.
import * as THREE from 'three';
import { sign } from '../scene/sign.js';

const MOST = 6; // figures along the longest side
const INK = '#1b1b1b';

export function rulers({ min, max }, radius) {
  const group = new THREE.Group();
  const size = radius * 0.09;
  const away = radius * 0.14;
  const step = roundStep(Math.max(max.x - min.x, max.y - min.y, 1) / MOST);
  const add = (text, x, y) => {
    const figure = sign(text, INK);
    figure.position.set(x, y, min.z);
    figure.material.depthTest = true; // what stands before it hides it
    figure.scale.set(2 * size, size, 1);
    group.add(figure);
  };
  const marks = (low, high) => {
    const first = Math.ceil(low / step - 1e-6);
    return Array.from({ length: Math.max(0, Math.floor(high / step + 1e-6) - first + 1) }, (_, place) => (first + place) * step);
  };
  for (const x of marks(min.x, max.x)) add(String(x), x, min.y - away);
  for (const y of marks(min.y, max.y)) add(String(y), min.x - away, y);
  add('X mm', max.x + 2 * away, min.y - away);
  add('Y mm', min.x - away, max.y + 2 * away);
  return group;
}

// 1, 2 or 5 times a power of ten, not below `least`.
function roundStep(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((one) => one * power).find((step) => step >= least);
}
