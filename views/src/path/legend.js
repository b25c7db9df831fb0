// What the colours say: a box to tick for each class, which shows or hides its lines, and the choice of what is coloured.
import { element } from '../scene/dom.js';
import { swatch, TRAVEL, WAYS } from './colouring.js';

export function legend({ moves, ribbons, draw }, travels) {
  const shown = ribbons.uniforms.shown.value;
  const list = element('div', { className: 'row', role: 'group', ariaLabel: 'Légende : traits montrés' });
  const entry = (place, { name, ...look }) => {
    const box = element('input', { type: 'checkbox', checked: shown[place] });
    box.addEventListener('change', () => { shown[place] = box.checked; draw(); });
    return element('label', { className: 'entry' }, box,
      element('span', { className: 'swatch', style: `background: ${swatch(look)}` }), name);
  };
  const choose = (way) => {
    const sorted = WAYS[way].sort(moves);
    ribbons.colour(sorted);
    shown.fill(true, 0, TRAVEL);
    const travel = moves.drawn.includes(0) ? [entry(TRAVEL, { name: 'à vide', pattern: 'travel' })] : [];
    list.replaceChildren(...sorted.classes.map((one, place) => entry(place, one)), ...travel);
    draw();
  };
  shown[TRAVEL] = travels;
  const options = Object.entries(WAYS).map(([value, { name }]) => element('option', { value }, name));
  const select = element('select', {}, ...options);
  select.addEventListener('change', () => choose(select.value));
  choose('kind');
  return [element('label', { className: 'row' }, 'Couleurs', select), list];
}
