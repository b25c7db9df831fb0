// A move of the head, in words.
const figure = (value, digits = 1) => value.toLocaleString('fr-FR', { maximumFractionDigits: digits, useGrouping: false });

const at = (numbers, move) => {
  const [x, y, z] = numbers.subarray(3 * move, 3 * move + 3);
  return [`X ${figure(x)}`, `Y ${figure(y)}`, `Z ${figure(z, 2)}`].map((one) => one.replace(' ', '\u00a0')).join(' ');
};

export function tell(moves, move) {
  const { line, drawn, width, speed, temperature, fan, kind, looks } = moves;
  const what = drawn[move] ? looks[kind[move]].name : 'déplacement à vide';
  const words = [
    `${line[move] ? `Ligne ${line[move]} : ` : ''}${what}`,
    `${figure(speed[move])} mm/s`,
    temperature[move] > 0 && `${figure(temperature[move])} °C`,
    width[move] > 0 && `largeur ${figure(width[move], 2)} mm`,
    fan[move] > 0 && `ventilateur ${figure(100 * fan[move], 0)} %`,
    `jusqu’à ${at(moves.ends, move)}`,
  ];
  return `${words.filter(Boolean).join(', ')}.`;
}

// The height of a layer, and its number where there are layers.
export function tellLayer({ heights, spiral }, layer) {
  const height = `à ${figure(heights[layer], 2)} mm`;
  return spiral ? height : `${layer + 1} sur ${heights.length}, ${height}`;
}

export function tellTime(seconds) {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value) => String(value).padStart(2, '0');
  if (hours) return `${hours} h ${two(minutes)} min`;
  return minutes ? `${minutes} min ${two(rest)} s` : `${rest} s`;
}
