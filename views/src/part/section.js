// The section: a plane cuts the part, and what is cut is filled with stripes.
import * as THREE from 'three';
import { element } from '../scene/dom.js';
import { toggle, button, toolbar } from '../scene/toolbar.js';
import { hatched } from './hatch.js';
import { millimetres } from './words.js';

const CUT = { ground: '#f2d49b', stripe: '#7a4a00', slant: 1 };
// For each axis, which side goes away first: the one towards the eye.
const AWAY = { x: 1, y: -1, z: 1 };

// The panel of the section. `planes` is the array that all cut materials share; it is empty when nothing is cut.
export function section({ stage, mesh, planes, say }) {
  const plane = new THREE.Plane();
  const cap = openCap(mesh, plane, stage.radius);
  let axis = 'x';
  let flipped = 1;
  const range = element('input', { type: 'range', ariaLabel: 'Place de la coupe' });
  const told = element('output', { ariaLive: 'off' });

  const cut = () => {
    const at = Number(range.value);
    const side = -AWAY[axis] * flipped;
    plane.normal.set(0, 0, 0)[axis] = side;
    plane.constant = -side * at;
    cap.place(axis, at);
    told.value = `${axis} = ${millimetres(at)}`;
    range.ariaValueText = told.value;
    stage.draw();
  };
  const choose = (name) => {
    axis = name;
    const [low, high] = [mesh.box.min[axis], mesh.box.max[axis]];
    Object.assign(range, { min: low, max: high, step: (high - low) / 200, value: (low + high) / 2 });
    axes.forEach((one) => { one.ariaPressed = String(one.textContent === name); });
    cut();
  };
  const axes = ['x', 'y', 'z'].map((name) => Object.assign(
    button(name, `Couper en travers de l'axe ${name}`, () => choose(name)), { ariaPressed: 'false' }));
  const other = toggle('Autre côté', "Garder l'autre côté de la coupe", (on) => { flipped = on ? -1 : 1; cut(); });
  range.addEventListener('input', cut);

  stage.scene.add(cap.group);
  const node = element('div', {}, toolbar('Coupe', ...axes, other), element('div', { className: 'row' }, range, told));
  const change = (open) => {
    planes.length = 0;
    if (open) planes.push(plane);
    cap.group.visible = open && mesh.closed;
    if (open) {
      choose(axis);
      say(mesh.closed ? 'La pièce est coupée ; la matière coupée est hachurée.' : 'La pièce est coupée ; sa peau est ouverte, on voit dedans.');
    }
    stage.draw();
  };
  change(false);
  return { name: 'Couper', label: 'Couper la pièce pour voir dedans', node, change };
}

// Counts, at each pixel, how often the skin is crossed behind the plane: where it is entered more often than left, the
// plane is in the matter. The stencil holds the count.
function openCap(mesh, plane, radius) {
  const group = new THREE.Group();
  const count = (side, op) => {
    const material = new THREE.MeshBasicMaterial({
      side, clippingPlanes: [plane], colorWrite: false, depthWrite: false, depthTest: false,
      stencilWrite: true, stencilFunc: THREE.AlwaysStencilFunc, stencilFail: op, stencilZFail: op, stencilZPass: op,
    });
    return Object.assign(new THREE.Mesh(mesh.geometry, material), { renderOrder: 1 });
  };
  const material = hatched({
    ...CUT, stencilWrite: true, stencilRef: 0, stencilFunc: THREE.NotEqualStencilFunc,
    stencilFail: THREE.ReplaceStencilOp, stencilZFail: THREE.ReplaceStencilOp, stencilZPass: THREE.ReplaceStencilOp,
  });
  const face = Object.assign(new THREE.Mesh(new THREE.PlaneGeometry(4 * radius, 4 * radius), material), { renderOrder: 2 });
  face.onAfterRender = (renderer) => renderer.clearStencil();
  group.add(count(THREE.BackSide, THREE.IncrementWrapStencilOp), count(THREE.FrontSide, THREE.DecrementWrapStencilOp), face);
  const place = (axis, at) => {
    face.position.copy(mesh.box.getCenter(new THREE.Vector3()))[axis] = at;
    face.lookAt(face.position.clone().addScaledVector(plane.normal, -1));
  };
  return { group, place };
}
