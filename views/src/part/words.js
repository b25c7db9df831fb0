// Measures in French words.
export const millimetres = (value) => {
  const rounded = Math.round(value * 100) / 100;
  return `${(rounded === 0 ? 0 : rounded).toLocaleString('fr-FR', { maximumFractionDigits: 2, useGrouping: false })} mm`;
};

export const squares = (value) => `${value.toLocaleString('fr-FR', { maximumFractionDigits: value < 10 ? 1 : 0 })} mm²`;

export const sizes = (box) => ['x', 'y', 'z']
  .map((axis) => millimetres(box.max[axis] - box.min[axis]).replace(' mm', '')).join(' × ') + ' mm';

export const capital = (text) => text.replace(/^./, (letter) => letter.toUpperCase());
