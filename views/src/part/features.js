// The flat faces of a part and the edges round them: straight ones, round ones (whole circles) and arcs.
//
// A flat face is a set of neighbouring triangles in one plane. A facet of a curved surface is one too: it is told from a
// face by its smooth neighbours (less than 25° away), which are about as large as itself. The border of a face is walked
// corner by corner; corners on one circle make a circle or an arc, as models/holes.py reads holes: the circle through the
// corners has the diameter that was asked for, whatever the number of facets.
import * as THREE from 'three';
import { dot, next } from './mesh.js';

const SAME_PLANE = Math.cos((0.5 * Math.PI) / 180);
const SMOOTH = Math.cos((25 * Math.PI) / 180);
const ROUND = 0.005; // mm by which a corner may miss its circle: modelling programs put it there
const CIRCLE_TURN = (75 * Math.PI) / 180; // the largest turn at a corner of a circle, of an arc
const ARC_TURN = (31 * Math.PI) / 180;

// The faces of a mesh, largest first: { triangles, area, normal, edges }, each edge
// { kind: 'straight' | 'circle' | 'arc', points, length, centre?, radius? }; and for each triangle its face, or undefined.
export function readFeatures(mesh) {
  const { owner, regions } = flatRegions(mesh);
  const kept = regions.filter((region) => isFace(mesh, region, owner, regions));
  const faces = kept.map((region) => ({ ...region, edges: borders(mesh, region, owner).flatMap(split) }));
  const byRegion = new Map(kept.map((region, place) => [region.number, faces[place]]));
  return { faces: faces.sort((a, b) => b.area - a.area), faceOf: (triangle) => byRegion.get(owner[triangle]) };
}

function flatRegions(mesh) {
  const { normals, areas, twins } = mesh;
  const owner = new Int32Array(mesh.triangles).fill(-1);
  const regions = [];
  for (let seed = 0; seed < mesh.triangles; seed += 1) {
    if (owner[seed] >= 0 || areas[seed] === 0) continue;
    const number = regions.length;
    const triangles = [seed];
    owner[seed] = number;
    let area = 0;
    for (let place = 0; place < triangles.length; place += 1) {
      const t = triangles[place];
      area += areas[t];
      for (let k = 0; k < 3; k += 1) {
        const other = twins[3 * t + k] < 0 ? -1 : Math.floor(twins[3 * t + k] / 3);
        if (other < 0 || owner[other] >= 0 || (areas[other] > 0 && dot(normals, seed, other) < SAME_PLANE)) continue;
        owner[other] = number;
        triangles.push(other);
      }
    }
    regions.push({ number, triangles, area, normal: new THREE.Vector3().fromArray(normals, 3 * seed) });
  }
  return { owner, regions };
}

function isFace(mesh, region, owner, regions) {
  return region.triangles.every((t) => [0, 1, 2].every((k) => {
    const twin = mesh.twins[3 * t + k];
    const other = twin < 0 ? region.number : owner[Math.floor(twin / 3)];
    return other < 0 || other === region.number || region.normal.dot(regions[other].normal) < SMOOTH
      || region.area > 4 * regions[other].area;
  }));
}

// Closed lines of vertices round a region.
function borders(mesh, region, owner) {
  const { index, twins } = mesh;
  const after = new Map();
  for (const t of region.triangles) {
    for (let half = 3 * t; half < 3 * t + 3; half += 1) {
      if (twins[half] >= 0 && owner[Math.floor(twins[half] / 3)] === region.number) continue;
      if (!after.has(index[half])) after.set(index[half], []);
      after.get(index[half]).push(index[next(half)]);
    }
  }
  const lines = [];
  for (const start of after.keys()) {
    while (after.get(start)?.length) {
      const line = [start];
      for (let here = after.get(start).pop(); here !== undefined && here !== start; here = after.get(here)?.pop()) line.push(here);
      if (line.length > 2) lines.push(line.map((vertex) => mesh.point(vertex)));
    }
  }
  return lines;
}

// A closed line of points as edges.
function split(line) {
  const corners = withoutStraight(line);
  const whole = corners.length >= 5 && circle(corners, corners, CIRCLE_TURN);
  if (whole) return [{ kind: 'circle', points: [...corners, corners[0]], length: 2 * Math.PI * whole.radius, ...whole }];
  const edges = [];
  const closed = turned(corners);
  for (let start = 0; start < corners.length;) {
    const arc = longestArc(closed, start, corners.length);
    const end = arc?.end ?? start + 1;
    const points = closed.slice(start, end + 1);
    const length = points.slice(1).reduce((sum, point, place) => sum + point.distanceTo(points[place]), 0);
    edges.push(arc ? { kind: 'arc', points, length, centre: arc.centre, radius: arc.radius } : { kind: 'straight', points, length });
    start = end;
  }
  return edges;
}

// The points where the line turns, by more than a third of a degree.
function withoutStraight(line) {
  return line.filter((point, place) => turnAt(line.at(place - 1), point, line[(place + 1) % line.length]) > 0.006);
}

// The corners, the first again at the end, begun where no arc passes: at a sharp corner, or after the longest side.
function turned(corners) {
  const sharp = corners.findIndex((point, place) => turnAt(corners.at(place - 1), point, corners[(place + 1) % corners.length]) > ARC_TURN);
  const sides = corners.map((point, place) => point.distanceTo(corners.at(place - 1)));
  const first = sharp >= 0 ? sharp : sides.indexOf(Math.max(...sides));
  return [...corners.slice(first), ...corners.slice(0, first + 1)];
}

// The arc of four sides or more that begins at `start`.
function longestArc(points, start, last) {
  let found;
  for (let end = start + 4; end <= last; end += 1) {
    if (!even(points.slice(start, end + 1))) break;
    const fit = circle(points.slice(start, end + 1), [points[start], points[start + 2], points[end]], ARC_TURN, true);
    if (!fit) break;
    found = { ...fit, end };
  }
  return found;
}

// Whether the sides are of about one length, as a modelling program cuts an arc: a straight side beside one is longer.
function even(points) {
  const sides = points.slice(1).map((point, place) => point.distanceTo(points[place]));
  return Math.max(...sides) < 4 * Math.min(...sides);
}

const turnAt = (before, point, after) => {
  const one = new THREE.Vector3().subVectors(point, before);
  const two = new THREE.Vector3().subVectors(after, point);
  return one.lengthSq() && two.lengthSq() ? one.angleTo(two) : 0;
};

// The circle through three of the points, when all lie on it and turn by less than `turn` at each.
function circle(points, three, turn, open = false) {
  const third = Math.floor(three.length / 3);
  const [a, b, c] = open ? three : [three[0], three[third], three[2 * third]];
  const u = new THREE.Vector3().subVectors(b, a);
  const v = new THREE.Vector3().subVectors(c, a);
  const normal = new THREE.Vector3().crossVectors(u, v);
  if (normal.lengthSq() < 1e-12) return undefined;
  const centre = new THREE.Vector3().crossVectors(normal, u).multiplyScalar(v.lengthSq())
    .add(new THREE.Vector3().crossVectors(v, normal).multiplyScalar(u.lengthSq()))
    .divideScalar(2 * normal.lengthSq()).add(a);
  const radius = centre.distanceTo(a);
  const near = (point) => Math.abs(point.distanceTo(centre) - radius) < ROUND + 1e-4 * radius;
  const soft = (point, place) => (open && (place === 0 || place === points.length - 1))
    || turnAt(points.at(place - 1), point, points[(place + 1) % points.length]) < turn;
  return points.every((point, place) => near(point) && soft(point, place)) ? { centre, radius } : undefined;
}
