// Which move is under the pointer: the nearest to the eye among those that pass there.
import * as THREE from 'three';

const NEAR = 4; // CSS pixels beside a line

// Calls `act(move)`, undefined over nothing, when the pointer moves over the picture, once a frame at most.
export function followPointer({ stage, moves, ribbons }, act) {
  let frame;
  let pointer;
  stage.canvas.addEventListener('pointermove', (event) => {
    pointer = event;
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      const area = stage.canvas.getBoundingClientRect();
      act(pointer.buttons ? undefined : moveAt(stage, moves, ribbons, pointer.clientX - area.x, pointer.clientY - area.y, area));
    });
  });
  stage.canvas.addEventListener('pointerleave', () => act(undefined));
}

function moveAt({ camera }, moves, ribbons, x, y, { width, height }) {
  const { elements: m } = new THREE.Matrix4().multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
  const zoom = height / (2 * Math.tan((camera.fov / 2) * (Math.PI / 180))); // pixels of a millimetre, at 1 mm
  const seen = (numbers, at) => {
    const [p, q, r] = [numbers[at], numbers[at + 1], numbers[at + 2]];
    const w = m[3] * p + m[7] * q + m[11] * r + m[15];
    return [
      (0.5 + (m[0] * p + m[4] * q + m[8] * r + m[12]) / w / 2) * width,
      (0.5 - (m[1] * p + m[5] * q + m[9] * r + m[13]) / w / 2) * height,
      w, // the distance from the eye
    ];
  };
  let found;
  let nearest = Infinity;
  for (let move = 0; move < moves.count; move += 1) {
    if (!ribbons.isShown(move)) continue;
    const [ax, ay, aw] = seen(moves.starts, 3 * move);
    const [bx, by, bw] = seen(moves.ends, 3 * move);
    if (aw <= 0 || bw <= 0) continue; // behind the eye
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const way = length ? Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0;
    const far = aw + (bw - aw) * way;
    const reach = NEAR + (moves.width[move] * zoom) / far / 2;
    if (far < nearest && Math.hypot(ax + (bx - ax) * way - x, ay + (by - ay) * way - y) < reach) {
      nearest = far;
      found = move;
    }
  }
  return found;
}
