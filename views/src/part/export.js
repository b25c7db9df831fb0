// The part as a file, in one click. The browser writes the STL by itself, from the triangles it has, so that a busy kernel
// is no obstacle; the kernel writes 3MF and STEP, from the very object that was modelled, and says why a part that is no
// closed volume has no file.
import { element } from '../scene/dom.js';
import { button, toolbar } from '../scene/toolbar.js';

export function exporting({ mesh, name, ask, say }) {
  const give = (kind, content) => {
    const link = element('a', { href: URL.createObjectURL(new Blob([content])), download: `${name}.${kind}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    say(`Le fichier ${name}.${kind} est téléchargé.`);
  };
  const request = async (kind) => {
    const { told, buffers } = await ask({ ask: 'file', kind }, `J’écris le fichier ${kind.toUpperCase()}…`);
    if (told) say(told);
    else give(kind, buffers[0]);
  };
  const node = element('div', {}, toolbar('Exporter',
    button('STL', 'Télécharger en STL, pour imprimer', () => (mesh.flat || !mesh.closed ? request('stl') : give('stl', stl(mesh)))),
    button('3MF', 'Télécharger en 3MF, pour imprimer, avec les unités', () => request('3mf')),
    button('STEP', 'Télécharger en STEP, pour un autre logiciel de conception', () => request('step'))));
  const change = (open) => open && say('STL et 3MF pour imprimer ; STEP pour continuer dans un autre logiciel.');
  return { name: 'Exporter', label: 'Exporter la pièce dans un fichier', node, change };
}

// Binary STL: 80 bytes of title, the count, then for each triangle its normal, its corners and two zero bytes.
export function stl({ positions, index, normals, triangles }) {
  const content = new ArrayBuffer(84 + 50 * triangles);
  const out = new DataView(content);
  new Uint8Array(content).set(new TextEncoder().encode('Coop Factory, millimetres'));
  out.setUint32(80, triangles, true);
  for (let t = 0; t < triangles; t += 1) {
    const start = 84 + 50 * t;
    for (let k = 0; k < 3; k += 1) {
      out.setFloat32(start + 4 * k, normals[3 * t + k], true);
      for (let axis = 0; axis < 3; axis += 1) {
        out.setFloat32(start + 12 + 12 * k + 4 * axis, positions[3 * index[3 * t + k] + axis], true);
      }
    }
  }
  return content;
}
