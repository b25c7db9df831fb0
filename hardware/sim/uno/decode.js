// Instructions of the ATmega328P, decoded once into functions: avr8js decodes each one again whenever it comes.
//
// Only those that programs spend their time in are here (AVR Instruction Set Manual, DS40002198); any other is left to
// avr8js. Each does to the bit what avr8js does, its half carry included: tests/contract/chip_twins.mjs compares.

import { avrInstruction } from 'avr8js';

const SREG = 0x5f;
const SP = 0x5d;
const [X, Y, Z] = [26, 28, 30];
const RAM = 0x100; // below lie registers, which a peripheral may watch
const [ZERO, CARRY] = [0x02, 0x01];

/** Zero, negative and sign of a byte, without overflow. */
const NZS = Uint8Array.from({ length: 256 }, (_, value) => (value ? 0 : ZERO) | (value & 0x80 ? 0x14 : 0));

/** All flags of the sum of two bytes and a carry. */
function flagsOfSum(a, b, sum) {
  const negative = sum & 0x80;
  const overflow = (sum ^ a) & (sum ^ b) & 0x80;
  const half = ((a & b) | (b & ~sum) | (~sum & a)) & 1;
  const zero = sum & 0xff ? 0 : ZERO;
  return zero | (negative >> 5) | (overflow >> 4) | ((negative ^ overflow) >> 3) | (sum >> 8) | (half << 5);
}

/** All flags of a difference of bytes, but zero. */
function flagsOfDifference(a, b, difference) {
  const negative = difference & 0x80;
  const overflow = (a ^ b) & (a ^ difference) & 0x80;
  const half = ((~a & b) | (b & difference) | (difference & ~a)) & 1;
  return (negative >> 5) | (overflow >> 4) | ((negative ^ overflow) >> 3) | (difference < 0 ? CARRY : 0) | (half << 5);
}

function subtract(d, a, b) {
  const difference = a - b;
  d[SREG] = (d[SREG] & 0xc0) | (difference ? 0 : ZERO) | flagsOfDifference(a, b, difference);
  return difference;
}

/** With the carry; zero stays only where it was, so that it speaks of all the bytes of a number. */
function subtractNext(d, a, b) {
  const difference = a - b - (d[SREG] & CARRY);
  d[SREG] = (d[SREG] & (difference ? 0xc0 : 0xc2)) | flagsOfDifference(a, b, difference);
  return difference;
}

function logic(d, value) {
  d[SREG] = (d[SREG] & 0xe1) | NZS[value];
  return value;
}

/** Shifted right: `value` is the result, `out` the bit that fell out. */
function shifted(d, value, out) {
  const negative = value & 0x80 ? 1 : 0;
  const overflow = negative ^ out;
  const flags = (value ? 0 : ZERO) | (negative << 2) | (overflow << 3) | ((negative ^ overflow) << 4) | out;
  d[SREG] = (d[SREG] & 0xe0) | flags;
  return value;
}

const load = (cpu, address) => (address >= RAM ? cpu.data[address] : cpu.readData(address));

function store(cpu, address, value) {
  if (address >= RAM) cpu.data[address] = value;
  else cpu.writeData(address, value);
}

function push(d, byte) {
  const at = d[SP] | (d[SP + 1] << 8);
  d[at] = byte;
  setWord(d, SP, at - 1);
}

function setWord(d, at, value) {
  d[at] = value;
  d[at + 1] = value >> 8;
}

// ---- operands ----

const destination = (word) => (word >> 4) & 0x1f;
const source = (word) => (word & 0xf) | ((word >> 5) & 0x10);
const upper = (word) => 16 + ((word >> 4) & 0xf);
const constant = (word) => (word & 0xf) | ((word >> 4) & 0xf0);
const pair = (word) => 24 + ((word >> 3) & 6);
const shortConstant = (word) => (word & 0xf) | ((word >> 2) & 0x30);
const displacement = (word) => (word & 7) | ((word >> 7) & 0x18) | ((word >> 8) & 0x20);
const port = (word) => 0x20 + ((word & 0xf) | ((word >> 5) & 0x30));
const isLong = (word) => (word & 0xfc0f) === 0x9000 || (word & 0xfe0c) === 0x940c;

