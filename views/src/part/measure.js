// Measures: the size of the edge, the round or the face that is chosen, or the distance between two points. A click
// chooses, or the two buttons that go through all there is to measure.
import * as THREE from 'three';
import { element } from '../scene/dom.js';
import { label } from '../scene/label.js';
import { Marks } from '../scene/marks.js';
import { button, toolbar } from '../scene/toolbar.js';
import { listenToClicks, nearest } from './pick.js';
import { MOST, roundBehind, things } from './things.js';
import { millimetres } from './words.js';

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
    step = step < 0 && by < 0 ? list.length - 1 : (step + by + list.length) % list.length;
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

const once = (make) => {
  let made;
  return () => (made ??= make());
};

const pairs = (line) => line.slice(1).map((point, place) => [line[place], point]);

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
