// What a click on the picture means on the part.
import * as THREE from 'three';

const NEAR = 9; // CSS pixels

// Calls `act(pick)` for each click that is not the end of a turn. A pick is { ray, hit, near }: the line of sight, where it
// first meets the part (point and triangle; undefined beside it), and what is `near` it on the picture, at a distance.
export function listenToClicks({ stage, mesh, planes }, act) {
  const target = new THREE.Mesh(mesh.geometry, new THREE.MeshBasicMaterial({ side: THREE.DoubleSide }));
  const caster = new THREE.Raycaster();
  let start;
  stage.canvas.addEventListener('pointerdown', (event) => { start = event; });
  stage.canvas.addEventListener('click', (event) => {
    if (!start || Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) > 4) return;
    const frame = stage.canvas.getBoundingClientRect();
    const x = ((event.clientX - frame.left) / frame.width) * 2 - 1;
    const y = 1 - ((event.clientY - frame.top) / frame.height) * 2;
    caster.setFromCamera(new THREE.Vector2(x, y), stage.camera);
    const seen = ({ point }) => planes.every((plane) => plane.distanceToPoint(point) > -1e-6);
    const found = caster.intersectObject(target).find(seen);
    const pixel = (2 * Math.tan((stage.camera.fov / 2) * (Math.PI / 180))) / frame.height; // at a distance of 1 mm
    act({
      ray: caster.ray,
      hit: found && { point: found.point, triangle: found.faceIndex },
      near: (distance) => distance * pixel * NEAR,
    });
  });
}

// The things nearest to the line of sight, among those not hidden behind the part; `ends(thing)` gives pairs of points.
export function nearest({ ray, hit, near }, things, ends) {
  const [onRay, onThing] = [new THREE.Vector3(), new THREE.Vector3()];
  const deepest = hit ? hit.point.distanceTo(ray.origin) : Infinity;
  let best;
  for (const thing of things) {
    for (const [a, b] of ends(thing)) {
      const apart = Math.sqrt(ray.distanceSqToSegment(a, b, onRay, onThing));
      const depth = onThing.distanceTo(ray.origin);
      const reach = near(depth);
      if (apart > reach || depth > deepest + 3 * reach || (best && apart >= best.apart)) continue;
      best = { thing, apart, point: onThing.clone() };
    }
  }
  return best;
}
