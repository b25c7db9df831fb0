// « Confort »: larger text, more space, plain letters, less motion. The browser keeps the choice. The lab's own pages and
// JupyterLab load this same module; comfort.css does the rest, from the attribute `data-comfort` of the page.

const CHOICES = {
  large: 'Texte plus grand',
  spaced: "Plus d'espace entre les lignes, les mots et les lettres",
  plain: 'Lettres simples, faciles à distinguer',
  still: 'Moins de mouvement',
};
const KEY = 'coop-comfort';

const chosen = () => (localStorage.getItem(KEY) ?? '').split(' ').filter((name) => name in CHOICES);

function apply() {
  document.documentElement.dataset.comfort = chosen().join(' ');
}

function choice(name, label) {
  const box = Object.assign(document.createElement('input'), { type: 'checkbox', name });
  const line = document.createElement('label');
  line.append(box, ` ${label}`);
  return line;
}

// The menu, to be opened by a button (`popoverTargetElement`): Escape, or a click elsewhere, closes it and gives the focus back.
export function comfort() {
  const menu = document.createElement('div');
  menu.id = 'coop-comfort';
  menu.popover = 'auto';
  const group = document.createElement('fieldset');
  const legend = Object.assign(document.createElement('legend'), { textContent: 'Confort de lecture' });
  group.append(legend, ...Object.entries(CHOICES).map(([name, label]) => choice(name, label)));
  const close = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Fermer' });
  close.addEventListener('click', () => menu.hidePopover());
  menu.append(group, close);
  const boxes = [...menu.querySelectorAll('input')];
  boxes[0].autofocus = true;
  menu.addEventListener('beforetoggle', () => boxes.forEach((box) => { box.checked = chosen().includes(box.name); }));
  menu.addEventListener('change', () => {
    localStorage.setItem(KEY, boxes.filter((box) => box.checked).map((box) => box.name).join(' '));
    apply();
  });
  document.body.append(menu);
  return menu;
}

window.addEventListener('storage', apply); // chosen in another tab
apply();
