// The live view of a part: turn, zoom, see it from each side, on the printer's bed.
import * as THREE from 'three';
import { axes } from './scene/axes.js';
import { BED, bed } from './scene/bed.js';
import { element } from './scene/dom.js';
import { openStage } from './scene/stage.js';
import { lookButtons, toolbar } from './scene/toolbar.js';

const copied = (view, Type) =>
  new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));

function readMesh(model) {
  const geometry = new THREE.BufferGeometry();
  geometry.setAttribute('position', new THREE.BufferAttribute(copied(model.get('vertices'), Float32Array), 3));
  geometry.setIndex(new THREE.BufferAttribute(copied(model.get('triangles'), Uint32Array), 1));
  geometry.computeBoundingBox();
  return geometry;
}

function solid(geometry) {
  const part = new THREE.Mesh(
    geometry,
    new THREE.MeshStandardMaterial({ flatShading: true, side: THREE.DoubleSide, roughness: 0.8,
                                     polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 }),
  );
  const edges = new THREE.LineSegments(new THREE.EdgesGeometry(geometry, 25), new THREE.LineBasicMaterial());
  return { part, edges };
}

// The part stands in the middle of the bed, whose lines fall on whole centimetres.
function bedUnder(box) {
  const middle = box.getCenter(new THREE.Vector3());
  const corner = (value) => Math.round(value / 10) * 10 - BED / 2;
  return bed(new THREE.Vector3(corner(middle.x), corner(middle.y), box.min.z));
}

export default {
  render({ model, el }) {
    const geometry = readMesh(model);
    const box = geometry.boundingBox;
    const stage = openStage(el, box, model.get('alt'));
    if (!stage) return undefined; // the still stays
    const { part, edges } = solid(geometry);
    const floor = bedUnder(box);
    stage.scene.add(part, edges, floor, axes(stage.radius * 0.6));
    stage.onTheme((theme) => {
      part.material.color.set(theme.part);
      edges.material.color.set(theme.edge);
      floor.paint(theme);
    });
    const caption = `${model.get('alt')}. Un carreau du plateau mesure 10 mm.`.replace(/^./, (c) => c.toUpperCase());
    stage.root.append(toolbar('Vue', ...lookButtons(stage)), element('figcaption', {}, caption));
    document.querySelectorAll(`.${CSS.escape(model.get('still'))}`).forEach((still) => { still.hidden = true; });
    return () => stage.close();
  },
};
