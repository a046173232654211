// Column chooser: <details data-columns="table-id"> gets a checkbox for every th[data-col]; cells carry the same data-col.
for (const box of document.querySelectorAll("[data-columns]")) {
  const table = document.getElementById(box.dataset.columns);
  const fieldset = box.querySelector("fieldset");
  const key = `columns:${box.dataset.columns}`;
  let off = [];
  try {
    off = JSON.parse(localStorage.getItem(key)) || [];
  } catch { /* nothing stored */ }

  function apply() {
    for (const cell of table.querySelectorAll("[data-col]")) cell.hidden = off.includes(cell.dataset.col);
    try {
      localStorage.setItem(key, JSON.stringify(off));
    } catch { /* lasts for this page */ }
  }

  for (const head of table.querySelectorAll("th[data-col]")) {
    const name = head.dataset.col;
    const label = document.createElement("label");
    const tick = document.createElement("input");
    tick.type = "checkbox";
    tick.checked = !off.includes(name);
    tick.addEventListener("change", () => {
      off = tick.checked ? off.filter((other) => other !== name) : [...off, name];
      apply();
    });
    label.append(tick, name);
    fieldset.append(label);
  }
  box.hidden = false;
  apply();
}
