// Thick lines and dots drawn over everything, to show a place: a group that is filled, then emptied.
import * as THREE from 'three';
import { LineMaterial } from 'three/addons/lines/LineMaterial.js';
import { LineSegments2 } from 'three/addons/lines/LineSegments2.js';
import { LineSegmentsGeometry } from 'three/addons/lines/LineSegmentsGeometry.js';

const DOT = 14; // CSS pixels

export class Marks extends THREE.Group {
  constructor(stage) {
    super();
    this.stage = stage;
    this.line = new LineMaterial({ linewidth: 4, depthTest: false, transparent: true });
    this.dashed = new LineMaterial({ linewidth: 2.5, depthTest: false, transparent: true, dashed: true });
    this.dot = new THREE.PointsMaterial({ map: disc(), size: DOT * devicePixelRatio, sizeAttenuation: false, depthTest: false, transparent: true });
    this.renderOrder = 10;
    stage.scene.add(this);
    stage.onTheme((theme) => [this.line, this.dashed, this.dot].forEach((material) => material.color.set(theme.mark)));
  }

  // The lines from each point to the next.
  through(points) {
    this.between(points.slice(1).flatMap((point, place) => [points[place], point]));
  }

  // One line for each two points.
  between(points, material = this.line) {
    const geometry = new LineSegmentsGeometry().setPositions(points.flatMap((point) => point.toArray()));
    const lines = new LineSegments2(geometry, material);
    if (material.dashed) {
      lines.computeLineDistances();
      material.dashSize = material.gapSize = this.stage.radius / 25;
    }
    this.add(Object.assign(lines, { renderOrder: 10, frustumCulled: false }));
  }

  dots(points) {
    this.add(Object.assign(new THREE.Points(new THREE.BufferGeometry().setFromPoints(points), this.dot), { renderOrder: 11 }));
  }

  // The twelve edges of a THREE.Box3.
  box({ min, max }) {
    const corner = (bits) => new THREE.Vector3(...['x', 'y', 'z'].map((axis, bit) => (bits & (1 << bit) ? max : min)[axis]));
    const pairs = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((bits) =>
      [1, 2, 4].filter((bit) => !(bits & bit)).flatMap((bit) => [corner(bits), corner(bits | bit)]));
    this.between(pairs, this.dashed);
  }

  empty() {
    this.children.forEach((thing) => thing.geometry.dispose());
    this.clear();
    this.stage.draw();
  }
}

function disc() {
  const canvas = Object.assign(document.createElement('canvas'), { width: 32, height: 32 });
  const pen = canvas.getContext('2d');
  pen.arc(16, 16, 13, 0, 2 * Math.PI);
  pen.fillStyle = pen.strokeStyle = '#ffffff';
  pen.fill();
  return new THREE.CanvasTexture(canvas);
}
