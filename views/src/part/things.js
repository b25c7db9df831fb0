// What there is to measure on a part, each thing with its words, a short label, where the label goes, and how it is drawn.
import * as THREE from 'three';
import { readFeatures } from './features.js';
import { millimetres, sizes, squares } from './words.js';

export const MOST = 300_000; // triangles whose faces and edges are looked for

// All there is to measure: the whole part, then rounds, faces and edges; the points to measure from; the face of a triangle.
export function things(mesh) {
  const whole = wholePart(mesh.box);
  if (mesh.triangles > MOST) return { all: [whole], edges: [], points: [], faceOf: () => undefined };
  const { faces, faceOf } = readFeatures(mesh);
  const edges = distinct(faces.flatMap((face) => face.edges)).map(edgeThing);
  const faceThings = new Map(faces.map((face) => [face, faceThing(face)]));
  const rounds = edges.filter((edge) => edge.centre).sort((a, b) => b.size - a.size);
  const straight = edges.filter((edge) => !edge.centre).sort((a, b) => b.size - a.size);
  return {
    all: [whole, ...gathered(rounds), ...gathered([...faceThings.values()]), ...gathered(straight)],
    edges,
    points: [...corners(straight), ...rounds.map((round) => ({ at: round.centre, name: 'centre du rond' }))],
    faceOf: (triangle) => faceThings.get(faceOf(triangle)),
  };
}

const key = (point) => point.toArray().map((value) => Math.round(value * 1000)).join();

// Two faces meet at an edge: it is kept once.
function distinct(edges) {
  const seen = new Map();
  for (const edge of edges) {
    const ends = edge.kind === 'circle' ? [key(edge.centre), Math.round(edge.radius * 1000)] : [key(edge.points[0]), key(edge.points.at(-1))].sort();
    seen.set([edge.kind, ...ends].join('|'), edge);
  }
  return [...seen.values()];
}

// Things of the same size are told once, and shown together.
function gathered(all) {
  const same = Map.groupBy(all, (thing) => thing.words);
  return [...same.values()].map((some) => ({
    ...some[0],
    words: some.length > 1 ? `${some[0].words.replace(/\.$/, '')} (${some.length} fois).` : some[0].words,
    draw: (marks) => some.forEach((thing) => thing.draw(marks)),
  }));
}

function corners(edges) {
  const ends = edges.flatMap(({ points }) => [points[0], points.at(-1)]);
  return [...new Map(ends.map((point) => [key(point), { at: point, name: 'coin' }])).values()];
}

function wholePart(box) {
  return { words: `Pièce entière : ${sizes(box)}.`, short: sizes(box), at: box.getCenter(new THREE.Vector3()), draw: (marks) => marks.box(box) };
}

function edgeThing({ kind, points, length, centre, radius }) {
  const draw = (marks) => {
    marks.through(points);
    if (centre) marks.dots([centre]);
  };
  const middle = points[Math.floor(points.length / 2)];
  if (kind === 'circle') {
    const sides = points.length - 1 < 12 ? `, en ${points.length - 1} côtés de ${millimetres(points[0].distanceTo(points[1]))}` : '';
    const diameter = millimetres(2 * radius);
    return { points, centre, size: radius, draw, at: middle, short: `⌀ ${diameter}`, words: `Rond : diamètre ${diameter}${sides}.` };
  }
  if (kind === 'arc') {
    const words = `Arrondi : rayon ${millimetres(radius)} (diamètre ${millimetres(2 * radius)}), longueur ${millimetres(length)}.`;
    return { points, centre, size: radius, draw, at: middle, short: `R ${millimetres(radius)}`, words };
  }
  const at = points[0].clone().lerp(points.at(-1), 0.5);
  return { points, size: length, draw, at, short: millimetres(length), words: `Arête : longueur ${millimetres(length)}.` };
}

function faceThing({ edges, normal, area, triangles }) {
  const [long, wide] = spread(edges.flatMap(({ points }) => points), normal, edges);
  const at = new THREE.Box3().setFromPoints(edges.flatMap(({ points }) => points)).getCenter(new THREE.Vector3());
  const size = `${millimetres(long).replace(' mm', '')} × ${millimetres(wide)}`;
  const draw = (marks) => edges.forEach(({ points }) => marks.through(points));
  return { triangles, draw, at, short: size, size: area, words: `Face : ${size}, aire ${squares(area)}.` };
}

// Length and width of a flat set of points, along the longest straight edge and across.
function spread(points, normal, edges) {
  const straight = edges.filter(({ kind }) => kind === 'straight').sort((a, b) => b.length - a.length)[0];
  const along = straight ? straight.points[1].clone().sub(straight.points[0])
    : new THREE.Vector3(Math.abs(normal.x) < 0.9 ? 1 : 0, Math.abs(normal.x) < 0.9 ? 0 : 1, 0).projectOnPlane(normal);
  const across = new THREE.Vector3().crossVectors(normal, along.normalize());
  return [along, across].map((way) => {
    const reach = points.map((point) => point.dot(way));
    return Math.max(...reach) - Math.min(...reach);
  }).sort((a, b) => b - a);
}

// The round or the arc whose radius a curved surface has, at a point of it: the nearest one that turns about an axis at
// this distance. Facets are nearer to the axis than the corners between them.
export function roundBehind(point, edges) {
  const fits = ({ centre, points, size }) => {
    if (!centre) return false;
    const away = point.clone().sub(centre);
    const normal = points[0].clone().sub(centre).cross(points[1].clone().sub(centre)).normalize();
    const distance = away.projectOnPlane(normal).length();
    return distance > 0.92 * size && distance < 1.001 * size;
  };
  return edges.filter(fits).sort((a, b) => a.centre.distanceTo(point) - b.centre.distanceTo(point))[0];
}
