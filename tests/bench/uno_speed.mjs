// node uno_speed.mjs PROGRAM.hex SECONDS RUNS: how fast both chips live so many seconds, once warm, run by run in turn.
// Prints {"ours": […], "plain": […]}: emulated seconds in a second.

import { EEPROMMemoryBackend } from 'avr8js';
import { Chip, EEPROM_BYTES, FREQUENCY } from '../../hardware/sim/uno/chip.js';
import { hexProgram, Plain } from '../contract/plain_chip.mjs';

const [path, seconds, runs] = process.argv.slice(2);
const flash = hexProgram(path);
const makers = { ours: (chip) => chip, plain: (chip) => new Plain(chip) };
const speeds = { ours: [], plain: [] };

function live(name, duration) {
  const chip = makers[name](new Chip(flash, new EEPROMMemoryBackend(EEPROM_BYTES), 1));
  const start = performance.now();
  chip.run(duration * FREQUENCY);
  return (duration * 1000) / (performance.now() - start);
}

for (const name in makers) live(name, 1);
for (let run = 0; run < Number(runs); run++) for (const name in makers) speeds[name].push(live(name, Number(seconds)));
console.log(JSON.stringify(speeds));
