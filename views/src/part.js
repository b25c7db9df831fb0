// The live view of a part: turn, zoom, see it from each side, on the printer's bed. No request leaves the page.
import * as THREE from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';

const BED = 220; // mm
const THEMES = {
  light: { background: 0xffffff, grid: 0xb5b5b5, part: 0x3b86c8, edge: 0x16324d },
  dark: { background: 0x1e1e1e, grid: 0x4a4a4a, part: 0x5aa5e6, edge: 0xdcebf8 },
};
const VIEWS = { '3D': [0.55, -0.85, 0.6], Dessus: [0, -0.001, 1], Face: [0, -1, 0], Droite: [1, 0, 0] };

const copied = (view, Type) =>
  new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

function isDark() {
  const named = document.body.dataset.jpThemeLight;
  return named === undefined ? matchMedia('(prefers-color-scheme: dark)').matches : named === 'false';
}

function readMesh(model) {
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute('position', new THREE.BufferAttribute(copied(model.get('vertices'), Float32Array), 3));
  geometry.setIndex(new THREE.BufferAttribute(copied(model.get('triangles'), Uint32Array), 1));
  geometry.computeBoundingBox();
  return geometry;
}

// A letter at the end of an axis: colour is never the only sign. A pale edge keeps it readable on the part.
function letter(text, colour) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
  const pen = canvas.getContext('2d');
  pen.font = 'bold 48px sans-serif';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.lineWidth = 10;
  pen.lineJoin = 'round';
  pen.strokeStyle = '#ffffff';
  pen.strokeText(text, 32, 32);
  pen.fillStyle = colour;
  pen.fillText(text, 32, 32);
  const map = new THREE.CanvasTexture(canvas);
  map.colorSpace = THREE.SRGBColorSpace;
  return new THREE.Sprite(new THREE.SpriteMaterial({ map, depthTest: false }));
}

// The three axes, from the origin, seen through the part: where x, y and z are zero.
function axes(length) {
  const origin = new THREE.Vector3();
  const group = new THREE.Group();
  const directions = { x: [1, 0, 0, '#c0392b'], y: [0, 1, 0, '#1e8449'], z: [0, 0, 1, '#2471a3'] };
  for (const [name, [x, y, z, colour]] of Object.entries(directions)) {
    const way = new THREE.Vector3(x, y, z);
    const arrow = new THREE.ArrowHelper(way, origin, length, colour, length * 0.15, length * 0.1);
    for (const { material } of [arrow.line, arrow.cone]) Object.assign(material, { depthTest: false, transparent: true });
    group.add(arrow);
    const sign = letter(name, colour);
    sign.position.addScaledVector(way, length * 1.15);
    sign.scale.setScalar(length * 0.3);
    group.add(sign);
  }
  return group;
}

function scene(geometry) {
  const box = geometry.boundingBox;
  const size = box.getSize(new THREE.Vector3());
  const part = new THREE.Mesh(
    geometry,
    new THREE.MeshStandardMaterial({ flatShading: true, side: THREE.DoubleSide, roughness: 0.8,
                                     polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 }),
  );
  const edges = new THREE.LineSegments(new THREE.EdgesGeometry(geometry, 25), new THREE.LineBasicMaterial());
  const grid = new THREE.GridHelper(BED, BED / 10, 0xffffff, 0xffffff);
  grid.rotateX(Math.PI / 2);
  const middle = box.getCenter(new THREE.Vector3());
  grid.position.set(Math.round(middle.x / 10) * 10, Math.round(middle.y / 10) * 10, -0.02);
  const whole = new THREE.Scene();
  whole.add(part, edges, grid, axes(size.length() * 0.3));
  whole.add(new THREE.HemisphereLight(0xffffff, 0x667788, 2.4));
  return { whole, part, edges, grid, middle, radius: Math.max(size.length() / 2, 1) };
}

function paint({ whole, part, edges, grid }, theme) {
  whole.background = new THREE.Color(theme.background);
  part.material.color.set(theme.part);
  edges.material.color.set(theme.edge);
  grid.material.color.set(theme.grid);
}

