// The keys of a view: arrows turn, Shift and arrows slide, plus and minus zoom, zero comes back.
export const HELP = 'Flèches : tourner. Majuscule et flèches : glisser. Plus et moins : zoomer. Zéro : revenir.';

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function listenToKeys(stage) {
  const others = {
    '+': () => stage.zoom(0.8), '=': () => stage.zoom(0.8), '-': () => stage.zoom(1.25),
    0: () => stage.look('3D'), Home: () => stage.look('3D'),
  };
  stage.canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey) stage.slide(...arrow);
    else if (arrow) stage.turn(...arrow);
    else if (others[event.key]) others[event.key]();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
