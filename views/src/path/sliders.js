// Which layers are shown, and how far the head has gone.
import { element } from '../scene/dom.js';
import { button } from '../scene/toolbar.js';
import { tell, tellLayer, tellTime } from './words.js';

const PLAYED = 20; // s, however long the print

function slider(name, max, value) {
  const input = element('input', { type: 'range', min: 0, max, value, step: 1, ariaLabel: name });
  const words = element('span', { className: 'told' });
  const tellValue = (text, more = '') => {
    words.textContent = text;
    input.setAttribute('aria-valuetext', `${text}${more}`);
  };
  return { input, tellValue, row: element('label', { className: 'row slider' }, element('span', { className: 'name', ariaHidden: 'true' }, name), input, words) };
}

// The first and the last layer, where there are several; neither passes the other. `change(first, last)` is called when one moves.
export function layerSliders(moves, change) {
  const top = moves.heights.length - 1;
  if (top < 1) return [];
  const what = moves.spiral ? 'hauteur' : 'couche';
  const first = slider(`De la ${what}`, top, 0);
  const last = slider(`À la ${what}`, top, top);
  const tellBoth = () => [first, last].forEach(({ input, tellValue }) => tellValue(tellLayer(moves, Number(input.value))));
  const follow = (moved, other, pushed) => moved.input.addEventListener('input', () => {
    other.input.value = pushed(Number(moved.input.value), Number(other.input.value));
    tellBoth();
    change(Number(first.input.value), Number(last.input.value));
  });
  follow(first, last, Math.max);
  follow(last, first, Math.min);
  tellBoth();
  return [first.row, last.row];
}

// How far the head has gone, one move a step; `change(move)` is called when it moves on.
export function headSlider(moves, change, say) {
  const head = slider('Suivre la tête', moves.count - 1, moves.count - 1);
  const { input } = head;
  const follow = () => {
    const move = Number(input.value);
    const words = tell(moves, move);
    head.tellValue(tellTime(moves.time[move] + moves.duration[move] - moves.time[0]), `. ${words}`);
    say(words);
    change(move);
  };
  const player = play(moves, input, follow);
  input.addEventListener('input', () => { player.stop(); follow(); });
  head.tellValue(tellTime(moves.time.at(-1) + moves.duration.at(-1) - moves.time[0]));
  head.row.append(player.button);
  return {
    row: head.row,
    stop: player.stop,
    // Between two moves; a head that was at the end stays there.
    between(first, last) {
      const atEnd = input.value === input.max;
      Object.assign(input, { min: first, max: last });
      if (atEnd) input.value = last;
      follow();
    },
  };
}

// A button that moves the head on in time, fast, from the start when it is at the end.
function play(moves, input, follow) {
  let frame;
  const stop = () => {
    cancelAnimationFrame(frame);
    frame = undefined;
    node.textContent = 'Lire';
  };
  const node = button('Lire', 'Faire avancer la tête, ou l’arrêter', () => {
    if (frame) { stop(); return; }
    if (input.value === input.max) input.value = input.min;
    const [first, last] = [Number(input.min), Number(input.max)];
    const pace = (moves.time[last] + moves.duration[last] - moves.time[first]) / PLAYED;
    let move = Number(input.value);
    let [before, time] = [performance.now(), moves.time[move]];
    const step = (now) => {
      time += ((now - before) / 1000) * pace;
      before = now;
      while (move < last && moves.time[move] + moves.duration[move] < time) move += 1;
      input.value = move;
      follow();
      if (move < last) frame = requestAnimationFrame(step);
      else stop();
    };
    node.textContent = 'Pause';
    frame = requestAnimationFrame(step);
  });
  return { button: node, stop };
}
