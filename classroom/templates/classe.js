
// Sorting and filtering the table of marks. Without it the whole table is there, in alphabetical order.
{
  const table = document.querySelector('.heat');
  const rows = [...table.tBodies[0].rows];
  const form = document.querySelector('.controls');
  const { name, module, help, count } = form.elements;

  function filter() {
    const wanted = name.value.trim().toLocaleLowerCase('fr');
    for (const row of rows) {
      row.hidden = !row.dataset.name.toLocaleLowerCase('fr').includes(wanted) || (help.checked && !('help' in row.dataset));
    }
    for (const cell of table.querySelectorAll('[data-module]')) {
      cell.hidden = module.value !== '' && cell.dataset.module !== module.value;
    }
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = `${shown} élève${shown > 1 ? 's' : ''} sur ${rows.length}`;
  }

  const orders = {
    name: (a, b) => a.dataset.name.localeCompare(b.dataset.name, 'fr', { numeric: true }),
    share: (a, b) => a.dataset.share - b.dataset.share,
  };

  function sort(head) {
    const down = head.ariaSort === 'ascending';
    for (const other of table.querySelectorAll('[data-sort]')) other.removeAttribute('aria-sort');
    head.ariaSort = down ? 'descending' : 'ascending';
    rows.sort(orders[head.dataset.sort]);
    if (down) rows.reverse();
    table.tBodies[0].append(...rows);
  }

  for (const head of table.querySelectorAll('[data-sort]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = head.textContent;
    button.title = 'Trier';
    head.replaceChildren(button);
    button.addEventListener('click', () => sort(head));
  }
  form.hidden = false;
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  filter();
}
