// The lab's JupyterLab extension. Two buttons in the top bar, « Accueil » and « Rendre mon travail », that save
// everything and go there; and a renderer for the live board (views/board.py), fetched when a first one is shown.
//
// JupyterLab loads a prebuilt extension as a module-federation container: `window._JUPYTERLAB[name]` with
// `init(shareScope)` and `get(module)`. This one needs a single shared module, Lumino's Widget, so the container
// is written by hand; docs/decisions says why.

let shared = {};

async function sharedModule(name) {
  const [copy] = Object.values(shared[name] ?? {});
  return (await copy.get())();
}

function button(label, icon, go) {
  const node = document.createElement('button');
  node.type = 'button';
  node.className = 'coop-button';
  node.textContent = `${icon} ${label}`;
  node.addEventListener('click', go);
  return node;
}

const STYLE = `
.coop-buttons { display: flex; flex-direction: row; gap: 6px; align-items: center; padding: 0 8px; min-width: max-content; }
.coop-button { border: 1px solid var(--jp-border-color1); border-radius: 4px; background: var(--jp-layout-color1);
  color: var(--jp-ui-font-color0); font: inherit; font-weight: 600; padding: 2px 10px; cursor: pointer; white-space: nowrap; }
.coop-button:hover { background: var(--jp-layout-color2); }
.coop-button:focus-visible { outline: 2px solid var(--jp-brand-color1); outline-offset: 1px; }`;

const buttons = {
  id: 'coop-factory:buttons',
  autoStart: true,
  activate: async (app) => {
    const { Widget } = await sharedModule('@lumino/widgets');
    const base = app.serviceManager.serverSettings.baseUrl;
    const leaveTo = (page) => async () => {
      await app.commands.execute('docmanager:save-all');
      window.location.assign(base + page);
    };
    const style = document.createElement('style');
    style.textContent = STYLE;
    document.head.append(style);
    const bar = new Widget();
    bar.id = 'coop-buttons';
    bar.addClass('coop-buttons');
    bar.node.append(button('Accueil', '⌂', leaveTo('atelier/')));
    const config = JSON.parse(document.getElementById('jupyter-config-data').textContent);
    if (!config.coopTrainer) {
      bar.node.append(button('Rendre mon travail', '✉', leaveTo('atelier/rendre')));
    }
    app.shell.add(bar, 'top', { rank: 900 });
  },
};

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
    const plugins = name === './board' ? await boardRenderer() : buttons;
    return () => ({ __esModule: true, default: plugins });
  },
};
