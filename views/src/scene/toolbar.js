// Rows of buttons under a drawing.
import { element } from './dom.js';
import { VIEWS } from './stage.js';

export function button(text, label, action) {
  const node = element('button', { type: 'button', title: label, ariaLabel: label }, text);
  node.addEventListener('click', action);
  return node;
}

// A button that is on or off: `change(on)` is called when it is pressed.
export function toggle(text, label, change) {
  const node = button(text, label, () => {
    node.ariaPressed = String(node.ariaPressed !== 'true');
    change(node.ariaPressed === 'true');
  });
  node.ariaPressed = 'false';
  return node;
}

// A labelled row, in one stop of Tab: arrows go from one button to the next.
export function toolbar(label, ...buttons) {
  const row = element('div', { role: 'toolbar', ariaLabel: label, className: 'row' }, ...buttons);
  const open = () => [...row.querySelectorAll('button')].filter((one) => !one.hidden && !one.disabled);
  const stop = (chosen) => row.querySelectorAll('button').forEach((one) => { one.tabIndex = one === chosen ? 0 : -1; });
  row.addEventListener('focusin', (event) => stop(event.target));
  row.addEventListener('keydown', (event) => {
    const all = open();
    const here = all.indexOf(event.target);
    const there = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: all.length - 1 }[event.key];
    if (there === undefined || here < 0) return;
    all[(there + all.length) % all.length].focus();
    event.preventDefault();
    event.stopPropagation();
  });
  stop(row.querySelector('button'));
  return row;
}

// The views from each side, and the zoom.
export function lookButtons(stage) {
  const views = Object.keys(VIEWS).map((name) => button(name, `Vue ${name}`, () => stage.look(name)));
  return [...views, button('+', 'Rapprocher', () => stage.zoom(0.8)), button('−', 'Éloigner', () => stage.zoom(1.25))];
}
