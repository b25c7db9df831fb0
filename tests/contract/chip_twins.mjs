// Our chip and plain avr8js live the same random lives: every register, every edge, every cycle must be equal.
//
//   node chip_twins.mjs SEED [PROGRAM.hex …]     prints one line a life; the first difference ends it with status 1
//
// Without a program, every instruction word is tried first on random registers; then each life runs random machine
// code, which writes mostly to the registers of timers, ports and sleep. Plain means: avr8js's own loop, one
// instruction or one event at a time.

import { avrInstruction, CPU, EEPROMMemoryBackend } from 'avr8js';
import { decode } from '../../hardware/sim/uno/decode.js';
import { Chip, EEPROM_BYTES, FLASH_BYTES } from '../../hardware/sim/uno/chip.js';
import { hexProgram, Plain } from './plain_chip.mjs';

const LIVES = 15;
const SLICES = 40;
const SLEEP = 0x9588;
const SEI = 0x9478;
const RET = 0x9508;
const RETI = 0x9518;
const INC = 0x9403;
const CODE = 0x34; // after the interrupt vectors
const JMP_TO_CODE = [0x940c, CODE];
const SMCR = 0x53;
const DIRECTIONS = [0x24, 0x27, 0x2a];
const TIMER_CONTROLS = [0x44, 0x45, 0x47, 0x48, 0x6e, 0x6f, 0x70, 0x80, 0x81, 0x88, 0x8a, 0xb0, 0xb1, 0xb3, 0xb4];

