// Measures: the size of the edge, the round or the face that is chosen, or the distance between two points. A click
// chooses, or the two buttons that go through all there is to measure.
import * as THREE from 'three';
import { element } from '../scene/dom.js';
import { label } from '../scene/label.js';
import { Marks } from '../scene/marks.js';
import { button, toolbar } from '../scene/toolbar.js';
import { readFeatures } from './features.js';
import { listenToClicks, nearest } from './pick.js';
import { millimetres, sizes, squares } from './words.js';

const MOST = 300_000; // triangles whose faces and edges are looked for

export function measure({ stage, mesh, planes, say }) {
  const marks = new Marks(stage);
  const tag = label(stage);
  const known = once(() => things(mesh));
  let mode = 'size';
  let step = -1;
  let from; // the first point of a distance
  let candidate; // the point that the buttons propose

  const clear = () => {
    marks.empty();
    tag();
    from = candidate = undefined;
  };
  const showSize = (thing, count = '') => {
    clear();
    thing.draw(marks);
    tag(thing.at, thing.short);
    say(`${count}${thing.words}`);
  };
  const take = (point, name) => {
    if (!from) {
      clear();
      from = point;
      marks.dots([from]);
      tag(from, '1');
      say(`Premier point : ${name}, ${coordinates(point)}. Choisir le deuxième.`);
      return;
    }
    const other = from;
    clear();
    drawDistance(marks, other, point);
    tag(other.clone().lerp(point, 0.5), millimetres(other.distanceTo(point)));
    say(distance(other, point));
  };
  const click = (pick) => {
    if (node.hidden) return;
    const { edges, points, faceOf } = known();
    const edge = nearest(pick, edges, ({ points: line }) => pairs(line));
    if (mode === 'size') {
      const face = pick.hit && faceOf(pick.hit.triangle);
      if (edge) showSize(edge.thing);
      else if (face) showSize(face);
      else if (pick.hit) {
        const round = roundBehind(pick.hit.point, edges);
        if (round) showSize(round);
        else say('Ici, la surface est courbe : choisir plutôt une arête.');
      }
      return;
    }
    const corner = nearest(pick, points, ({ at }) => [[at, at]]);
    if (corner) take(corner.thing.at, corner.thing.name);
    else if (edge?.thing.centre) take(edge.thing.centre, 'centre du rond');
    else if (edge) take(edge.point, 'point d’une arête');
    else if (pick.hit) take(pick.hit.point, 'point de la surface');
  };
  const go = (by) => {
    const list = mode === 'size' ? known().all : known().points;
    if (!list.length) return say('Il n’y a rien à mesurer pas à pas sur cette pièce.');
    step = (step + by + list.length) % list.length;
    const count = `${step + 1} sur ${list.length} : `;
    if (mode === 'size') return showSize(list[step], count);
    candidate = list[step];
    marks.empty();
    marks.dots(from ? [from, candidate.at] : [candidate.at]);
    tag(candidate.at, `${step + 1}`);
    return say(`${count}${candidate.name}, ${coordinates(candidate.at)}.`);
  };
  const choose = (name, hint) => {
    mode = name;
    step = -1;
    clear();
    modes.forEach((one) => { one.ariaPressed = String(one.value === name); });
    pickIt.hidden = name === 'size';
    say(hint);
  };

  const HINTS = {
    size: mesh.triangles > MOST ? 'Cette pièce a trop de facettes pour lire ses arêtes ; la distance entre deux points se mesure.'
      : 'Cliquer une arête, un rond ou une face pour lire sa taille.',
    distance: 'Cliquer deux points ; près d’un coin ou d’un rond, le point s’y accroche.',
  };
  const modes = [['size', 'Taille', 'Lire la taille de ce que l’on choisit'], ['distance', 'Distance', 'Mesurer entre deux points']]
    .map(([value, text, name]) => Object.assign(button(text, name, () => choose(value, HINTS[value])), { value, ariaPressed: 'false' }));
  const pickIt = Object.assign(button('Prendre ce point', 'Prendre ce point', () => candidate && take(candidate.at, candidate.name)), { hidden: true });
  const node = element('div', {}, toolbar('Mesurer', ...modes, button('◀', 'Précédent', () => go(-1)), button('▶', 'Suivant', () => go(1)),
    pickIt, button('Effacer', 'Effacer la mesure', () => { clear(); say(HINTS[mode]); })));
  listenToClicks({ stage, mesh, planes }, click);
  const change = (open) => (open ? choose(mode, HINTS[mode]) : clear());
  return { name: 'Mesurer', label: 'Mesurer la pièce', node, change };
}

// The round or the arc whose radius a curved surface has, at a point of it: the nearest one that turns about an axis at
// this distance. Facets are nearer to the axis than the corners between them.
function roundBehind(point, edges) {
  const fits = ({ centre, points, size }) => {
    if (!centre) return false;
    const away = point.clone().sub(centre);
    const normal = points[0].clone().sub(centre).cross(points[1].clone().sub(centre)).normalize();
    const distance = away.projectOnPlane(normal).length();
    return distance > 0.92 * size && distance < 1.001 * size;
  };
  return edges.filter(fits).sort((a, b) => a.centre.distanceTo(point) - b.centre.distanceTo(point))[0];
}

const once = (make) => {
  let made;
  return () => (made ??= make());
};

const pairs = (line) => line.slice(1).map((point, place) => [line[place], point]);

// All there is to measure: the whole part, then rounds, faces and edges; the points to measure from; the face of a triangle.
function things(mesh) {
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

const coordinates = ({ x, y, z }) => `x = ${millimetres(x)}, y = ${millimetres(y)}, z = ${millimetres(z)}`;

function distance(a, b) {
  const [x, y, z] = ['x', 'y', 'z'].map((axis) => millimetres(Math.abs(b[axis] - a[axis])));
  return `Distance : ${millimetres(a.distanceTo(b))} (Δx = ${x}, Δy = ${y}, Δz = ${z}).`;
}

function drawDistance(marks, a, b) {
  const [one, two] = [new THREE.Vector3(b.x, a.y, a.z), new THREE.Vector3(b.x, b.y, a.z)];
  marks.between([a, b]);
  marks.between([a, one, one, two, two, b], marks.dashed);
  marks.dots([a, b]);
}
