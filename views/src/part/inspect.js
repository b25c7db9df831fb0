// What may go wrong in print: overhangs of more than 45°, told from the slant of the triangles, and thin walls, which the
// kernel measures when it is asked. Each is coloured and striped, with a legend.
import * as THREE from 'three';
import { element } from '../scene/dom.js';
import { toggle, toolbar } from '../scene/toolbar.js';
import { hatched, swatch } from './hatch.js';
import { millimetres, squares } from './words.js';

const STEEP = Math.sin(Math.PI / 4) + 1e-6; // as Solid.overhang_area
const ON_BED = 1e-3; // mm
const OVERHANG = { ground: '#f08a24', stripe: '#5c2500', slant: 1 };
const THIN = { ground: '#d653c1', stripe: '#4a0040', slant: -1 };

export function inspect({ stage, mesh, planes, ask, say }) {
  const layers = {};
  const legend = element('div', { className: 'legend', role: 'status' });
  const show = (name, look, geometry, words) => {
    const found = geometry.getIndex()?.count ?? geometry.getAttribute('position').count;
    const material = hatched({ ...look, clippingPlanes: planes, polygonOffset: true, polygonOffsetFactor: -4, polygonOffsetUnits: -4 });
    const surface = Object.assign(new THREE.Mesh(geometry, material), { renderOrder: 4 });
    const square = element('span', { className: 'swatch' });
    square.style.background = swatch(look);
    square.hidden = !found;
    layers[name] = { surface, line: element('p', {}, square, words) };
    stage.scene.add(surface);
    legend.append(layers[name].line);
    say('');
    stage.draw();
  };
  const hide = (name) => {
    const layer = layers[name];
    if (!layer) return;
    delete layers[name];
    layer.surface.geometry.dispose();
    layer.surface.material.dispose();
    layer.surface.removeFromParent();
    layer.line.remove();
    stage.draw();
  };

  const overhangs = (on) => {
    hide('overhang');
    if (!on) return;
    const { triangles, area } = leaning(mesh);
    const words = triangles.length ? `Surplombs de plus de 45° : ${squares(area)}. L’imprimante aura besoin de supports.`
      : 'Aucun surplomb de plus de 45° : la pièce s’imprime sans support.';
    show('overhang', OVERHANG, mesh.some(triangles), words);
  };
  const walls = async (on) => {
    hide('thin');
    if (!on) return;
    const { told, limit, thinnest, buffers } = await ask({ ask: 'thin' }, 'Je mesure l’épaisseur…');
    if (thin.ariaPressed !== 'true') return;
    hide('thin');
    const words = told ?? `${thinnest !== null && thinnest < limit - 0.05 ? 'Parois' : 'Aucune paroi'} de moins de ${millimetres(limit)}. `
      + (thinnest === null ? '' : `La plus fine mesure environ ${millimetres(Math.round(10 * thinnest) / 10)}.`);
    show('thin', THIN, soup(buffers?.[0]), words);
  };
  const lean = toggle('Surplombs', 'Montrer les surplombs de plus de 45°', overhangs);
  const thin = toggle('Parois fines', 'Montrer les parois fines', walls);
  const change = (open) => {
    if (open) return say('Choisir ce qu’il faut contrôler avant d’imprimer.');
    Object.keys(layers).forEach(hide);
    [lean, thin].forEach((one) => { one.ariaPressed = 'false'; });
    return undefined;
  };
  return { name: 'Contrôler', label: "Contrôler la pièce avant de l'imprimer", node: element('div', {}, toolbar('Contrôler', lean, thin), legend), change };
}

function leaning(mesh) {
  const { positions, index, normals, areas } = mesh;
  const floor = mesh.box.min.z + ON_BED;
  const triangles = [];
  let area = 0;
  for (let t = 0; t < mesh.triangles; t += 1) {
    const lifted = [0, 1, 2].some((k) => positions[3 * index[3 * t + k] + 2] > floor);
    if (!lifted || normals[3 * t + 2] > -STEEP) continue;
    triangles.push(t);
    area += areas[t];
  }
  return { triangles, area };
}

// Triangles that came as nine float32 coordinates each.
function soup(bytes) {
  const numbers = bytes ? new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)) : new Float32Array();
  return new THREE.BufferGeometry().setAttribute('position', new THREE.BufferAttribute(numbers, 3));
}
