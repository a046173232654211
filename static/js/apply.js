// The application form: shows what may be published already, and opens the agent's part when asked.
const form = document.querySelector("form[data-draft]");
const ASK_AFTER = 400;

function later(wait, act) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
}

function list(found) {
  return found.map(({ title, url, note }) => {
    const row = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { className: "list__title", href: url, target: "_blank", rel: "noopener", textContent: title });
    const meta = Object.assign(document.createElement("div"), { className: "list__meta" });
    meta.append(Object.assign(document.createElement("span"), { textContent: note }));
    row.append(link, meta);
    return row;
  });
}

function suggest(box, field) {
  let asked = "";
  return async () => {
    const words = field.value.trim().slice(0, 200);
    if (words === asked) return;
    asked = words;
    if (words.length < 2) {
      box.hidden = true;
      return;
    }
    const response = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(words)}`).catch(() => null);
    if (!response?.ok || words !== asked) return;
    const { found } = await response.json();
    box.querySelector("ul").replaceChildren(...list(found));
    box.hidden = !found.length;
  };
}

function agent() {
  const box = form.elements.has_agent;
  const part = form.querySelector("[data-agent]");
  const show = () => (part.hidden = !box.checked);
  box.addEventListener("change", show);
  show();
}

if (form) {
  const box = form.querySelector("[data-suggest]");
  const field = document.getElementById(box.dataset.for);
  field.addEventListener("input", later(ASK_AFTER, suggest(box, field)));
  agent();
}
