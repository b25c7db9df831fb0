// The moves as ribbons that face the camera, all in one drawing: a line of plastic as thick as it is, shaded as a tube; a
// travel as a dashed hairline. What is hidden is left out by the graphics card.
//
// The moves lie in a texture that the four corners of each ribbon read. One instance a ribbon would be the usual way, and is
// five times slower where the processor draws (SwiftShader, on a PC without a graphics card).
import * as THREE from 'three';
import { PATTERNS, TRAVEL } from './colouring.js';

const ROW = 1024; // moves in a row of the texture

const VERTEX = `
uniform highp sampler2D moves; uniform highp sampler2D kinds;
uniform vec2 layers; uniform float pixel; uniform bool shown[16];
out vec2 place; flat out float reach; flat out float half_; flat out int look; flat out float grain; flat out float bright;

void main() {
  int move = gl_VertexID / 4;
  ivec2 at = ivec2(move % ${ROW}, move / ${ROW});
  vec4 one = texelFetch(moves, ivec2(2 * at.x, at.y), 0), two = texelFetch(moves, ivec2(2 * at.x + 1, at.y), 0);
  vec2 more = texelFetch(kinds, at, 0).xy;
  vec3 start = one.xyz, end = two.xyz;
  vec2 size = vec2(one.w, two.w);
  float layer = more.x;
  look = int(more.y + 0.5);
  if (layer < layers.x || layer > layers.y || !shown[look]) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0); // outside of the picture
    return;
  }
  vec3 way = end - start;
  float far = max(length(way), 1e-6);
  way /= far;
  vec2 corner = vec2(gl_VertexID & 1, float(gl_VertexID & 2) - 1.0); // from start to end, from one side to the other
  vec3 here = corner.x < 0.5 ? start : end;
  vec3 side = cross(way, normalize(cameraPosition - here));
  side = length(side) < 1e-4 ? vec3(1.0, 0.0, 0.0) : normalize(side);
  grain = pixel * distance(cameraPosition, here); // mm of a pixel, here
  // An ellipse as wide as the line and as high as its layer, seen from this side.
  half_ = max(0.5 * length(vec2(size.x * length(side.xy), size.y * side.z)), 0.75 * grain);
  reach = far;
  bright = (0.7 + 0.3 * abs(dot(way.xy, vec2(0.94, 0.34)))) * (mod(layer, 2.0) < 0.5 ? 1.0 : 0.85); // as views/path_still.py
  float beyond = (corner.x * 2.0 - 1.0) * half_;
  place = vec2(corner.x * far + beyond, corner.y);
  gl_Position = projectionMatrix * viewMatrix * vec4(here + way * beyond + side * corner.y * half_, 1.0);
}`;

const FRAGMENT = `
precision highp float;
uniform vec3 colours[16]; uniform int patterns[16];
in vec2 place; flat in float reach; flat in float half_; flat in int look; flat in float grain; flat in float bright;
out vec4 painted;

void main() {
  float beyond = max(-place.x, place.x - reach) / half_;
  if (beyond > 0.0 && beyond * beyond + place.y * place.y > 1.0) discard; // a round end
  vec3 colour = colours[look];
  if (look == ${TRAVEL}) {
    if (mod(place.x / grain, 12.0) > 7.0) discard;
    painted = vec4(colour, 1.0);
    return;
  }
  float along = fract(place.x / max(5.0 * half_, 9.0 * grain));
  bool core = abs(place.y) < 0.3;
  int pattern = patterns[look];
  bool dark = pattern == 1 ? along < 0.33 : pattern == 2 ? core : pattern == 3 && core && along < 0.5;
  float tube = half_ > 0.8 * grain ? 0.6 + 0.4 * sqrt(max(0.0, 1.0 - place.y * place.y)) : 0.9;
  painted = vec4(colour * tube * bright * (dark ? 0.45 : 1.0), 1.0);
}`;

