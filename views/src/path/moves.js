// The moves of a toolpath, as columns of numbers: one entry a move, in the order of the head.
import * as THREE from 'three';

const copied = (view, Type) => new Type(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
const FIGURES = ['starts', 'ends', 'speed', 'temperature', 'fan', 'time', 'duration', 'width', 'layer'];

export class Moves {
  constructor(message) {
    for (const name of FIGURES) this[name] = copied(message[name], Float32Array);
    this.line = copied(message.line, Uint32Array);
    this.kind = copied(message.kind, Uint8Array);
    this.drawn = copied(message.drawn, Uint8Array);
    this.count = this.line.length;
    const { looks, heights, spiral, bounds } = message;
    Object.assign(this, { looks, heights, spiral });
    this.box = new THREE.Box3(...bounds.map((corner) => new THREE.Vector3(...corner)));
  }

  start(move) {
    return new THREE.Vector3().fromArray(this.starts, 3 * move);
  }

  end(move) {
    return new THREE.Vector3().fromArray(this.ends, 3 * move);
  }

  // The height of a layer over the one below (mm), or what a line is commonly thick.
  thickness(move) {
    const here = this.layer[move];
    return this.spiral || !this.heights.length ? 0.2 : this.heights[here] - (this.heights[here - 1] ?? 0);
  }
}