/**
 * Kinds of instructions: mask, value, and what makes the function of one from its word, the cpu, the next word's place
 * and the word there. The function sets `pc` and counts its cycles.
 */
const KINDS = [
  [0xfc00, 0x0c00, function add(word, { data: d }, next) {
    const [to, from] = [destination(word), source(word)];
    return (cpu) => {
      const a = d[to];
      const b = d[from];
      d[to] = a + b;
      d[SREG] = (d[SREG] & 0xc0) | flagsOfSum(a, b, a + b);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfc00, 0x1c00, function adc(word, { data: d }, next) {
    const [to, from] = [destination(word), source(word)];
    return (cpu) => {
      const a = d[to];
      const b = d[from];
      const sum = a + b + (d[SREG] & CARRY);
      d[to] = sum;
      d[SREG] = (d[SREG] & 0xc0) | flagsOfSum(a, b, sum);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfc00, 0x1800, function sub(word, { data: d }, next) {
    const [to, from] = [destination(word), source(word)];
    return (cpu) => {
      d[to] = subtract(d, d[to], d[from]);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfc00, 0x0800, function sbc(word, { data: d }, next) {
    const [to, from] = [destination(word), source(word)];
    return (cpu) => {
      d[to] = subtractNext(d, d[to], d[from]);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfc00, 0x1400, function cp(word, { data: d }, next) {
    const [one, other] = [destination(word), source(word)];
    return (cpu) => {
      subtract(d, d[one], d[other]);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfc00, 0x0400, function cpc(word, { data: d }, next) {
    const [one, other] = [destination(word), source(word)];
    return (cpu) => {
      subtractNext(d, d[one], d[other]);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xf000, 0x3000, function cpi(word, { data: d }, next) {
    const [one, value] = [upper(word), constant(word)];
    return (cpu) => {
      subtract(d, d[one], value);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xf000, 0x5000, function subi(word, { data: d }, next) {
    const [to, value] = [upper(word), constant(word)];
    return (cpu) => {
      d[to] = subtract(d, d[to], value);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xf000, 0x4000, function sbci(word, { data: d }, next) {
    const [to, value] = [upper(word), constant(word)];
    return (cpu) => {
      d[to] = subtractNext(d, d[to], value);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfc00, 0x2000, function and(word, { data: d }, next) {
    const [to, from] = [destination(word), source(word)];
    return (cpu) => {
      d[to] = logic(d, d[to] & d[from]);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xf000, 0x7000, function andi(word, { data: d }, next) {
    const [to, value] = [upper(word), constant(word)];
    return (cpu) => {
      d[to] = logic(d, d[to] & value);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfc00, 0x2800, function or(word, { data: d }, next) {
    const [to, from] = [destination(word), source(word)];
    return (cpu) => {
      d[to] = logic(d, d[to] | d[from]);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xf000, 0x6000, function ori(word, { data: d }, next) {
    const [to, value] = [upper(word), constant(word)];
    return (cpu) => {
      d[to] = logic(d, d[to] | value);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfc00, 0x2400, function eor(word, { data: d }, next) {
    const [to, from] = [destination(word), source(word)];
    return (cpu) => {
      d[to] = logic(d, d[to] ^ d[from]);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfe0f, 0x9400, function com(word, { data: d }, next) {
    const to = destination(word);
    return (cpu) => {
      d[to] = logic(d, 255 - d[to]);
      d[SREG] |= CARRY;
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfe0f, 0x9403, function inc(word, { data: d }, next) {
    const to = destination(word);
    return (cpu) => {
      const value = (d[to] + 1) & 0xff;
      d[to] = logic(d, value);
      if (value === 0x80) d[SREG] ^= 0x18; // an overflow: negative, but of a positive sign
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfe0f, 0x940a, function dec(word, { data: d }, next) {
    const to = destination(word);
    return (cpu) => {
      const value = (d[to] - 1) & 0xff;
      d[to] = logic(d, value);
      if (value === 0x7f) d[SREG] ^= 0x18;
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfe0f, 0x9406, function lsr(word, { data: d }, next) {
    const to = destination(word);
    return (cpu) => {
      d[to] = shifted(d, d[to] >> 1, d[to] & 1);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfe0f, 0x9407, function ror(word, { data: d }, next) {
    const to = destination(word);
    return (cpu) => {
      d[to] = shifted(d, (d[to] >> 1) | ((d[SREG] & CARRY) << 7), d[to] & 1);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfe0f, 0x9402, function swap(word, { data: d }, next) {
    const to = destination(word);
    return (cpu) => {
      d[to] = (d[to] << 4) | (d[to] >> 4);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xff00, 0x9600, function adiw(word, { data: d }, next) {
    const [to, value] = [pair(word), shortConstant(word)];
    return (cpu) => {
      const before = d[to] | (d[to + 1] << 8);
      const sum = (before + value) & 0xffff;
      setWord(d, to, sum);
      const negative = sum >> 15;
      const overflow = negative & ~(before >> 15);
      const carry = (before >> 15) & ~negative;
      const flags = (sum ? 0 : ZERO) | (negative << 2) | (overflow << 3) | ((negative ^ overflow) << 4) | carry;
      d[SREG] = (d[SREG] & 0xe0) | flags;
      cpu.pc = next;
      cpu.cycles += 2;
    };
  }],
  [0xff00, 0x9700, function sbiw(word, { data: d }, next) {
    const [to, value] = [pair(word), shortConstant(word)];
    return (cpu) => {
      const before = d[to] | (d[to + 1] << 8);
      const difference = before - value;
      setWord(d, to, difference);
      const negative = (difference >> 15) & 1;
      const overflow = (before >> 15) & ~negative;
      const half = ((~before & value) | (value & difference) | (difference & ~before)) & 1;
      d[SREG] = (d[SREG] & 0xc0) | (difference ? 0 : ZERO) | (negative << 2) | (overflow << 3) |
                ((negative ^ overflow) << 4) | (difference < 0 ? CARRY : 0) | (half << 5);
      cpu.pc = next;
      cpu.cycles += 2;
    };
  }],
  [0xfc00, 0x9c00, function mul(word, { data: d }, next) {
    const [one, other] = [destination(word), source(word)];
    return (cpu) => {
      const product = d[one] * d[other];
      setWord(d, 0, product);
      d[SREG] = (d[SREG] & 0xfc) | (product ? 0 : ZERO) | (product >> 15);
      cpu.pc = next;
      cpu.cycles += 2;
    };
  }],
  [0xfc00, 0x2c00, function mov(word, { data: d }, next) {
    const [to, from] = [destination(word), source(word)];
    return (cpu) => {
      d[to] = d[from];
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xff00, 0x0100, function movw(word, { data: d }, next) {
    const [to, from] = [(word >> 3) & 0x1e, (word << 1) & 0x1e];
    return (cpu) => {
      d[to] = d[from];
      d[to + 1] = d[from + 1];
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xf000, 0xe000, function ldi(word, { data: d }, next) {
    const [to, value] = [upper(word), constant(word)];
    return (cpu) => {
      d[to] = value;
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfe08, 0xfa00, function bst(word, { data: d }, next) {
    const [from, bit] = [destination(word), word & 7];
    return (cpu) => {
      d[SREG] = (d[SREG] & 0xbf) | (((d[from] >> bit) & 1) << 6);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xff8f, 0x9408, function bset(word, { data: d }, next) {
    const flag = 1 << ((word >> 4) & 7);
    return (cpu) => {
      d[SREG] |= flag;
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xff8f, 0x9488, function bclr(word, { data: d }, next) {
    const others = ~(1 << ((word >> 4) & 7));
    return (cpu) => {
      d[SREG] &= others;
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  // loads and stores
  [0xf800, 0xb000, function in_(word, { data: d }, next) {
    const [to, from] = [destination(word), port(word)];
    return (cpu) => {
      d[to] = cpu.readData(from);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xf800, 0xb800, function out(word, { data: d }, next) {
    const [from, to] = [destination(word), port(word)];
    return (cpu) => {
      cpu.writeData(to, d[from]);
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  [0xfe0f, 0x9000, function lds(word, { data: d }, next, address) {
    const to = destination(word);
    return (cpu) => {
      cpu.cycles++;
      d[to] = load(cpu, address);
      cpu.pc = next + 1;
      cpu.cycles++;
    };
  }],
  [0xfe0f, 0x9200, function sts(word, { data: d }, next, address) {
    const from = destination(word);
    return (cpu) => {
      store(cpu, address, d[from]);
      cpu.pc = next + 1;
      cpu.cycles += 2;
    };
  }],
  ...[[0x900c, X], [0x8008, Y], [0x8000, Z]].map(([value, at]) => [0xfe0f, value, loading(at, 0, 0)]),
  ...[[0x900d, X], [0x9009, Y], [0x9001, Z]].map(([value, at]) => [0xfe0f, value, loading(at, 0, 1)]),
  ...[[0x900e, X], [0x900a, Y], [0x9002, Z]].map(([value, at]) => [0xfe0f, value, loading(at, 1, 0)]),
  ...[[0x920c, X], [0x8208, Y], [0x8200, Z]].map(([value, at]) => [0xfe0f, value, storing(at, 0, 0)]),
  ...[[0x920d, X], [0x9209, Y], [0x9201, Z]].map(([value, at]) => [0xfe0f, value, storing(at, 0, 1)]),
  ...[[0x920e, X], [0x920a, Y], [0x9202, Z]].map(([value, at]) => [0xfe0f, value, storing(at, 1, 0)]),
  ...[[0x8008, Y], [0x8000, Z]].map(([value, at]) => [0xd208, value, function ldd(word, { data: d }, next) {
    const [to, offset] = [destination(word), displacement(word)];
    return (cpu) => {
      cpu.cycles++;
      d[to] = load(cpu, (d[at] | (d[at + 1] << 8)) + offset);
      cpu.pc = next;
      cpu.cycles++;
    };
  }]),
  ...[[0x8208, Y], [0x8200, Z]].map(([value, at]) => [0xd208, value, function std(word, { data: d }, next) {
    const [from, offset] = [destination(word), displacement(word)];
    return (cpu) => {
      store(cpu, (d[at] | (d[at + 1] << 8)) + offset, d[from]);
      cpu.pc = next;
      cpu.cycles += 2;
    };
  }]),
  [0xfe0e, 0x9004, function lpm(word, { data: d, progBytes }, next) {
    const [to, step] = [destination(word), word & 1];
    return (cpu) => {
      const at = d[Z] | (d[Z + 1] << 8);
      d[to] = progBytes[at];
      if (step) setWord(d, Z, at + 1);
      cpu.pc = next;
      cpu.cycles += 3;
    };
  }],
  [0xfe0f, 0x920f, function push_(word, { data: d }, next) {
    const from = destination(word);
    return (cpu) => {
      push(d, d[from]);
      cpu.pc = next;
      cpu.cycles += 2;
    };
  }],
  [0xfe0f, 0x900f, function pop(word, { data: d }, next) {
    const to = destination(word);
    return (cpu) => {
      const at = (d[SP] | (d[SP + 1] << 8)) + 1;
      setWord(d, SP, at);
      d[to] = d[at];
      cpu.pc = next;
      cpu.cycles += 2;
    };
  }],
  [0xffff, 0x0000, function nop(word, cpu, next) {
    return (cpu) => {
      cpu.pc = next;
      cpu.cycles++;
    };
  }],
  // elsewhere
  [0xf800, 0xf000, function branch(word, { data: d, progMem }, next) {
    const [flag, place] = [1 << (word & 7), inside(progMem, next + signed(word >> 3, 7))];
    const wanted = word & 0x400 ? 0 : flag;
    return (cpu) => {
      if ((d[SREG] & flag) === wanted) {
        cpu.pc = place;
        cpu.cycles += 2;
      } else {
        cpu.pc = next;
        cpu.cycles++;
      }
    };
  }],
  [0xf000, 0xc000, function rjmp(word, { progMem }, next) {
    const place = inside(progMem, next + signed(word, 12));
    return (cpu) => {
      cpu.pc = place;
      cpu.cycles += 2;
    };
  }],
  [0xf000, 0xd000, function rcall(word, { data: d, progMem }, next) {
    const place = inside(progMem, next + signed(word, 12));
    return (cpu) => {
      call(d, next);
      cpu.pc = place;
      cpu.cycles += 3;
    };
  }],
  [0xffff, 0x940c, (word, { progMem }, next, place) => (cpu) => {
    cpu.pc = inside(progMem, place);
    cpu.cycles += 3;
  }],
  [0xffff, 0x940e, (word, { data: d, progMem }, next, place) => (cpu) => {
    call(d, next + 1);
    cpu.pc = inside(progMem, place);
    cpu.cycles += 4;
  }],
  [0xffff, 0x9508, (word, { data: d, progMem }) => (cpu) => {
    cpu.pc = inside(progMem, return_(d));
    cpu.cycles += 4;
  }],
  [0xffff, 0x9518, (word, { data: d, progMem }) => (cpu) => {
    cpu.pc = inside(progMem, return_(d));
    cpu.cycles += 4;
    d[SREG] |= 0x80;
  }],
  [0xfc00, 0x1000, function cpse(word, { data: d }, next, following) {
    const [one, other, size] = [destination(word), source(word), isLong(following) ? 2 : 1];
    return (cpu) => skip(cpu, next, d[one] === d[other] ? size : 0);
  }],
  [0xfe08, 0xfc00, function sbrc(word, { data: d }, next, following) {
    const [from, bit, size] = [destination(word), 1 << (word & 7), isLong(following) ? 2 : 1];
    return (cpu) => skip(cpu, next, d[from] & bit ? 0 : size);
  }],
  [0xfe08, 0xfe00, function sbrs(word, { data: d }, next, following) {
    const [from, bit, size] = [destination(word), 1 << (word & 7), isLong(following) ? 2 : 1];
    return (cpu) => skip(cpu, next, d[from] & bit ? size : 0);
  }],
];

function skip(cpu, next, size) {
  cpu.pc = next + size;
  cpu.cycles += 1 + size;
}

function call(d, back) {
  push(d, back & 0xff);
  push(d, back >> 8);
}

function return_(d) {
  const at = (d[SP] | (d[SP + 1] << 8)) + 2;
  setWord(d, SP, at);
  return (d[at - 1] << 8) + d[at]; // not a number, as in avr8js, when the stack has left the memory
}

function signed(value, bits) {
  const cut = value & ((1 << bits) - 1);
  return cut >> (bits - 1) ? cut - (1 << bits) : cut;
}

const inside = (progMem, place) => place % progMem.length;

function loading(at, before, after) {
  return function ld(word, { data: d }, next) {
    const to = destination(word);
    return (cpu) => {
      const address = (d[at] | (d[at + 1] << 8)) - before;
      if (before) setWord(d, at, address);
      cpu.cycles++;
      d[to] = load(cpu, address);
      if (after) setWord(d, at, address + 1);
      cpu.pc = next;
      cpu.cycles++;
    };
  };
}

function storing(at, before, after) {
  return function st(word, { data: d }, next) {
    const from = destination(word);
    return (cpu) => {
      const value = d[from];
      const address = (d[at] | (d[at + 1] << 8)) - before;
      if (before) setWord(d, at, address);
      store(cpu, address, value);
      if (after) setWord(d, at, address + 1);
      cpu.pc = next;
      cpu.cycles += 2;
    };
  };
}

/** The function that runs the instruction at `pc` on `cpu`, and sets the next one. */
export function decode(cpu, pc) {
  const word = cpu.progMem[pc];
  const kind = KINDS.find(([mask, value]) => (word & mask) === value);
  if (!kind || pc >= cpu.progMem.length - 2) return avrInstruction; // at the end of the memory, places wrap around
  return kind[2](word, cpu, pc + 1, cpu.progMem[pc + 1]);
}