export class Ribbons extends THREE.Mesh {
  constructor(moves, stage) {
    super(quads(moves.count), new THREE.ShaderMaterial({
      glslVersion: THREE.GLSL3, vertexShader: VERTEX, fragmentShader: FRAGMENT, side: THREE.DoubleSide,
      uniforms: {
        moves: { value: texture(placed(moves), 4, 2) }, kinds: { value: texture(new Float32Array(2 * moves.count), 2, 1) },
        layers: { value: new THREE.Vector2(0, Infinity) }, pixel: { value: 1 },
        shown: { value: Array(16).fill(true) }, patterns: { value: Array(16).fill(0) },
        colours: { value: Array.from({ length: 16 }, () => new THREE.Vector3()) },
      },
    }));
    this.moves = moves;
    this.head = moves.count - 1;
    this.frustumCulled = false;
    const size = new THREE.Vector2();
    this.onBeforeRender = (renderer, _, camera) => {
      renderer.getDrawingBufferSize(size);
      this.uniforms.pixel.value = (2 * Math.tan((camera.fov / 2) * (Math.PI / 180))) / size.y;
    };
    stage.scene.add(this);
  }

  get uniforms() {
    return this.material.uniforms;
  }

  // Shows the moves by the classes of a way to colour them.
  colour({ classes, of }) {
    this.of = of;
    classes.forEach(({ colour, pattern }, place) => {
      this.uniforms.colours.value[place].fromArray(channels(parseInt(colour.slice(1), 16)));
      this.uniforms.patterns.value[place] = PATTERNS.indexOf(pattern);
    });
    const { image } = this.uniforms.kinds.value;
    of.forEach((one, move) => {
      image.data[2 * move] = this.moves.layer[move];
      image.data[2 * move + 1] = one;
    });
    this.uniforms.kinds.value.needsUpdate = true;
  }

  // The colour of travels, as a number.
  paintTravels(colour) {
    this.uniforms.colours.value[TRAVEL].fromArray(channels(colour));
  }

  // Shows the moves up to this one.
  upTo(move) {
    this.head = move;
    this.geometry.setDrawRange(0, 6 * (move + 1));
  }

  isShown(move) {
    const { layers, shown } = this.uniforms;
    const layer = this.moves.layer[move];
    return layer >= layers.value.x && layer <= layers.value.y && move <= this.head && shown.value[this.of[move]];
  }
}

const channels = (colour) => [16, 8, 0].map((shift) => ((colour >> shift) & 255) / 255); // as a screen takes them

function quads(count) {
  const index = new Uint32Array(6 * count);
  const corners = [0, 1, 2, 2, 1, 3];
  for (let place = 0; place < index.length; place += 1) index[place] = 4 * Math.floor(place / 6) + corners[place % 6];
  return new THREE.BufferGeometry().setIndex(new THREE.BufferAttribute(index, 1));
}

// For each move: where it starts and its width, where it ends and how high it is.
function placed(moves) {
  const numbers = new Float32Array(8 * moves.count);
  for (let move = 0; move < moves.count; move += 1) {
    const [wide, high] = moves.drawn[move] ? [moves.width[move] || 0.4, moves.thickness(move)] : [0, 0];
    numbers.set(moves.starts.subarray(3 * move, 3 * move + 3), 8 * move);
    numbers[8 * move + 3] = wide;
    numbers.set(moves.ends.subarray(3 * move, 3 * move + 3), 8 * move + 4);
    numbers[8 * move + 7] = high;
  }
  return numbers;
}

// Numbers, `channels` in a point and `points` a move, as rows of ROW moves.
function texture(numbers, depth, points) {
  const width = ROW * points;
  const height = Math.max(1, Math.ceil(numbers.length / (width * depth)));
  const whole = new Float32Array(width * height * depth);
  whole.set(numbers);
  const made = new THREE.DataTexture(whole, width, height, depth === 4 ? THREE.RGBAFormat : THREE.RGFormat, THREE.FloatType);
  made.needsUpdate = true;
  return made;
}
