// A few words over the picture, that stay at a point of space while the view turns. They are told elsewhere to a screen reader.
import { element } from './dom.js';

export function label(stage) {
  const node = element('div', { className: 'label', ariaHidden: 'true', hidden: true });
  let at;
  stage.picture.append(node);
  stage.drawn.push(() => {
    if (!at) return;
    const seen = at.clone().project(stage.camera);
    node.hidden = seen.z > 1 || Math.max(Math.abs(seen.x), Math.abs(seen.y)) > 1;
    node.style.left = `${50 + 50 * seen.x}%`;
    node.style.top = `${50 - 50 * seen.y}%`;
  });
  return (point, words = '') => {
    at = point;
    node.textContent = words;
    node.hidden = !point;
    stage.draw();
  };
}
