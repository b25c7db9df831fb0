// The live board: draws an Uno and what is wired to it, lit as its pins are now, and carries presses and settings
// to it. It speaks the view protocol of hardware/sim/guardian.py over a websocket of the lab's server, so the
// kernel has no part in it. `show(host, data, url)` draws; the function it returns ends it.
import '@wokwi/elements/dist/esm/arduino-uno-element.js';
import '@wokwi/elements/dist/esm/led-element.js';
import '@wokwi/elements/dist/esm/pushbutton-element.js';
import css from './board.css';
import { element } from './scene/dom.js';

const HISTORY = 6; // emulated seconds on the timeline
const RETRIES = [0.5, 1, 2, 4, 8]; // seconds before each new attempt to reach the board
const NAMED = { red: '#e0342b', green: '#2aa14a', blue: '#2f6fd6', yellow: '#c99a00', orange: '#ef8200', white: '#8a959c', purple: '#9a3fc0' };

export function show(host, data, url) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  host.dataset.lmSuppressShortcuts = 'true'; // JupyterLab's one-key commands must not see what is typed here
  const page = build(data);
  root.replaceChildren(element('style', {}, css), page.node);
  if (!data.simulated) {
    page.say('Image fixe : la carte de ce labo est une vraie carte. Regardez-la !');
    return () => {};
  }
  return new Live(page, data, url).start();
}

function build(data) {
  const uno = element('wokwi-arduino-uno', { ledPower: true });
  uno.setAttribute('aria-hidden', 'true');
  const leds = data.leds.map((part) => {
    const lamp = element('wokwi-led', { color: part.colour });
    lamp.setAttribute('aria-hidden', 'true');
    const state = element('span', { className: 'state' }, 'éteinte');
    return { part, lamp, state, tile: element('div', { className: 'tile' }, lamp,
      element('span', {}, `LED ${part.label}`), element('small', {}, `broche ${part.place}`), state) };
  });
  const buttons = data.buttons.map((part) => {
    const cap = element('wokwi-pushbutton', { color: 'red', inert: true });
    const press = element('button', { type: 'button', className: 'press', disabled: true, ariaPressed: 'false' }, cap,
      element('span', {}, part.label), element('small', {}, `broche ${part.place}`));
    return { part, cap, press, tile: press };
  });
  const sliders = data.sliders.map((part) => {
    const range = element('input', { type: 'range', min: 0, max: 5, step: 0.05, value: 0, disabled: true });
    const volts = element('output', {}, '0 V');
    return { part, range, volts, tile: element('label', { className: 'tile slider' },
      element('span', {}, part.label), range, volts, element('small', {}, `entrée ${part.place}`)) };
  });
  const timeline = element('canvas', { className: 'timeline', height: 22 * (leds.length + buttons.length) });
  timeline.setAttribute('aria-hidden', 'true');
  const pause = element('button', { type: 'button', disabled: true }, 'Pause');
  const reset = element('button', { type: 'button', disabled: true }, 'Redémarrer la carte');
  const words = element('p', { className: 'words' });
  words.setAttribute('aria-live', 'polite');
  const tiles = element('div', { className: 'tiles' }, ...[...leds, ...buttons, ...sliders].map((item) => item.tile));
  const node = element('section', { className: 'board' }, element('div', { className: 'bench' }, uno, tiles), timeline,
    element('div', { className: 'controls' }, pause, reset, words));
  node.setAttribute('aria-label', data.alt);
  const say = (text) => { if (words.textContent !== text) words.textContent = text; };
  return { node, uno, leds, buttons, sliders, timeline, pause, reset, say };
}

class Live {
  constructor(page, data, url) {
    Object.assign(this, { page, data, url, attempts: 0, paused: false, ended: false, history: [], frame: null });
    this.held = new Set();
  }

  start() {
    const { page } = this;
    for (const button of page.buttons) this.listenToButton(button);
    for (const slider of page.sliders) {
      slider.range.addEventListener('input', () => {
        const volts = Number(slider.range.value);
        slider.volts.value = inVolts(volts);
        this.send({ op: 'volts', channel: slider.part.pin - 14, volts });
      });
    }
    page.pause.addEventListener('click', () => this.send({ op: 'pause', on: !this.paused }));
    page.reset.addEventListener('click', () => this.send({ op: 'reset' }));
    this.clock = setInterval(() => this.describe(), 1000);
    this.connect();
    return () => this.end();
  }

  end() {
    this.ended = true;
    clearInterval(this.clock);
    clearTimeout(this.retry);
    this.socket?.close();
  }

  connect() {
    this.page.say('La carte démarre…');
    const socket = this.socket = new WebSocket(this.url);
    socket.onmessage = (message) => this.receive(JSON.parse(message.data));
    socket.onclose = () => this.lost();
  }

  lost() {
    if (this.ended) return;
    this.enable(false);
    if (this.attempts < RETRIES.length) {
      this.retry = setTimeout(() => this.connect(), 1000 * RETRIES[this.attempts++]);
    } else {
      this.page.say('Image fixe : la carte simulée ne répond pas. Elle vit dans le labo (atelier lab) ; rechargez la page.');
    }
  }

