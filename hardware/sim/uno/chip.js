// The ATmega328P: avr8js, with what it lacks and what makes it faster. The same cycles on any host.

import {
  AVRADC, AVRClock, AVREEPROM, AVRIOPort, AVRSPI, AVRTWI, AVRTimer, AVRUSART, AVRWatchdog, CPU, adcConfig,
  portBConfig, portCConfig, portDConfig, spiConfig, timer0Config, timer1Config, timer2Config,
  twiConfig, usart0Config, watchdogConfig,
} from 'avr8js';
import { decode } from './decode.js';

export const FREQUENCY = 16e6;
export const FLASH_BYTES = 0x8000;
export const EEPROM_BYTES = 1024;
export const RESET_CAUSE = { power: 1, button: 2, watchdog: 8 }; // PORF, EXTRF, WDRF: ATmega328P datasheet, 11.9.1
const SRAM_BYTES = 0x800;
const MCUSR = 0x54;
const SMCR = 0x53;
const SLEEP_ENABLE = 1;
const SLEEP = 0x9588; // avr8js passes over it; every mode sleeps here as the idle mode does
const PHASE_CORRECT = 1; // avr8js's numbers of the modes of a timer
const FAST_PWM = 3;
const PHASE_FREQUENCY_CORRECT = 4;

/**
 * In fast PWM a pin changes one timer clock after its match (ATmega328P datasheet, 15.7.3: OCR+1 clocks high, a spike
 * for 0, always high for TOP). avr8js 0.21 changes it at the match.
 */
function delayFastPwm(cpu, timer) {
  const update = timer.updateCompPin.bind(timer);
  timer.updateCompPin = (mode, name, bottom) => {
    if (timer.timerMode !== FAST_PWM || mode === 1 || bottom) {
      update(mode, name, bottom);
    } else if (timer['ocr' + name] !== timer.TOP) {
      cpu.addClockEvent(() => {
        if (timer['comp' + name] === mode && timer.timerMode === FAST_PWM) update(mode, name);
      }, timer.lastCycle + timer.divider - cpu.cycles);
    }
  };
}

const countsDown = ({ timerMode, countingUp }) =>
  !countingUp && (timerMode === PHASE_CORRECT || timerMode === PHASE_FREQUENCY_CORRECT);

/** How many ticks away the first is at which a timer may do more than count; at most 0 where it can't be told. */
function ticksToEvent(timer) {
  const { tcnt, TOP, ocrA, ocrB, timerMode } = timer;
  if (timer.tcntUpdated || timer.updateDivider) return 0;
  if (countsDown(timer)) return tcnt - Math.max(0, ocrA < tcnt ? ocrA : 0, ocrB < tcnt ? ocrB : 0);
  const turn = timerMode === PHASE_CORRECT || timerMode === PHASE_FREQUENCY_CORRECT ? TOP : TOP + 1;
  return Math.min(turn, ocrA > tcnt ? ocrA : turn, ocrB > tcnt ? ocrB : turn) - tcnt;
}

/** Put an event among those to come, before others of its cycle, as avr8js does. */
function plan(cpu, event) {
  let earlier = null;
  let later = cpu.nextClockEvent;
  while (later && later.cycles < event.cycles) {
    earlier = later;
    later = later.next;
  }
  event.next = later;
  if (earlier) earlier.next = event;
  else cpu.nextClockEvent = event;
}

function sleep(cpu) {
  cpu.pc = (cpu.pc + 1) % cpu.progMem.length;
  cpu.cycles++;
}

/** The microcontroller from one reset to the next. */
export class Chip {
  #target = 0;
  #asleepSince = null; // the cycle, or null when awake
  #instructions = new Array(FLASH_BYTES / 2); // as functions, once they have come

  constructor(flash, eeprom, cause) {
    const cpu = new CPU(flash, SRAM_BYTES);
    this.cpu = cpu;
    this.ports = [portDConfig, portBConfig, portCConfig].map((config) => new AVRIOPort(cpu, config));
    this.timers = [timer0Config, timer1Config, timer2Config].map((config) => new AVRTimer(cpu, config));
    for (const timer of this.timers) {
      timer.count.timer = timer; // to know its events
      delayFastPwm(cpu, timer);
    }
    this.usart = new AVRUSART(cpu, usart0Config, FREQUENCY);
    this.adc = new AVRADC(cpu, adcConfig);
    new AVRTWI(cpu, twiConfig, FREQUENCY);
    new AVRSPI(cpu, spiConfig, FREQUENCY);
    new AVREEPROM(cpu, eeprom);
    new AVRWatchdog(cpu, watchdogConfig, new AVRClock(cpu, FREQUENCY));
    cpu.data[MCUSR] = cause;
  }

