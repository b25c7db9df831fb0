// The live view of a part: turn it, zoom, see it from each side, on the printer's bed; measure it, cut it, check it before
// printing, take it away as a file.
import * as THREE from 'three';
import { exporting } from './part/export.js';
import { inspect } from './part/inspect.js';
import { questions } from './part/kernel.js';
import { measure } from './part/measure.js';
import { Mesh } from './part/mesh.js';
import { before, ghost } from './part/others.js';
import { panels } from './part/panels.js';
import { section } from './part/section.js';
import { listenToSpots, SHOW_BUTTONS } from './part/spot.js';
import { capital } from './part/words.js';
import { axes } from './scene/axes.js';
import { BED, bed } from './scene/bed.js';
import { element } from './scene/dom.js';
import { openStage } from './scene/stage.js';
import { lookButtons, toolbar } from './scene/toolbar.js';

const MOST = 1_000_000; // triangles whose sharp edges are drawn

function solid(mesh, planes) {
  const body = new THREE.Mesh(
    mesh.geometry,
    new THREE.MeshLambertMaterial({ flatShading: true, side: THREE.DoubleSide, clippingPlanes: planes,
                                     polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 }),
  );
  const edges = new THREE.LineSegments(
    mesh.triangles > MOST ? new THREE.BufferGeometry() : mesh.sharpEdges(),
    new THREE.LineBasicMaterial({ clippingPlanes: planes }),
  );
  body.renderOrder = edges.renderOrder = 3;
  const part = new THREE.Group();
  part.add(body, edges);
  part.paint = (theme) => {
    body.material.color.set(theme.part);
    edges.material.color.set(theme.edge);
  };
  return part;
}

// The part stands in the middle of the bed, whose lines fall on whole centimetres.
function bedUnder(box) {
  const middle = box.getCenter(new THREE.Vector3());
  const corner = (value) => Math.round(value / 10) * 10 - BED / 2;
  return bed(new THREE.Vector3(corner(middle.x), corner(middle.y), box.min.z));
}

function onTheBed({ min, max }) {
  const fits = Math.max(max.x - min.x, max.y - min.y) <= BED;
  return fits ? `Le plateau de l’imprimante mesure ${BED} × ${BED} mm, un carreau 10 mm`
    : `Elle dépasse du plateau de l’imprimante, qui mesure ${BED} × ${BED} mm`;
}

export default {
  render({ model, el }) {
    const { part: bytes, ghost: reference, before: old } = model.get('meshes');
    const [alt, name] = [model.get('alt'), model.get('name')];
    const mesh = new Mesh(bytes);
    const stage = openStage(el, mesh.box, alt);
    if (!stage) return undefined; // the still stays
    const planes = [];
    const part = solid(mesh, planes);
    const floor = bedUnder(mesh.box);
    stage.renderer.localClippingEnabled = true;
    stage.scene.add(part, floor, axes(stage.radius * 0.6));
    stage.onTheme((theme) => { part.paint(theme); floor.paint(theme); });

    const said = element('output', { className: 'said' });
    const say = (words) => { said.value = words; };
    const view = { stage, mesh, planes, part, alt, name, say, ask: questions(model, say) };
    const compare = [reference && ghost(view, reference), old && before(view, old)].filter(Boolean);
    stage.root.append(
      toolbar('Vue', ...lookButtons(stage), ...compare),
      panels([measure(view), section(view), inspect(view), exporting(view)]),
      said,
      element('figcaption', {}, `${capital(alt)}. ${onTheBed(mesh.box)}.`),
      element('style', {}, SHOW_BUTTONS),
    );
    listenToSpots(view);
    document.querySelectorAll(`.${CSS.escape(model.get('still'))}`).forEach((still) => { still.hidden = true; });
    return () => stage.close();
  },
};
