// The live view of a toolpath: turn it, choose layers, follow the head, colour it, read what is under the pointer.
import * as THREE from 'three';
import css from './path/path.css';
import { endMarks } from './path/ends.js';
import { legend } from './path/legend.js';
import { Moves } from './path/moves.js';
import { followPointer } from './path/pick.js';
import { Ribbons } from './path/ribbons.js';
import { rulers } from './path/rulers.js';
import { headSlider, layerSliders } from './path/sliders.js';
import { tell } from './path/words.js';
import { axes } from './scene/axes.js';
import { bed } from './scene/bed.js';
import { element } from './scene/dom.js';
import { Marks } from './scene/marks.js';
import { openStage } from './scene/stage.js';
import { lookButtons, toolbar } from './scene/toolbar.js';

const FEW = 2000; // moves: travels and both ends are shown from the start
const ENDS = '○ début · □ fin';
const POINT = 'Passez sur un trait pour savoir ce qu’il est, ou suivez la tête.';

// The nozzle: a cone on its point.
function nozzle(radius) {
  const size = radius * 0.12;
  const shape = new THREE.ConeGeometry(size / 2, size, 24).rotateX(-Math.PI / 2).translate(0, 0, size / 2);
  return Object.assign(new THREE.Mesh(shape, new THREE.MeshLambertMaterial()), { visible: false });
}

// The first and the last line of the layers that are shown.
function span({ layer, drawn, count }, first, last) {
  const inside = (move) => drawn[move] && layer[move] >= first && layer[move] <= last;
  let [low, high] = [0, count - 1];
  while (low < high && !inside(low)) low += 1;
  while (high > low && !inside(high)) high -= 1;
  return [low, high];
}

export default {
  render({ model, el }) {
    const moves = new Moves(model.get('path'));
    const alt = model.get('alt');
    const stage = openStage(el, moves.box, alt);
    if (!stage) return undefined; // the still stays
    const ribbons = new Ribbons(moves, stage);
    const floor = bed(new THREE.Vector3());
    const cone = nozzle(stage.radius);
    stage.scene.add(floor, cone, axes(stage.radius * 0.4), rulers(moves.box, stage.radius));
    stage.onTheme((theme) => {
      floor.paint(theme);
      cone.material.color.set(theme.mark);
      ribbons.paintTravels(theme.rim);
    });

    const told = element('p', { className: 'move' }, POINT);
    const say = (words) => { told.textContent = words || POINT; };
    const view = { stage, moves, ribbons, draw: () => stage.draw() };
    const head = headSlider(moves, (move) => {
      ribbons.upTo(move);
      cone.visible = move < moves.count - 1;
      cone.position.copy(moves.end(move));
      stage.draw();
    }, say);
    const layers = layerSliders(moves, (first, last) => {
      ribbons.uniforms.layers.value.set(first, last);
      head.between(...span(moves, first, last));
    });
    const mark = new Marks(stage);
    followPointer(view, (move) => {
      mark.empty();
      if (move !== undefined) mark.between([moves.start(move), moves.end(move)]);
      say(move === undefined ? '' : tell(moves, move));
    });
    const few = moves.count <= FEW;
    if (few) stage.scene.add(endMarks(moves));
    if (moves.box.max.z - moves.box.min.z < 1e-3) stage.look('Dessus');
    stage.root.append(
      element('style', {}, css),
      toolbar('Vue', ...lookButtons(stage)),
      ...layers, head.row, told, ...legend(view, few), few ? ENDS : '',
      element('figcaption', {}, alt),
    );
    document.querySelectorAll(`.${CSS.escape(model.get('still'))}`).forEach((still) => { still.hidden = true; });
    return () => { head.stop(); stage.close(); };
  },
};
