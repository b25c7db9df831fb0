// A triangle mesh that came as bytes, and what its triangles say of each other.
import * as THREE from 'three';

const copied = (view, Type) =>
  new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

export class Mesh {
  // `bytes`: float32 coordinates (mm) and uint32 indices, little-endian, as views/live.py sends them.
  constructor(bytes) {
    this.positions = copied(bytes.vertices, Float32Array);
    this.index = copied(bytes.triangles, Uint32Array);
    this.flat = bytes.flat; // a drawing without thickness, shown as a thin sheet
    this.geometry = new THREE.BufferGeometry();
    this.geometry.setAttribute('position', new THREE.BufferAttribute(this.positions, 3));
    this.geometry.setIndex(new THREE.BufferAttribute(this.index, 1));
    this.geometry.computeBoundingBox();
  }

  get box() { return this.geometry.boundingBox; }

  get triangles() { return this.index.length / 3; }

  point(vertex) { return new THREE.Vector3().fromArray(this.positions, 3 * vertex); }

  // Unit normals and areas of the triangles, worked out once.
  get normals() { return this.#faces.normals; }

  get areas() { return this.#faces.areas; }

  #known;

  get #faces() { return this.#known ??= faces(this.positions, this.index); }

  #pairs;

  // For each half-edge (side k of triangle t is 3t + k), the half-edge on its other side, or -1 at a border.
  get twins() { return this.#pairs ??= twins(this.index); }

  // Whether the skin is closed: each side of each triangle has another triangle.
  get closed() { return !this.twins.includes(-1); }

  // A geometry that shows some of the triangles.
  some(triangles) {
    const index = new Uint32Array(3 * triangles.length);
    triangles.forEach((t, place) => index.set(this.index.subarray(3 * t, 3 * t + 3), 3 * place));
    return this.#withIndex(index);
  }

  // Edges between triangles that turn by more than this angle (degrees), and borders.
  sharpEdges(angle = 25) {
    const { index, normals, twins: other } = this;
    const limit = Math.cos((angle * Math.PI) / 180);
    const found = [];
    for (let half = 0; half < index.length; half += 1) {
      const twin = other[half];
      if (twin > half || (twin >= 0 && dot(normals, Math.floor(half / 3), Math.floor(twin / 3)) > limit)) continue;
      found.push(index[half], index[next(half)]);
    }
    return this.#withIndex(new Uint32Array(found));
  }

  #withIndex(index) {
    const geometry = new THREE.BufferGeometry();
    geometry.setAttribute('position', this.geometry.getAttribute('position'));
    geometry.setIndex(new THREE.BufferAttribute(index, 1));
    return geometry;
  }
}

// The half-edge after this one round its triangle.
export const next = (half) => (half % 3 === 2 ? half - 2 : half + 1);

export const dot = (normals, a, b) =>
  normals[3 * a] * normals[3 * b] + normals[3 * a + 1] * normals[3 * b + 1] + normals[3 * a + 2] * normals[3 * b + 2];

function faces(positions, index) {
  const count = index.length / 3;
  const normals = new Float32Array(3 * count);
  const areas = new Float32Array(count);
  for (let t = 0; t < count; t += 1) {
    const [a, b, c] = [3 * index[3 * t], 3 * index[3 * t + 1], 3 * index[3 * t + 2]];
    const ux = positions[b] - positions[a], uy = positions[b + 1] - positions[a + 1], uz = positions[b + 2] - positions[a + 2];
    const vx = positions[c] - positions[a], vy = positions[c + 1] - positions[a + 1], vz = positions[c + 2] - positions[a + 2];
    const x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx;
    const length = Math.sqrt(x * x + y * y + z * z);
    areas[t] = length / 2;
    if (length > 0) normals.set([x / length, y / length, z / length], 3 * t);
  }
  return { normals, areas };
}

// A table of half-edges by their two vertices, in one array of integers: some ten times faster than a Map.
function twins(index) {
  const found = new Int32Array(index.length).fill(-1);
  const size = 2 ** Math.ceil(Math.log2(index.length * 1.5));
  const table = new Int32Array(size).fill(-1);
  for (let half = 0; half < index.length; half += 1) {
    const a = index[half], b = index[next(half)];
    let slot = (Math.imul(Math.min(a, b), 0x9e3779b1) ^ Math.imul(Math.max(a, b), 0x85ebca6b)) & (size - 1);
    while (table[slot] >= 0) {
      const other = table[slot];
      if (found[other] < 0 && index[other] === b && index[next(other)] === a) {
        found[other] = half;
        found[half] = other;
        break;
      }
      slot = (slot + 1) & (size - 1);
    }
    if (found[half] < 0) table[slot] = half;
  }
  return found;
}