function toolbar(look, zoom) {
  const bar = document.createElement('div');
  bar.style.cssText = 'display:flex;gap:.3em;flex-wrap:wrap;margin:.3em 0';
  const add = (text, label, action) => {
    const button = Object.assign(document.createElement('button'), { textContent: text, title: label, type: 'button' });
    button.setAttribute('aria-label', label);
    button.style.cssText = 'min-width:2.6em;padding:.25em .6em;font:inherit;cursor:pointer';
    button.addEventListener('click', action);
    bar.append(button);
  };
  for (const name of Object.keys(VIEWS)) add(name, `Vue ${name}`, () => look(name));
  add('+', 'Rapprocher', () => zoom(0.8));
  add('−', 'Éloigner', () => zoom(1.25));
  return bar;
}

function keys(event, { turn, zoom, look }) {
  const actions = {
    ArrowLeft: () => turn(-0.15, 0), ArrowRight: () => turn(0.15, 0),
    ArrowUp: () => turn(0, -0.15), ArrowDown: () => turn(0, 0.15),
    '+': () => zoom(0.8), '=': () => zoom(0.8), '-': () => zoom(1.25), 0: () => look('3D'), Home: () => look('3D'),
  };
  if (!actions[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  actions[event.key]();
  event.preventDefault();
  event.stopPropagation();
}

function openCanvas() {
  try {
    return new THREE.WebGLRenderer({ antialias: true });
  } catch {
    return undefined; // no WebGL here: the still stays
  }
}

export default {
  render({ model, el }) {
    const renderer = openCanvas();
    if (!renderer) return undefined;
    const content = scene(readMesh(model));
    const camera = new THREE.PerspectiveCamera(35, 1.6, content.radius / 50, content.radius * 60 + BED * 4);
    camera.up.set(0, 0, 1);
    const lamp = new THREE.DirectionalLight(0xffffff, 1.6);
    lamp.position.set(-0.4, 0.6, 1);
    camera.add(lamp);
    content.whole.add(camera);

    const canvas = renderer.domElement;
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `${model.get('alt')}. Flèches : tourner. Plus et moins : zoomer. Zéro : revenir.`);
    const controls = new OrbitControls(camera, canvas);
    const draw = () => renderer.render(content.whole, camera);
    controls.addEventListener('change', draw);

    const look = (name) => {
      const far = content.radius / Math.sin((camera.fov / 2) * (Math.PI / 180)) * 1.15;
      camera.position.copy(content.middle).addScaledVector(new THREE.Vector3(...VIEWS[name]).normalize(), far);
      controls.target.copy(content.middle);
      controls.update();
      draw();
    };
    const upright = new THREE.Quaternion().setFromUnitVectors(camera.up, new THREE.Vector3(0, 1, 0));
    const move = (change) => {
      const offset = camera.position.clone().sub(controls.target).applyQuaternion(upright);
      const seat = new THREE.Spherical().setFromVector3(offset);
      change(seat);
      seat.makeSafe();
      offset.setFromSpherical(seat).applyQuaternion(upright.clone().invert());
      camera.position.copy(controls.target).add(offset);
      controls.update();
      draw();
    };
    const zoom = (factor) => move((seat) => { seat.radius *= factor; });
    const turn = (around, over) => move((seat) => { seat.theta += around; seat.phi += over; });
    canvas.addEventListener('keydown', (event) => keys(event, { turn, zoom, look }));

    const caption = document.createElement('figcaption');
    caption.textContent = `${model.get('alt')}. Un carreau du plateau mesure 10 mm.`.replace(/^./, (c) => c.toUpperCase());
    const frame = document.createElement('figure');
    frame.style.cssText = 'margin:0;max-width:640px';
    frame.append(canvas, toolbar(look, zoom), caption);
    el.append(frame);

    const fit = () => {
      const width = Math.max(200, Math.min(640, el.clientWidth || 640));
      renderer.setPixelRatio(devicePixelRatio);
      renderer.setSize(width, Math.round(width / 1.6));
      draw();
    };
    const dress = () => { paint(content, THEMES[isDark() ? 'dark' : 'light']); draw(); };
    const resized = new ResizeObserver(fit);
    resized.observe(el);
    const themed = new MutationObserver(dress);
    themed.observe(document.body, { attributes: true, attributeFilter: ['data-jp-theme-light'] });
    dress();
    fit();
    look('3D');
    document.querySelectorAll(`.${CSS.escape(model.get('still'))}`).forEach((still) => { still.hidden = true; });

    return () => {
      resized.disconnect();
      themed.disconnect();
      controls.dispose();
      content.part.geometry.dispose();
      renderer.dispose();
      renderer.forceContextLoss();
    };
  },
};
