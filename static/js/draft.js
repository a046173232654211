// A public form that is kept on the server while it is being typed: form[data-draft] names where; [data-saved] says so.
const form = document.querySelector("form[data-draft]");
const SAVE_AFTER = 1500;
let timer;

// While the form itself is on its way, nothing is saved beside it: what it becomes must not be taken for a draft.
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

if (form) {
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER);
  });
  form.addEventListener("submit", () => sending.abort());
  window.addEventListener("pageshow", () => (sending = new AbortController()));
}
