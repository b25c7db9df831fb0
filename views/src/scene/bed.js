// The printer's bed: a square with a line a centimetre, its rim stronger.
import * as THREE from 'three';

export const BED = 220; // mm, a side

// `corner` is the corner nearest to the origin of the machine (mm); the bed lies in the plane z = corner.z.
export function bed(corner) {
  const end = corner.clone().add(new THREE.Vector3(BED, BED, 0));
  const lines = [];
  for (let way = 10; way < BED; way += 10) {
    lines.push(corner.x + way, corner.y, corner.z, corner.x + way, end.y, corner.z);
    lines.push(corner.x, corner.y + way, corner.z, end.x, corner.y + way, corner.z);
  }
  const corners = [[corner.x, corner.y], [end.x, corner.y], [end.x, end.y], [corner.x, end.y]];
  const rim = corners.flatMap(([x, y], index) => [x, y, corner.z, ...corners[(index + 1) % 4], corner.z]);
  const group = new THREE.Group();
  group.add(segments(lines), segments(rim));
  group.position.z = -0.02; // below what stands on it, so that the two do not flicker
  group.paint = (theme) => {
    group.children[0].material.color.set(theme.grid);
    group.children[1].material.color.set(theme.rim);
  };
  return group;
}

function segments(numbers) {
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute('position', new THREE.Float32BufferAttribute(numbers, 3));
  return new THREE.LineSegments(geometry, new THREE.LineBasicMaterial());
}
