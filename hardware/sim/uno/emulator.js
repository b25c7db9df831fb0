// Arduino Unos in a child process: JSON lines in on stdin, one JSON line out on stdout for each.
//
// chip.js runs the machine code; this file wires the chip as the Uno does (pins 0-13, A0-A5 = 14-19, a serial line,
// volts on the analogue inputs) and keeps the record of every pin. Time is the cycle count since power-on, at
// 16 MHz: a run goes to an absolute cycle, so the same requests give the same cycles on any host.
//
// Requests: keep says which Unos there are, by number; run, load, reset, drive, volts, edges, level and frame speak
// to one of them (see `answer` below).
// The end of stdin ends the process, so it never outlives its parent.

import { readSync, writeSync } from 'node:fs';
import { ADCMuxInputType, EEPROMMemoryBackend } from 'avr8js';
import { Chip, EEPROM_BYTES, FLASH_BYTES, FREQUENCY, RESET_CAUSE } from './chip.js';

const SUPPLY = 5;
const PINS = 20;
const EDGES_KEPT = 4_000_000;
const DEFAULT_CHARACTER = Math.round((FREQUENCY * 10) / 57600); // cycles, while the line is not set up
const PORTS = [
  { first: 0, count: 8 }, // as in the chip: D, B, C
  { first: 8, count: 6 },
  { first: 14, count: 6 },
];

/** The levels of one pin over time. They alternate from low, so the moments say all. */
class Record {
  cycles = [];
  level = 0;
  dropped = 0;
  #high = 0; // cycles spent high since `measure`; less the present one while high
  #since = 0;
  #moved = false;

  set(level, cycle) {
    if (level === this.level) return;
    this.level = level;
    this.#high += level ? -cycle : cycle;
    this.#moved = true;
    this.cycles.push(cycle);
    if (this.cycles.length > EDGES_KEPT) this.dropped += this.cycles.splice(0, EDGES_KEPT / 2).length;
  }

  /** Share of the time high since the last call, or null when the pin has not moved. */
  measure(now) {
    const high = this.#high + (this.level ? now : 0);
    const share = this.#moved && now > this.#since ? high / (now - this.#since) : null;
    this.#high = this.level ? -now : 0;
    this.#since = now;
    this.#moved = false;
    return share;
  }

  after(cycle) {
    let low = 0;
    let high = this.cycles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.cycles[middle] < cycle) low = middle + 1;
      else high = middle;
    }
    return { first: (low + 1) % 2, cycles: this.cycles.slice(low) };
  }
}

class Uno {
  #flash = new Uint16Array(FLASH_BYTES / 2).fill(0xffff);
  #eeprom = new EEPROMMemoryBackend(EEPROM_BYTES);
  #records = Array.from({ length: PINS }, () => new Record());
  #driven = new Array(PINS).fill(null); // outside levels
  #volts = new Array(6).fill(null); // outside voltages
  #born = 0; // the cycle of the last reset
  #rx = [];
  #rxNext = 0;
  #tx = [];
  #stops = () => false; // whether a byte sent ends the run
  #stopped = false;
  #resetCause = 0; // a reset to come

  constructor() {
    this.#power(RESET_CAUSE.power);
  }

  get cycle() {
    return this.#born + this.chip.cpu.cycles;
  }

  // ---- power and program ----

