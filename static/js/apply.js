// The application form: saves what is typed, shows what may be published already, opens the agent's part when asked.
const form = document.querySelector("form[data-draft]");
const SAVE_AFTER = 1500;
const ASK_AFTER = 400;

function later(wait, act) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
}

// While the form itself is on its way, nothing is saved beside it: the case it becomes must not be taken for a draft.
let sending = new AbortController();

async function save() {
  if (sending.signal.aborted) return;
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  const said = form.querySelector("[data-saved]");
  try {
    const response = await fetch(form.dataset.draft, { method: "POST", body: data, signal: sending.signal });
    const answer = await response.json();
    if (response.ok) form.elements.key.value = answer.key;
    said.textContent = response.ok ? `草稿已于 ${answer.at} 保存` : answer.error;
  } catch (problem) {
    if (problem.name === "AbortError") return;
    said.textContent = "网络不通，草稿还没有保存";
  }
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
  form.addEventListener("input", later(SAVE_AFTER, save));
  form.addEventListener("submit", () => sending.abort());
  window.addEventListener("pageshow", () => (sending = new AbortController()));
  const box = form.querySelector("[data-suggest]");
  const field = document.getElementById(box.dataset.for);
  field.addEventListener("input", later(ASK_AFTER, suggest(box, field)));
  agent();
}
