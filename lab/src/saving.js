// One save after the other. Before it saves, JupyterLab looks at the date of the file: of two saves at once, the automatic
// one and a button, it takes the first for a change made by someone else, and asks whether to overwrite it.
export function saveInTurn(context) {
  const save = context.save.bind(context);
  let last = Promise.resolve();
  context.save = (...options) => {
    const mine = last.then(() => save(...options));
    last = mine.catch(() => {}); // who asked is told; the next one still has its turn
    return mine;
  };
}
