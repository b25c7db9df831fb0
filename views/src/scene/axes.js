// The three axes, from the origin, seen through everything: where x, y and z are zero.
import * as THREE from 'three';
import { sign } from './sign.js';

const DIRECTIONS = { x: [1, 0, 0, '#c0392b'], y: [0, 1, 0, '#1e8449'], z: [0, 0, 1, '#2471a3'] };

export function axes(length) {
  const origin = new THREE.Vector3();
  const group = new THREE.Group();
  for (const [name, [x, y, z, colour]] of Object.entries(DIRECTIONS)) {
    const way = new THREE.Vector3(x, y, z);
    const arrow = new THREE.ArrowHelper(way, origin, length, colour, length * 0.15, length * 0.1);
    for (const { material } of [arrow.line, arrow.cone]) Object.assign(material, { depthTest: false, transparent: true });
    group.add(arrow);
    const letter = sign(name, colour);
    letter.position.addScaledVector(way, length * 1.15);
    letter.scale.set(length * 0.6, length * 0.3, 1);
    group.add(letter);
  }
  return group;
}