  send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  listenToButton({ part, cap, press }) {
    const hold = (down) => {
      if (down === this.held.has(part.pin)) return;
      this.held[down ? 'add' : 'delete'](part.pin);
      cap.pressed = down;
      press.ariaPressed = String(down);
      this.send({ op: 'drive', pin: part.pin, level: down ? 0 : null }); // wired to ground, as with an internal pull-up
    };
    press.addEventListener('pointerdown', (event) => { press.setPointerCapture(event.pointerId); hold(true); });
    for (const name of ['pointerup', 'pointercancel', 'lostpointercapture', 'blur']) press.addEventListener(name, () => hold(false));
    press.addEventListener('keydown', (event) => {
      if (event.key === ' ' || event.key === 'Enter') { event.preventDefault(); hold(true); }
    });
    press.addEventListener('keyup', (event) => { if (event.key === ' ' || event.key === 'Enter') hold(false); });
  }

  receive(frame) {
    if ('error' in frame) return this.page.say(frame.error);
    if (!this.frame) this.enable(true);
    this.attempts = 0;
    if (this.frame && frame.t < this.frame.t) this.history = []; // switched on again
    const before = this.frame ?? frame;
    this.frame = frame;
    // A pin that moved in two frames running is a dimmed light; one that moved in a single frame just changed.
    this.light = frame.pins.map((level, pin) => (pin in before.duty ? frame.duty[pin] ?? level : level));
    this.history.push({ t: frame.t, light: [...this.page.leds, ...this.page.buttons].map(({ part }) => this.light[part.pin]) });
    while (this.history.length > 2 && this.history[1].t < frame.t - HISTORY) this.history.shift();
    if (!this.drawing) this.drawing = requestAnimationFrame(() => { this.drawing = 0; this.draw(); });
  }

  enable(on) {
    if (!on) this.frame = null;
    const { buttons, sliders, pause, reset } = this.page;
    for (const control of [...buttons.map((b) => b.press), ...sliders.map((s) => s.range), pause, reset]) control.disabled = !on;
    if (on) this.page.say('');
  }

  draw() {
    const { frame, page } = this;
    if (!frame) return;
    for (const { part, lamp, state } of page.leds) {
      const light = this.light[part.pin];
      lamp.value = light > 0;
      lamp.brightness = light;
      state.textContent = light >= 0.99 ? 'allumée' : light > 0 ? `allumée à ${Math.round(100 * light)} %` : 'éteinte';
    }
    page.uno.led13 = this.light[13] > 0;
    for (const { part, range, volts } of page.sliders) {
      if (page.node.getRootNode().activeElement === range) continue;
      range.value = frame.analog[part.pin - 14];
      volts.value = inVolts(frame.analog[part.pin - 14]);
    }
    if (frame.paused !== this.paused) {
      this.paused = frame.paused;
      page.pause.textContent = frame.paused ? 'Reprendre' : 'Pause';
    }
    this.drawTimeline();
  }

  drawTimeline() {
    const { timeline, leds, buttons } = this.page;
    const rows = [...leds, ...buttons];
    const width = timeline.clientWidth;
    const scale = window.devicePixelRatio || 1;
    timeline.width = width * scale;
    timeline.height = 22 * rows.length * scale;
    const pen = timeline.getContext('2d');
    pen.scale(scale, scale);
    pen.font = '12px sans-serif';
    const ink = getComputedStyle(timeline).color;
    const left = 44;
    const x = (t) => left + (width - left) * Math.max(0, 1 - (this.frame.t - t) / HISTORY);
    rows.forEach(({ part }, row) => {
      const bottom = 22 * row + 19;
      pen.fillStyle = ink;
      pen.fillText(part.place, 4, bottom - 3);
      pen.globalAlpha = 0.3;
      pen.fillRect(left, bottom, width - left, 1);
      pen.globalAlpha = 1;
      pen.fillStyle = NAMED[part.colour] ?? ink;
      this.history.forEach(({ t, light }, i) => {
        const end = this.history[i + 1]?.t ?? this.frame.t;
        const height = 15 * light[row];
        if (height) pen.fillRect(x(t), bottom - height, Math.max(1, x(end) - x(t)), height);
      });
    });
  }

  describe() {
    const { frame, page, history } = this;
    if (!frame) return;
    if (frame.paused) return page.say('La carte est en pause.');
    const recent = history.filter(({ t }) => t > frame.t - 3);
    const words = page.leds.map(({ part, state }, row) => {
      const changes = recent.filter(({ light }, i) => i > 0 && light[row] > 0 !== recent[i - 1].light[row] > 0).length;
      return `LED ${part.label} (broche ${part.place}) : ${changes > 2 ? 'clignote' : state.textContent}`;
    });
    page.say(words.join(' · '));
  }
}

function inVolts(volts) {
  return `${volts.toFixed(1).replace('.', ',')} V`;
}
