// Builds every browser and node part of the project. Output folders named `static` are not committed.
//   views/src/NAME.js            -> views/static/NAME.js          (anywidget modules, ES)
//   lab/src/extension.js         -> lab/jupyter/labextensions/coop-factory/static/ (JupyterLab extension)
//   hardware/sim/uno/emulator.js -> hardware/sim/uno/static/emulator.js (runs in node, avr8js inside)
import { existsSync, readdirSync } from 'node:fs';
import { build } from 'esbuild';

const common = { bundle: true, minify: true, sourcemap: false, legalComments: 'eof', logLevel: 'warning' };
const views = existsSync('views/src') ? readdirSync('views/src').filter((f) => f.endsWith('.js')) : [];

await Promise.all([
  build({ ...common, entryPoints: views.map((f) => `views/src/${f}`), outdir: 'views/static', format: 'esm',
          loader: { '.css': 'text', '.svg': 'text' } }),
  build({ ...common, entryPoints: ['lab/src/extension.js'], outdir: 'lab/jupyter/labextensions/coop-factory/static',
          format: 'iife', loader: { '.css': 'text' } }),
  existsSync('hardware/sim/uno/emulator.js') &&
    build({ ...common, entryPoints: ['hardware/sim/uno/emulator.js'], outfile: 'hardware/sim/uno/static/emulator.js',
            platform: 'node', format: 'cjs' }),
]);
