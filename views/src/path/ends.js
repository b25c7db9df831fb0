// Where drawing starts (a ring) and where it ends (a square); where the head moves, when nothing is drawn.
import * as THREE from 'three';

const SIZE = 0.045; // of the height of the picture

export function endMarks({ starts, ends, drawn, count }) {
  const first = Math.max(0, drawn.indexOf(1));
  const last = drawn.includes(1) ? drawn.lastIndexOf(1) : count - 1;
  const group = new THREE.Group();
  group.add(mark(starts, first, (pen) => pen.arc(32, 32, 22, 0, 2 * Math.PI)), mark(ends, last, (pen) => pen.rect(16, 16, 32, 32)));
  return group;
}

// A dark outline with a pale edge on both sides: it stands out on anything.
function mark(points, move, outline) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
  const pen = canvas.getContext('2d');
  outline(pen);
  for (const [width, colour] of [[14, '#ffffff'], [7, '#1b1b1b']]) {
    Object.assign(pen, { lineWidth: width, strokeStyle: colour });
    pen.stroke();
  }
  const map = new THREE.CanvasTexture(canvas);
  map.colorSpace = THREE.SRGBColorSpace;
  const sprite = new THREE.Sprite(new THREE.SpriteMaterial({ map, depthTest: false, sizeAttenuation: false }));
  sprite.position.fromArray(points, 3 * move);
  sprite.scale.setScalar(SIZE);
  sprite.renderOrder = 5;
  return sprite;
}
