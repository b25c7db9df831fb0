// A few letters in space, twice as wide as high. A pale edge keeps them readable on anything: colour is never the only sign.
import * as THREE from 'three';

export function sign(text, colour) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 128, height: 64 });
  const pen = canvas.getContext('2d');
  pen.font = `bold ${text.length > 2 ? 40 : 48}px sans-serif`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.lineWidth = 10;
  pen.lineJoin = 'round';
  pen.strokeStyle = '#ffffff';
  pen.strokeText(text, 64, 32);
  pen.fillStyle = colour;
  pen.fillText(text, 64, 32);
  const map = new THREE.CanvasTexture(canvas);
  map.colorSpace = THREE.SRGBColorSpace;
  return new THREE.Sprite(new THREE.SpriteMaterial({ map, depthTest: false }));
}
