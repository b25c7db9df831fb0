// The hints of an exercise are three plain <details> in a markdown cell `<exercise>-indices`. Here they open one after the
// other, and what was opened is kept in the notebook itself (metadata `coop.hints` of the cell): it goes where the file goes.

const cells = (notebook) => notebook.widgets.filter(({ model }) => model.type === 'markdown' && model.id.endsWith('-indices'));
const hints = (cell) => [...cell.node.querySelectorAll('.jp-RenderedMarkdown details')];
const opened = (cell) => cell.model.getMetadata('coop')?.hints ?? 0;

// A hint just drawn is open as it was kept; one that the reader folded again stays so.
function dress(cell) {
  hints(cell).forEach((hint, rank) => {
    if (!hint.classList.contains('coop-hint')) {
      hint.classList.add('coop-hint');
      hint.open = rank < opened(cell);
    }
    lock(hint.querySelector('summary'), rank > opened(cell) ? ` – ouvrir d'abord l'indice ${rank}` : '');
  });
}

// A locked hint can be reached by keyboard, and says why it does not open.
function lock(summary, why) {
  if (!summary || summary.hasAttribute('aria-disabled') === Boolean(why)) return;
  if (why) {
    summary.setAttribute('aria-disabled', 'true');
    summary.append(Object.assign(document.createElement('span'), { className: 'coop-why', textContent: why }));
  } else {
    summary.removeAttribute('aria-disabled');
    summary.querySelector('.coop-why').remove();
  }
}

export function follow({ content: notebook, context }) {
  const dressAll = () => cells(notebook).forEach(dress);
  notebook.node.addEventListener('click', (event) => {
    if (event.target.closest('summary[aria-disabled]')) event.preventDefault();
  }, true);
  notebook.node.addEventListener('toggle', ({ target }) => {
    const cell = cells(notebook).find(({ node }) => node.contains(target));
    const rank = cell ? hints(cell).indexOf(target) : -1;
    if (rank < 0 || !target.open || rank < opened(cell)) return;
    cell.model.setMetadata('coop', { ...cell.model.getMetadata('coop'), hints: rank + 1 });
    dress(cell);
    context.save().catch(() => {}); // JupyterLab has told the reader
  }, true);
  // Markdown is drawn late, and again after each edit: what counts is what is there, whoever drew it.
  new MutationObserver(dressAll).observe(notebook.node, { childList: true, subtree: true });
  context.ready.then(dressAll);
}