  #power(cause) {
    this.#born = this.chip ? this.cycle : 0;
    this.chip = new Chip(this.#flash, this.#eeprom, cause);
    const { cpu, usart, adc, ports } = this.chip;
    cpu.reset = () => this.#end(RESET_CAUSE.watchdog); // only the watchdog calls it from now on
    usart.onByteTransmit = (byte) => cpu.addClockEvent(() => this.#sent(byte), usart.cyclesPerChar);
    const single = adc.onADCRead;
    adc.onADCRead = (input) => {
      if (input.type === ADCMuxInputType.SingleEnded) adc.channelValues[input.channel] = this.#voltage(input.channel);
      single(input);
    };
    ports.forEach((port, index) => {
      port.addListener(() => this.#settle(index));
      this.#settle(index);
      port.updatePinRegister(0);
    });
    if (this.#rxNext < this.#rx.length) this.#await();
  }

  #end(cause) {
    this.#resetCause = cause; // taken up between two instructions: a chip can't be replaced in the middle of one
    this.chip.stop();
  }

  reset() {
    this.#power(RESET_CAUSE.button);
  }

  load(text) {
    const bytes = new Uint8Array(FLASH_BYTES).fill(0xff);
    for (const line of text.split(/\r?\n/)) placeRecord(line, bytes);
    this.#flash = new Uint16Array(bytes.buffer);
    this.reset();
  }

  // ---- time ----

  /** Live until an absolute cycle, or until a byte was sent: any when `stop` is true, or one of a list. */
  run(until, stop) {
    this.#stops = Array.isArray(stop) ? (byte) => stop.includes(byte) : () => stop;
    this.#stopped = false;
    do {
      this.chip.run(until - this.#born);
      if (this.#resetCause) {
        this.#power(this.#resetCause);
        this.#resetCause = 0;
      }
    } while (this.cycle < until && !this.#stopped);
    return { stopped: this.#stopped };
  }

  // ---- serial line ----

  receive(bytes) {
    const idle = this.#rxNext === this.#rx.length;
    if (idle) {
      this.#rx = [];
      this.#rxNext = 0;
    }
    for (const byte of bytes) this.#rx.push(byte);
    if (idle && bytes.length) this.#await();
  }

  /** The next byte arrives after its ten bits, and half a bit: avr8js buffers one byte out, the real chip two. */
  #await() {
    const { cpu, usart } = this.chip;
    const character = usart.rxEnable ? usart.cyclesPerChar : DEFAULT_CHARACTER;
    cpu.addClockEvent(() => {
      usart.writeByte(this.#rx[this.#rxNext++], true); // lost, as on the real chip, while its receiver is off
      if (this.#rxNext < this.#rx.length) this.#await();
    }, character + character / 20);
  }

  #sent(byte) {
    this.#tx.push(byte);
    if (!this.#stops(byte)) return;
    this.#stopped = true;
    this.chip.stop();
  }

  take() {
    const sent = Buffer.from(this.#tx);
    this.#tx.length = 0;
    return sent;
  }

  // ---- pins ----

  /** Work out the levels of a port's pins: an output decides, then what drives it from outside, then its pull-up. */
  #settle(index) {
    const { first, count } = PORTS[index];
    const port = this.chip.ports[index];
    const cycle = this.cycle;
    let levels = 0;
    for (let bit = 0; bit < count; bit++) {
      const isOutput = (port.lastDdr >> bit) & 1;
      const outside = isOutput ? null : this.#outside(first + bit);
      const level = outside ?? (port.lastValue >> bit) & 1; // of an input: its pull-up
      this.#records[first + bit].set(level, cycle);
      levels |= level << bit;
    }
    port.pinValue = levels;
  }

  #outside(pin) {
    const volts = pin >= 14 ? this.#volts[pin - 14] : null;
    return this.#driven[pin] ?? (volts === null ? null : Number(volts > SUPPLY / 2));
  }

  #voltage(channel) {
    const pin = 14 + channel;
    return this.#volts[channel] ?? (pin < PINS ? this.#records[pin].level * SUPPLY : 0);
  }

  #touch(pin) {
    const index = PORTS.findLastIndex(({ first }) => first <= pin);
    const port = this.chip.ports[index];
    this.#settle(index);
    port.updatePinRegister(port.lastDdr);
  }

  drive(pin, level) {
    this.#driven[pin] = level;
    this.#touch(pin);
  }

  setVolts(channel, volts) {
    this.#volts[channel] = volts;
    this.#touch(14 + channel);
  }

  level(pin) {
    return this.#records[pin].level;
  }

  edges(pin, since) {
    return { ...this.#records[pin].after(since), dropped: this.#records[pin].dropped };
  }

  #mode(pin) {
    const index = PORTS.findLastIndex(({ first }) => first <= pin);
    const port = this.chip.ports[index];
    const bit = pin - PORTS[index].first;
    if ((port.lastDdr >> bit) & 1) return 'out';
    return (port.lastValue >> bit) & 1 ? 'pullup' : 'in';
  }

  frame() {
    const duty = {};
    this.#records.forEach((record, pin) => {
      const share = record.measure(this.cycle);
      if (share !== null) duty[pin] = Math.round(share * 1000) / 1000;
    });
    return {
      pins: this.#records.map((record) => record.level),
      modes: this.#records.map((_, pin) => this.#mode(pin)),
      duty,
      analog: this.#volts.map((_, channel) => this.#voltage(channel)),
    };
  }
}

/** One line of an Intel HEX file into the flash; only data records matter to 32 KB. */
function placeRecord(line, flash) {
  if (!line.trim()) return;
  const bytes = Buffer.from(line.trim().slice(1), 'hex');
  const sum = bytes.reduce((total, byte) => (total + byte) & 0xff, 0);
  const [length, high, low, type] = bytes;
  if (line[0] !== ':' || bytes.length !== length + 5 || sum !== 0) throw new Error('not an Intel HEX line: ' + line);
  const address = (high << 8) | low;
  if (type !== 0) return;
  if (address + length > flash.length) throw new Error('program too large');
  flash.set(bytes.subarray(4, 4 + length), address);
}

let unos = new Map();

/** From now on there are the chips of these numbers: unknown ones are new, others are forgotten. */
function keep(numbers) {
  unos = new Map(numbers.map((number) => [number, unos.get(number) ?? new Uno()]));
}

const OPERATIONS = {
  run(uno, { rx, until, stop }) {
    if (rx) uno.receive(Buffer.from(rx, 'base64'));
    return uno.run(until, stop);
  },
  load: (uno, { hex }) => uno.load(hex),
  reset: (uno) => uno.reset(),
  drive: (uno, { pin, level }) => uno.drive(pin, level),
  volts: (uno, { channel, volts }) => uno.setVolts(channel, volts),
  edges: (uno, { pin, since }) => uno.edges(pin, since),
  level: (uno, { pin }) => ({ level: uno.level(pin) }),
  frame: (uno) => ({ frame: uno.frame() }),
};

function answer({ id, op, uno: number, ...request }) {
  if (op === 'keep') {
    keep(request.unos);
    return { id };
  }
  const uno = unos.get(number);
  let result;
  try {
    result = OPERATIONS[op](uno, request);
  } catch (error) {
    return { id, uno: number, cycle: uno.cycle, error: String(error.message) };
  }
  const sent = uno.take();
  return { id, uno: number, cycle: uno.cycle, ...(sent.length && { tx: sent.toString('base64') }), ...result };
}

function say(object) {
  const bytes = Buffer.from(JSON.stringify(object) + '\n');
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

/** Blocking reads: no event loop between a request and its answer. */
function listen() {
  const chunk = Buffer.alloc(65536);
  let waiting = '';
  for (;;) {
    let count;
    try {
      count = readSync(0, chunk);
    } catch (error) {
      if (error.code === 'EOF') return; // how Windows says it
      throw error;
    }
    if (count === 0) return;
    waiting += chunk.toString('latin1', 0, count);
    const lines = waiting.split('\n');
    waiting = lines.pop();
    for (const line of lines) say(answer(JSON.parse(line)));
  }
}

listen();