/** A small generator, the same everywhere (mulberry32). */
function random(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function watched(flash) {
  const chip = new Chip(flash, new EEPROMMemoryBackend(EEPROM_BYTES), 1);
  const edges = [];
  chip.ports.forEach((port, index) =>
    port.addListener((value) => edges.push([index, value, port.lastDdr, chip.cpu.cycles])),
  );
  chip.usart.onByteTransmit = (byte) => edges.push(['tx', byte, chip.cpu.cycles]);
  return { chip, edges };
}

/** All there is to see, and what has happened since the last look. */
function state({ chip, edges }) {
  const { cpu } = chip;
  const events = [];
  for (let event = cpu.nextClockEvent; event; event = event.next) events.push(event.cycles);
  return JSON.stringify({
    cycles: cpu.cycles, pc: cpu.pc, next: cpu.nextInterrupt, events, edges: edges.splice(0), data: [...cpu.data],
    timers: chip.timers.map(({ tcnt, lastCycle, countingUp, ocrA, ocrB }) => [tcnt, lastCycle, countingUp, ocrA, ocrB]),
  });
}

const TIMER_REGISTERS = [0x35, 0x36, 0x37, 0x44, 0x45, 0x46, 0x47, 0x48, 0x6e, 0x6f, 0x70, 0x80, 0x81, 0x84, 0x85, 0x86,
                         0x87, 0x88, 0x89, 0x8a, 0x8b, 0xb0, 0xb1, 0xb2, 0xb3, 0xb4];
const OTHER_REGISTERS = [0x23, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x2b, 0x53, 0x5f, 0xc0, 0xc1, 0xc6, 0x7a,
                         0x7c];

/** LDI r16..r23, then STS or LDS: what a program does to its peripherals. */
function poke(pick) {
  const registers = pick(3) ? TIMER_REGISTERS : OTHER_REGISTERS;
  const address = registers[pick(registers.length)];
  const value = pick(256);
  const register = pick(8);
  const load = 0xe000 | ((value & 0xf0) << 4) | (register << 4) | (value & 0xf);
  const move = (pick(4) ? 0x9200 : 0x9000) | ((16 + register) << 4);
  return [load, move, address];
}

/** LDI r16, STS. */
const store = (address, value) => [0xe000 | ((value & 0xf0) << 4) | (value & 0xf), 0x9300, address];

/** Vectors that return or count; pins and timers set up; then, again and again, pokes, naps and random words. */
function randomProgram(pick) {
  const program = [...JMP_TO_CODE];
  while (program.length < CODE) program.push(pick(2) ? RETI : INC | (pick(32) << 4), RETI);
  program.push(SEI, ...store(SMCR, 1));
  for (const address of DIRECTIONS) program.push(...store(address, 255));
  for (const address of TIMER_CONTROLS) program.push(...store(address, pick(256) & (pick(3) ? 0xfb : 0xff)));
  while (program.length < 600) {
    const kind = pick(10);
    if (kind < 3) program.push(...poke(pick));
    else if (kind < 5) program.push(SEI, SLEEP);
    else if (kind < 6) program.push(...elsewhere(pick));
    else program.push(harmless(pick));
  }
  const flash = new Uint16Array(FLASH_BYTES / 2);
  flash.set([...program, ...JMP_TO_CODE]);
  return flash;
}

/** A branch, a jump, a call or a return; a load or a store in memory. Most lead a little further on. */
function elsewhere(pick) {
  const place = CODE + pick(600);
  const memory = [(pick(2) ? 0x9200 : 0x9000) | (pick(32) << 4), 0x100 + pick(0x800)];
  const branch = [0xf000 | (pick(2) << 10) | (pick(6) << 3) | pick(8)];
  const choices = [memory, memory, branch, branch, branch, [0xc000 | pick(4)], [0xd000 | pick(3)], [0x940c, place],
                   [0x940e, place], [RET]];
  return choices[pick(choices.length)];
}

/** A random word that neither leaves the program nor reaches a second word. */
function harmless(pick) {
  for (;;) {
    const word = pick(0x10000);
    const longer = (word & 0xfe0e) === 0x940c || (word & 0xfe0e) === 0x940e || (word & 0xfc0f) === 0x9000;
    const jumps = (word & 0xe000) === 0xc000 || (word & 0xff0f) === 0x9509 || (word & 0xff0f) === 0x9508 ||
                  word === 0x9409 || word === 0x9419 || word === 0x95e8 || (word & 0xf800) === 0xf000 ||
                  (word & 0xf800) === 0xf400;
    if (!longer && !jumps) return word;
  }
}

/** Each word as an instruction at place 4, on random bytes. */
function everyWord(pick) {
  const flash = new Uint16Array(64);
  const [ours, theirs] = [new CPU(flash, 0x800), new CPU(flash, 0x800)];
  const noise = Uint8Array.from({ length: 0x2000 }, () => pick(256));
  for (let word = 0; word < 0x10000; word++) {
    for (let trial = 0; trial < 4; trial++) {
      flash.set([word, pick(2) ? pick(0x900) : 0x9000 | pick(0x500)], 4);
      ours.data.set(noise.subarray(pick(0x1000)).subarray(0, ours.data.length));
      ours.data.set([pick(256), 1 + pick(8)], 0x5d); // the stack pointer
      if (pick(4) === 0) ours.data.fill([0, 1, 0x7f, 0x80, 0xff][pick(5)], 0, 32); // where flags change
      theirs.data.set(ours.data);
      for (const cpu of [ours, theirs]) [cpu.pc, cpu.cycles] = [4, 0];
      decode(ours, 4)(ours);
      avrInstruction(theirs);
      const same = ours.pc === theirs.pc && ours.cycles === theirs.cycles && !Buffer.compare(ours.data, theirs.data);
      if (!same) throw new Error(`the word ${word.toString(16)} does something else`);
    }
  }
}

function thrown(action) {
  try {
    action();
  } catch (error) {
    return error.name;
  }
  return '';
}

function live(flash, pick, name) {
  const [ours, theirs] = [watched(flash), watched(flash)];
  const plain = new Plain(theirs.chip);
  let until = 0;
  let seen = 0;
  for (let slice = 0; slice < SLICES; slice++) {
    until += pick(4) ? pick(3000) : pick(200_000);
    const error = thrown(() => plain.run(until));
    if (thrown(() => ours.chip.run(until)) !== error) throw new Error(`${name}: only one of them fails: ${error}`);
    if (error) return console.log(`${name}: ${error}`); // a timer that clocks itself: avr8js recurses without end
    seen += theirs.edges.length;
    const [found, expected] = [state(ours), state(theirs)];
    if (found !== expected) {
      console.log(`${name}: they differ before cycle ${until}\nours   ${found}\nplain  ${expected}`);
      process.exit(1);
    }
    if (pick(2)) {
      const byte = pick(256);
      for (const { chip } of [ours, theirs]) chip.usart.writeByte(byte, true);
    }
  }
  console.log(`${name}: ${theirs.chip.cpu.cycles} cycles, ${seen} edges and bytes`);
}

const [seed, ...programs] = process.argv.slice(2);
const pick = random(Number(seed));
if (programs.length) {
  programs.forEach((path) => live(hexProgram(path), pick, path));
} else {
  everyWord(pick);
  for (let life = 0; life < LIVES; life++) live(randomProgram(pick), pick, `life ${life}`);
}