  /** Live until a cycle, or until `stop` is called. */
  run(until) {
    const { cpu } = this;
    this.#target = until;
    while (cpu.cycles < this.#target) {
      if (this.#asleepSince !== null) {
        this.#doze();
        continue;
      }
      const { pc } = cpu;
      const instruction = this.#instructions[pc] ?? this.#decode(pc);
      instruction(cpu);
      if (instruction === sleep && cpu.data[SMCR] & SLEEP_ENABLE) this.#asleepSince = cpu.cycles;
      else if (cpu.nextInterrupt >= 0 || cpu.nextClockEvent?.cycles <= cpu.cycles) this.#tick();
    }
  }

  #decode(pc) {
    const instruction = this.cpu.progMem[pc] === SLEEP ? sleep : decode(this.cpu, pc);
    if (pc >= 0) this.#instructions[pc] = instruction; // a jump before the first word is left to avr8js
    return instruction;
  }

  /** avr8js's tick: one event that is due, one interrupt. A timer that counts, the most frequent, is done here. */
  #tick() {
    const { cpu } = this;
    const event = cpu.nextClockEvent;
    const timer = event?.callback.timer;
    const late = timer && cpu.cycles - timer.lastCycle;
    const counts = timer && late >= timer.divider && late < 2 * timer.divider && ticksToEvent(timer) > 1;
    if (!counts || cpu.nextInterrupt >= 0) {
      cpu.tick();
      return;
    }
    timer.lastCycle += timer.divider;
    timer.tcnt += countsDown(timer) ? -1 : 1;
    cpu.nextClockEvent = event.next;
    event.cycles = timer.lastCycle + timer.divider;
    plan(cpu, event);
  }

  /** End a run after the instruction or the event that is under way. */
  stop() {
    this.#target = 0;
  }

  /** Asleep, nothing happens until the next event of a peripheral: go straight there. An interrupt wakes the chip. */
  #doze() {
    const { cpu } = this;
    this.#skipTurns();
    const next = Math.min(cpu.nextClockEvent?.cycles ?? this.#target, this.#target);
    if (next > cpu.cycles) cpu.cycles = next;
    const { pc } = cpu;
    this.#tick();
    if (cpu.pc !== pc) this.#asleepSince = null;
  }

  /**
   * avr8js has an event for every tick of every timer. Asleep, they come each at its very cycle, so what is planned is
   * the same again after two turns of the slowest timer (of equal cycles, the last one planned comes first: one turn
   * swaps them). As long as the timers do no more than count, go so many times two turns ahead at once.
   */
  #skipTurns() {
    const { cpu } = this;
    let slowest = 0;
    let horizon = this.#target; // nothing but counting before this cycle
    for (let event = cpu.nextClockEvent; event; event = event.next) {
      const { timer } = event.callback;
      if (!timer) {
        horizon = Math.min(horizon, event.cycles);
        continue;
      }
      if (event.cycles !== timer.lastCycle + timer.divider) return;
      slowest = Math.max(slowest, timer.divider);
      horizon = Math.min(horizon, timer.lastCycle + timer.divider * ticksToEvent(timer));
    }
    const settled = cpu.cycles - this.#asleepSince >= slowest; // every timer has planned its tick while asleep
    const turns = 2 * slowest; // of any timer: dividers are powers of two
    const skipped = Math.floor((horizon - slowest - cpu.cycles) / turns) * turns;
    if (!slowest || !settled || skipped <= 0 || (cpu.nextInterrupt >= 0 && cpu.interruptsEnabled)) return;
    for (let event = cpu.nextClockEvent; event; event = event.next) {
      const { timer } = event.callback;
      if (!timer) continue;
      event.cycles += skipped;
      timer.lastCycle += skipped;
      timer.tcnt += (countsDown(timer) ? -skipped : skipped) / timer.divider;
    }
    cpu.cycles += skipped;
  }
}
