// Questions to the kernel, over the widget's messages, one answer each (views/live.py).
const SLOW = 8000; // ms

// `ask(question, waiting)` tells `waiting`, then gives { …answer, buffers }. A busy kernel answers later.
export function questions(model, say) {
  const waiting = new Map();
  let last = 0;
  model.on('msg:custom', (answer, buffers) => {
    waiting.get(answer.number)?.({ ...answer, buffers });
    waiting.delete(answer.number);
  });
  return (question, words) => new Promise((resolve) => {
    last += 1;
    const number = last;
    const late = () => waiting.has(number) && say('Toujours pas de réponse : une cellule s’exécute encore, ou le noyau est arrêté.');
    waiting.set(number, resolve);
    say(words);
    setTimeout(late, SLOW);
    model.send({ ...question, number });
  });
}
