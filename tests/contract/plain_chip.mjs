// Plain avr8js, to compare our chip with.

import { readFileSync } from 'node:fs';
import { avrInstruction } from 'avr8js';
import { FLASH_BYTES } from '../../hardware/sim/uno/chip.js';

const SLEEP = 0x9588;
const SMCR = 0x53;

/** A chip of ours that lives in avr8js's own loop, one instruction or one event at a time. */
export class Plain {
  constructor(chip) {
    this.chip = chip;
    this.asleep = false;
  }

  run(until) {
    const { cpu } = this.chip;
    while (cpu.cycles < until) {
      if (this.asleep) {
        cpu.cycles = Math.max(cpu.cycles, Math.min(cpu.nextClockEvent?.cycles ?? until, until));
        const { pc } = cpu;
        cpu.tick();
        this.asleep = cpu.pc === pc;
        continue;
      }
      const opcode = cpu.progMem[cpu.pc];
      avrInstruction(cpu);
      if (opcode === SLEEP && cpu.data[SMCR] & 1) this.asleep = true;
      else cpu.tick();
    }
  }
}

/** The flash that an Intel HEX file fills. */
export function hexProgram(path) {
  const bytes = new Uint8Array(FLASH_BYTES).fill(0xff);
  for (const line of readFileSync(path, 'ascii').split(/\r?\n/)) {
    const record = Buffer.from(line.slice(1), 'hex');
    if (record[3] === 0) bytes.set(record.subarray(4, 4 + record[0]), (record[1] << 8) | record[2]);
  }
  return new Uint16Array(bytes.buffer);
}
