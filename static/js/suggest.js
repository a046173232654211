// Suggestions below a search box: a combobox by the ARIA pattern. Without this script the form works as it is.
const WAIT = 150;
let serial = 0;

function option(found, id) {
  const row = Object.assign(document.createElement("li"), { className: "suggest__row", id });
  row.setAttribute("role", "option");
  row.dataset.url = found.url;
  const kind = Object.assign(document.createElement("span"), { className: "suggest__kind", textContent: found.kind });
  row.append(Object.assign(document.createElement("span"), { textContent: found.title }), kind);
  return row;
}

function attach(form) {
  const input = form.elements.q;
  const list = Object.assign(document.createElement("ul"), { className: "suggest", id: `suggest-${(serial += 1)}`, hidden: true });
  const said = Object.assign(document.createElement("p"), { className: "sr" });
  let timer, asked = "", at = -1, asking;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "搜索建议");
  said.setAttribute("role", "status");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  form.append(list, said);

  function choose(place) {
    at = place;
    for (const [number, row] of [...list.children].entries()) row.setAttribute("aria-selected", String(number === at));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  }

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  }

  async function ask() {
    const words = input.value.trim();
    if (words === asked) return show(list.children.length > 0 && words !== "");
    asked = words;
    asking?.abort();
    if (!words) return show(false);
    asking = new AbortController();
    const response = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(words)}`, { signal: asking.signal }).catch(() => null);
    if (!response?.ok || words !== input.value.trim()) return;
    const { found } = await response.json();
    list.replaceChildren(...found.map((one, number) => option(one, `${list.id}-${number}`)));
    choose(-1);
    said.textContent = found.length ? `有 ${found.length} 条建议，用上下键选择` : "";
    show(found.length > 0 && document.activeElement === input);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      if (list.hidden) show(true);
      choose(((at < 0 && step < 0 ? count : at) + step + count) % count);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      location.assign(list.children[at].dataset.url);
    }
  });
  input.addEventListener("blur", () => show(false));
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus, so that the list stays
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[data-url]");
    if (row) location.assign(row.dataset.url);
  });
}

for (const form of document.querySelectorAll("form[data-suggest]")) attach(form);
