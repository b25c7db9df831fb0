// The lab's JupyterLab extension. Buttons in the top bar, « Accueil » and « Rendre mon travail », that save everything and
// go there, and « Confort »; hints that are remembered; arriving at a cell of a notebook; and a renderer for the live board
// (views/board.py), fetched when a first one is shown.
//
// JupyterLab loads a prebuilt extension as a module-federation container: `window._JUPYTERLAB[name]` with
// `init(shareScope)` and `get(module)`. This one needs few shared modules, so the container is written by hand;
// docs/decisions says why.
import { comfort } from '../assets/comfort.js';
import COMFORT from '../assets/comfort.css';
import { follow } from './hints.js';
import { saveInTurn } from './saving.js';

let shared = {};

async function sharedModule(name) {
  const [copy] = Object.values(shared[name] ?? {});
  return (await copy.get())();
}

function button(label, icon) {
  return Object.assign(document.createElement('button'),
    { type: 'button', className: 'coop-button', textContent: `${icon} ${label}` });
}

const STYLE = `
.coop-buttons { display: flex; flex-direction: row; gap: 6px; align-items: center; padding: 0 8px; min-width: max-content; }
#jp-menu-panel { min-width: 0; }
.coop-button { border: 1px solid var(--jp-border-color1); border-radius: 4px; background: var(--jp-layout-color1);
  color: var(--jp-ui-font-color0); font: inherit; font-weight: 600; padding: 2px 10px; cursor: pointer; white-space: nowrap; }
.coop-button:hover { background: var(--jp-layout-color2); }
.coop-button:focus-visible { outline: 2px solid var(--jp-brand-color1); outline-offset: 1px; }
.coop-hint summary:focus-visible { outline: 2px solid var(--jp-brand-color1); outline-offset: 2px; }
.coop-hint summary[aria-disabled] { cursor: not-allowed; }
.coop-why { font-style: italic; }
${COMFORT}`;

const NARROW = 1000; // CSS pixels: a small screen, or a page at 200 %

const { coopTrainer } = JSON.parse(document.getElementById('jupyter-config-data').textContent);

// Each button is a command as well: without a mouse, Ctrl+Shift+C and a few letters are faster than many tabs.
async function buttons() {
  const { Widget } = await sharedModule('@lumino/widgets');
  const { ICommandPalette } = await sharedModule('@jupyterlab/apputils');
  return {
    id: 'coop-factory:buttons',
    autoStart: true,
    requires: [ICommandPalette],
    activate: (app, palette) => {
      const style = document.createElement('style');
      style.textContent = STYLE;
      document.head.append(style);
      const bar = new Widget();
      bar.id = 'coop-buttons';
      bar.addClass('coop-buttons');
      const add = (id, label, icon, execute) => {
        const command = `coop-factory:${id}`;
        app.commands.addCommand(command, { label, execute });
        palette.addItem({ command, category: 'Atelier' });
        const node = button(label, icon);
        bar.node.append(node);
        return node;
      };
      const addLink = (id, label, icon, page) => {
        const leave = async () => {
          await app.commands.execute('docmanager:save-all');
          window.location.assign(app.serviceManager.serverSettings.baseUrl + page);
        };
        add(id, label, icon, leave).addEventListener('click', leave);
      };
      addLink('home', 'Accueil', '⌂', 'atelier/');
      if (!coopTrainer) addLink('hand-in', 'Rendre mon travail', '✉', 'atelier/rendre');
      const menu = comfort();
      const open = () => setTimeout(() => menu.showPopover()); // once the palette has given the focus back
      add('comfort', 'Confort', 'Aa', open).popoverTargetElement = menu;
      app.shell.add(bar, 'top', { rank: 900 });
      app.restored.then(() => { if (window.innerWidth < NARROW) app.shell.collapseLeft(); });
    },
  };
}

// Go to a cell, and stay there while the cells above are drawn, until the reader acts.
function show(notebook, id) {
  const index = notebook.widgets.findIndex(({ model }) => model.id === id);
  if (index < 0) return;
  notebook.activeCellIndex = index;
  const { node } = notebook.widgets[index];
  const settling = new ResizeObserver(() => {
    node.scrollIntoView();
    node.focus({ preventScroll: true });
  });
  notebook.widgets.slice(0, index + 1).forEach((cell) => settling.observe(cell.node));
  for (const act of ['keydown', 'pointerdown', 'wheel']) {
    window.addEventListener(act, () => settling.disconnect(), { capture: true, once: true });
  }
}

// In the trainer's lab, reading a hint must not change the notebook that is edited.
async function notebooks() {
  const { INotebookTracker } = await sharedModule('@jupyterlab/notebook');
  const wanted = new URLSearchParams(window.location.hash.slice(1)).get('cell-id');
  return {
    id: 'coop-factory:notebooks',
    autoStart: true,
    requires: [INotebookTracker],
    activate: (app, tracker) => {
      const arrive = (_, panel) => {
        tracker.widgetAdded.disconnect(arrive);
        Promise.all([panel.revealed, panel.context.ready, app.restored]).then(() => show(panel.content, wanted));
      };
      tracker.widgetAdded.connect(arrive);
      tracker.widgetAdded.connect((_, panel) => saveInTurn(panel.context));
      if (!coopTrainer) tracker.widgetAdded.connect((_, panel) => follow(panel));
    },
  };
}

const BOARD = 'application/vnd.coop-factory.board+json';

async function boardRenderer() {
  const { Widget } = await sharedModule('@lumino/widgets');

  class BoardOutput extends Widget {
    async renderModel(model) {
      const { baseUrl } = JSON.parse(document.getElementById('jupyter-config-data').textContent);
      const data = model.data[BOARD];
      const lab = new URL(`${baseUrl}atelier/`, window.location.href);
      const { show } = await import(new URL('views/board.js', lab).href);
      if (this.isDisposed) return;
      this.stop?.();
      this.stop = show(this.node, data, new URL(`machine/${data.kind}`, lab).href.replace(/^http/, 'ws'));
    }

    dispose() {
      this.stop?.();
      super.dispose();
    }
  }
  return {
    id: 'coop-factory:board',
    dataType: 'json',
    rank: 10, // before text/html, the still picture of the same output
    rendererFactory: { safe: true, mimeTypes: [BOARD], createRenderer: () => new BoardOutput() },
  };
}

window._JUPYTERLAB ??= {};
window._JUPYTERLAB['coop-factory'] = {
  init: (scope) => { shared = scope; },
  get: async (name) => {
    const plugins = name === './board' ? await boardRenderer() : [await buttons(), await notebooks()];
    return () => ({ __esModule: true, default: plugins });
  },
};
