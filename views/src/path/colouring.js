// What the lines are coloured by: each way sorts the moves into classes, each with a name, a colour and a pattern.
const MOST = 6; // classes of speeds, of temperatures
export const TRAVEL = 15; // the class of the moves without plastic; at most 15 others
export const PATTERNS = ['plain', 'bars', 'core', 'dashes'];
const DARK = '#1b1b1b';

// From slow or cold to fast or hot: it grows lighter, and blue and yellow stay apart for all. One class out of two has bars.
const SCALE = ['#3f63a8', '#5c77a3', '#77889a', '#8d8f80', '#9b9058', '#a88f1e'];

const figure = (value) => value.toLocaleString('fr-FR', { maximumFractionDigits: 1 });

export const WAYS = {
  kind: { name: 'par genre de trait', sort: (moves) => byKind(moves) },
  speed: { name: 'par vitesse', sort: (moves) => byFigure(moves, 'speed', 'mm/s') },
  temperature: { name: 'par température', sort: (moves) => byFigure(moves, 'temperature', '°C') },
};

// { classes: [{ name, colour, pattern }], of: the class of each move }
function byKind({ kind, drawn, looks, count }) {
  const found = [...new Set(kind.filter((_, move) => drawn[move]))].sort((a, b) => a - b);
  const place = new Map(found.map((one, index) => [one, index]));
  const of = Uint8Array.from({ length: count }, (_, move) => (drawn[move] ? place.get(kind[move]) : TRAVEL));
  return { classes: found.map((one) => looks[one]), of };
}

function byFigure(moves, column, unit) {
  const values = moves[column];
  const rounded = (move) => Math.round(values[move] * 10) / 10;
  const distinct = new Set();
  for (let move = 0; move < moves.count; move += 1) if (moves.drawn[move]) distinct.add(rounded(move));
  const sorted = [...distinct].sort((a, b) => a - b);
  const low = sorted[0] ?? 0;
  const few = sorted.length <= MOST;
  const step = (sorted.at(-1) - low) / MOST;
  const classOf = few ? (value) => sorted.indexOf(value) : (value) => Math.min(MOST - 1, Math.floor((value - low) / step));
  const of = Uint8Array.from({ length: moves.count }, (_, move) => (moves.drawn[move] ? classOf(rounded(move)) : TRAVEL));
  const names = few ? sorted.map((value) => `${figure(value)} ${unit}`)
    : SCALE.map((_, index) => `${figure(low + index * step)} à ${figure(low + (index + 1) * step)} ${unit}`);
  return { classes: names.map((name, index) => look(name, index, names.length)), of };
}

const look = (name, index, many) => ({
  name,
  colour: SCALE[many > 1 ? Math.round((index * (SCALE.length - 1)) / (many - 1)) : 0],
  pattern: index % 2 ? 'bars' : 'plain',
});

// The ground of a small square in the legend, as the shader draws the pattern.
export function swatch({ colour, pattern }) {
  const core = `linear-gradient(${colour} 0 36%, ${DARK} 36% 64%, ${colour} 64%)`;
  return {
    plain: colour,
    bars: `repeating-linear-gradient(90deg, ${colour} 0 6px, ${DARK} 6px 9px)`,
    core,
    dashes: `repeating-linear-gradient(90deg, ${colour} 0 4px, transparent 4px 9px), ${core}`,
    travel: `repeating-linear-gradient(90deg, currentColor 0 6px, transparent 6px 10px) center / 100% 3px no-repeat`,
  }[pattern];
}
