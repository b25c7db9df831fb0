// The stage of a 3D view: canvas, camera, lights, theme, size, keys. What is played on it is added by others to
// `stage.scene`; a change is shown by `stage.draw()`. No request leaves the page.
import * as THREE from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import { element } from './dom.js';
import { HELP, listenToKeys } from './keyboard.js';
import { followTheme } from './theme.js';
import css from './view.css';

export const VIEWS = { '3D': [0.55, -0.85, 0.6], Dessus: [0, -0.001, 1], Face: [0, -1, 0], Droite: [1, 0, 0] };
const WIDTH = 640; // CSS pixels, that of the still picture
const RATIO = 1.6;
const FLIGHT = 500; // ms

function openRenderer() {
  try {
    return new THREE.WebGLRenderer({ antialias: true, stencil: true });
  } catch {
    return undefined; // no WebGL here
  }
}

// A stage in `el` for what fills `box` (a THREE.Box3, mm), read as `label`; undefined where there is no WebGL.
export function openStage(el, box, label) {
  const renderer = openRenderer();
  return renderer && new Stage(renderer, el, box, label);
}

class Stage {
  constructor(renderer, el, box, label) {
    this.renderer = renderer;
    this.middle = box.getCenter(new THREE.Vector3());
    this.radius = Math.max(box.getSize(new THREE.Vector3()).length() / 2, 1);
    this.scene = new THREE.Scene();
    this.scene.background = new THREE.Color();
    this.camera = this.#openCamera();
    this.canvas = renderer.domElement;
    Object.assign(this.canvas, { tabIndex: 0, role: 'img', ariaLabel: `${label}. ${HELP}` });
    this.controls = this.#openControls();
    this.picture = element('div', { className: 'picture' }, this.canvas);
    this.root = element('figure', { className: 'coop-view' }, element('style', {}, css), this.picture);
    this.drawn = []; // called after each drawing
    this.root.dataset.lmSuppressShortcuts = 'true'; // JupyterLab's one-key commands must not see what is typed here
    el.append(this.root);
    listenToKeys(this);
    this.ends = [this.#followSize(el), this.#restOffScreen()];
    this.look('3D');
  }

  #openCamera() {
    const camera = new THREE.PerspectiveCamera(35, RATIO, this.radius / 50, this.radius * 60 + 1000);
    camera.up.set(0, 0, 1);
    const lamp = new THREE.DirectionalLight(0xffffff, 1.6);
    lamp.position.set(-0.4, 0.6, 1);
    camera.add(lamp);
    this.scene.add(camera, new THREE.HemisphereLight(0xffffff, 0x667788, 2.4));
    return camera;
  }

  #openControls() {
    const controls = new OrbitControls(this.camera, this.canvas);
    controls.addEventListener('change', () => this.draw());
    controls.enableZoom = false; // the wheel scrolls the notebook until the view is chosen
    this.canvas.addEventListener('focus', () => { controls.enableZoom = true; });
    this.canvas.addEventListener('blur', () => { controls.enableZoom = false; });
    return controls;
  }

  #followSize(el) {
    const fit = () => {
      const width = Math.max(200, Math.min(WIDTH, el.clientWidth || WIDTH));
      this.renderer.setPixelRatio(devicePixelRatio);
      this.renderer.setSize(width, Math.round(width / RATIO));
      this.draw();
    };
    const watch = new ResizeObserver(fit);
    watch.observe(el);
    fit();
    return () => watch.disconnect();
  }

  // A page may hold some sixteen WebGL contexts; a long notebook shows more parts: only those in sight keep theirs.
  #restOffScreen() {
    let resting = false;
    const watch = new IntersectionObserver(([{ isIntersecting: seen }]) => {
      if (seen === !resting) return;
      resting = !seen;
      this.canvas.style.opacity = 0; // the browser draws a broken picture in its place until it is drawn again
      if (resting) this.renderer.forceContextLoss();
      else this.renderer.forceContextRestore();
    }, { rootMargin: '100%' });
    this.canvas.addEventListener('webglcontextrestored', () => this.draw());
    this.drawn.push(() => { this.canvas.style.opacity = this.renderer.getContext().isContextLost() ? 0 : 1; });
    watch.observe(this.canvas);
    return () => watch.disconnect();
  }

  // Calls `paint(theme)` now and at each change of theme.
  onTheme(paint) {
    this.ends.push(followTheme((theme) => {
      this.scene.background.set(theme.background);
      paint(theme);
      this.draw();
    }));
  }

  // Draws once before the page is painted again, however often it is asked.
  draw() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = undefined;
      this.renderer.render(this.scene, this.camera);
      this.drawn.forEach((follow) => follow());
    });
  }

  look(name) {
    const far = this.radius / Math.sin((this.camera.fov / 2) * (Math.PI / 180)) * 1.15;
    this.#place(this.middle, new THREE.Vector3(...VIEWS[name]).setLength(far));
  }

  // Flies to a point (mm), to see `radius` mm round it; at once for who wants less motion.
  fly(point, radius) {
    const far = Math.max(radius, this.radius / 10) / Math.sin((this.camera.fov / 2) * (Math.PI / 180)) * 1.3;
    const from = this.controls.target.clone();
    const back = this.camera.position.clone().sub(from);
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches || document.body.closest('[data-comfort~="still"]');
    const start = performance.now();
    const step = (now) => {
      const way = calm ? 1 : Math.min(1, Math.max(0, (now - start) / FLIGHT));
      const eased = way * way * (3 - 2 * way);
      const distance = back.length() + (far - back.length()) * eased;
      this.#place(from.clone().lerp(point, eased), back.clone().setLength(distance));
      if (way < 1) requestAnimationFrame(step);
    };
    step(start);
  }

  turn(around, over) {
    this.#move((seat) => { seat.theta += 0.15 * around; seat.phi += 0.15 * over; });
  }

  zoom(factor) {
    this.#move((seat) => { seat.radius *= factor; });
  }

  // Slides the picture by a tenth of what is seen, to the right and downwards.
  slide(right, down) {
    const offset = this.camera.position.clone().sub(this.controls.target);
    const step = offset.length() * Math.tan((this.camera.fov / 2) * (Math.PI / 180)) * 0.2;
    const [x, y] = [0, 1].map((column) => new THREE.Vector3().setFromMatrixColumn(this.camera.matrixWorld, column));
    this.#place(this.controls.target.clone().addScaledVector(x, -right * step).addScaledVector(y, down * step), offset);
  }

  #move(change) {
    const upright = new THREE.Quaternion().setFromUnitVectors(this.camera.up, new THREE.Vector3(0, 1, 0));
    const offset = this.camera.position.clone().sub(this.controls.target).applyQuaternion(upright);
    const seat = new THREE.Spherical().setFromVector3(offset);
    change(seat);
    seat.makeSafe();
    this.#place(this.controls.target, offset.setFromSpherical(seat).applyQuaternion(upright.invert()));
  }

  #place(target, offset) {
    this.controls.target.copy(target);
    this.camera.position.copy(target).add(offset);
    this.controls.update();
    this.draw();
  }

  close() {
    cancelAnimationFrame(this.frame);
    this.ends.forEach((end) => end());
    this.controls.dispose();
    this.scene.traverse((thing) => { thing.geometry?.dispose(); thing.material?.dispose(); });
    this.renderer.dispose();
    this.renderer.forceContextLoss();
  }
}
