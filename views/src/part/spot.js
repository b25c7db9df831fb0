// « Voir l'endroit »: a button in the panel of a failed check (checks/feedback.py) makes the live view of that part scroll
// into sight, fly to the place and mark it. The button is hidden where no live view lives: the style that shows it is part
// of the view.
import * as THREE from 'three';
import { element } from '../scene/dom.js';
import { label } from '../scene/label.js';
import { Marks } from '../scene/marks.js';

const BUTTON = '.coop-spot[data-place]';
export const SHOW_BUTTONS = `${BUTTON}[hidden] { display: inline-block; min-height: 30px; padding: 2px 12px; font: inherit; cursor: pointer;
  color: #fff; background: #1f5f9e; border: 1px solid #fff; border-radius: 4px; }
${BUTTON}:focus-visible { outline: 3px solid #c2570c; outline-offset: 2px; }`;

export function listenToSpots({ stage, mesh, say }) {
  const marks = new Marks(stage);
  const tag = label(stage);
  stage.root.dataset.bounds = JSON.stringify([mesh.box.min.toArray(), mesh.box.max.toArray()]);
  const show = (place, words) => {
    const spot = read(place);
    if (!spot) return;
    marks.empty();
    spot.draw(marks);
    const middle = spot.box.getCenter(new THREE.Vector3());
    tag(middle, 'ici');
    stage.fly(middle, Math.max(spot.box.getSize(new THREE.Vector3()).length() / 2, stage.radius / 3));
    stage.root.scrollIntoView({ block: 'center' });
    stage.canvas.focus({ preventScroll: true });
    say(`L’endroit est marqué sur la pièce. ${words}`);
  };
  const erase = () => {
    marks.empty();
    tag();
  };
  stage.root.addEventListener('click', (event) => event.target.closest('[aria-expanded], .panel button') && erase());
  const listen = (event) => {
    const button = event.target.closest?.(BUTTON);
    if (!button) return;
    const views = [...document.querySelectorAll('.coop-view[data-bounds]')];
    const wanted = chosen(button, views);
    if (wanted === stage.root) show(JSON.parse(button.dataset.place), button.dataset.words ?? '');
    else if (!wanted && views[0] === stage.root) tellThereIsNone(button);
  };
  document.addEventListener('click', listen);
  stage.ends.push(() => document.removeEventListener('click', listen));
}

// The live view that a button means, among those of the page: the last one above it that shows the part that was judged,
// told by its size and place, or else the first one below. On another part, the mark would mislead.
function chosen(button, views) {
  const { part } = JSON.parse(button.dataset.place);
  const same = views.filter((view) => part && sameSize(JSON.parse(view.dataset.bounds), part));
  const above = same.filter((view) => view.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING);
  return above.at(-1) ?? same[0];
}

function tellThereIsNone(button) {
  if (button.nextElementSibling) return;
  button.after(element('span', { role: 'status' }, ' La pièce vérifiée n’est pas affichée ici : la montrer avec show, puis recommencer.'));
}

const sameSize = (one, other) => one.every((corner, end) => corner.every((value, axis) => Math.abs(value - other[end][axis]) < 0.01));

// A place as checks give it (mm): a point, a box, or a segment.
function read({ kind, at, from, to }) {
  const [a, b] = [kind === 'point' ? at : from, kind === 'point' ? at : to].map((corner) => new THREE.Vector3(...(corner ?? [])));
  const box = new THREE.Box3().setFromPoints([a, b]);
  const draw = {
    point: (marks) => marks.dots([a]),
    box: (marks) => marks.box(box),
    segment: (marks) => { marks.between([a, b]); marks.dots([a, b]); },
  }[kind];
  return draw && { box, draw };
}
