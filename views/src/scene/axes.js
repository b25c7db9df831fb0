// The three axes, from the origin, seen through everything: where x, y and z are zero.
import * as THREE from 'three';

const DIRECTIONS = { x: [1, 0, 0, '#c0392b'], y: [0, 1, 0, '#1e8449'], z: [0, 0, 1, '#2471a3'] };

export function axes(length) {
  const origin = new THREE.Vector3();
  const group = new THREE.Group();
  for (const [name, [x, y, z, colour]] of Object.entries(DIRECTIONS)) {
    const way = new THREE.Vector3(x, y, z);
    const arrow = new THREE.ArrowHelper(way, origin, length, colour, length * 0.15, length * 0.1);
    for (const { material } of [arrow.line, arrow.cone]) Object.assign(material, { depthTest: false, transparent: true });
    group.add(arrow);
    const sign = letter(name, colour);
    sign.position.addScaledVector(way, length * 1.15);
    sign.scale.setScalar(length * 0.3);
    group.add(sign);
  }
  return group;
}

// A letter: colour is never the only sign. A pale edge keeps it readable on the part.
function letter(text, colour) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
  const pen = canvas.getContext('2d');
  pen.font = 'bold 48px sans-serif';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.lineWidth = 10;
  pen.lineJoin = 'round';
  pen.strokeStyle = '#ffffff';
  pen.strokeText(text, 32, 32);
  pen.fillStyle = colour;
  pen.fillText(text, 32, 32);
  const map = new THREE.CanvasTexture(canvas);
  map.colorSpace = THREE.SRGBColorSpace;
  return new THREE.Sprite(new THREE.SpriteMaterial({ map, depthTest: false }));
}
