// The two parts one may compare with: the model, drawn as a ghost, and the learner's part before the last change.
import * as THREE from 'three';
import { toggle } from '../scene/toolbar.js';
import { Mesh } from './mesh.js';

// The button of the ghost: a see-through body, hidden where it is the same as the part, with dashed edges.
export function ghost({ stage, planes, say }, { alt, ...bytes }) {
  const mesh = new Mesh(bytes);
  const body = new THREE.Mesh(mesh.geometry, new THREE.MeshBasicMaterial(
    { transparent: true, opacity: 0.25, depthWrite: false, side: THREE.DoubleSide, clippingPlanes: planes,
      polygonOffset: true, polygonOffsetFactor: 3, polygonOffsetUnits: 3 }));
  const edges = new THREE.LineSegments(mesh.sharpEdges().toNonIndexed(), new THREE.LineDashedMaterial(
    { clippingPlanes: planes, dashSize: stage.radius / 30, gapSize: stage.radius / 45 }));
  edges.computeLineDistances();
  const group = Object.assign(new THREE.Group(), { renderOrder: 5 });
  group.add(body, edges);
  stage.scene.add(group);
  stage.onTheme((theme) => [body, edges].forEach(({ material }) => material.color.set(theme.ghost)));
  const button = toggle('Modèle', 'Montrer le modèle, en transparence', (on) => {
    group.visible = on;
    say(on ? `En transparence, en pointillé : le modèle (${alt}).` : 'Le modèle est caché.');
    stage.draw();
  });
  button.ariaPressed = 'true';
  return button;
}

// The button that shows the learner's part as it was before the last change, in the place of the part.
export function before({ stage, planes, say, part, alt }, { alt: old, ...bytes }) {
  let group;
  const make = () => {
    const mesh = new Mesh(bytes);
    const body = new THREE.Mesh(mesh.geometry, new THREE.MeshLambertMaterial(
      { flatShading: true, side: THREE.DoubleSide, clippingPlanes: planes, polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 }));
    const edges = new THREE.LineSegments(mesh.sharpEdges(), new THREE.LineBasicMaterial({ clippingPlanes: planes }));
    group = new THREE.Group();
    group.add(body, edges);
    stage.scene.add(group);
    stage.onTheme((theme) => { body.material.color.set(theme.old); edges.material.color.set(theme.edge); });
  };
  return toggle('Avant / après', 'Montrer la pièce d’avant la dernière exécution', (on) => {
    if (!group) make();
    group.visible = on;
    part.visible = !on;
    say(on ? `Avant : ${old}.` : `Après : ${alt}.`);
    stage.draw();
  });
}
