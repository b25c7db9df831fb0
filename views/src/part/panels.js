// The row of tools under the picture: each opens a panel of its own.
import { element } from '../scene/dom.js';
import { button, toolbar } from '../scene/toolbar.js';

// A panel is { name, label, node, change(open) }.
export function panels(all) {
  const opened = (panel) => {
    panel.node.hidden = true;
    panel.node.className = 'panel';
    const opener = button(panel.name, panel.label, () => {
      panel.node.hidden = !panel.node.hidden;
      opener.ariaExpanded = String(!panel.node.hidden);
      panel.change(!panel.node.hidden);
    });
    opener.ariaExpanded = 'false';
    return opener;
  };
  return element('div', {}, toolbar('Outils', ...all.map(opened)), ...all.map((panel) => panel.node));
}
