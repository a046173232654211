// Questions of the editor, each a native dialog: what was forgotten is said in it, and the focus goes back to the text.
let count = 0;

export function make(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === false) continue;
    if (name === "on") for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

function row(field, prefix) {
  const id = `${prefix}-${field.name}`;
  const help = field.help ? make("small", { id: `${id}-help`, class: "editor-dialog__help" }, field.help) : "";
  const input = make("input", {
    id, name: field.name, type: field.type || "text", accept: field.accept || null, min: field.min ?? null, max: field.max ?? null,
    "aria-describedby": field.help ? `${id}-help` : null, "aria-required": field.required ? "true" : null,
    autocomplete: "off", checked: field.type === "checkbox" && field.value,
  });
  if (field.type !== "file" && field.type !== "checkbox") input.value = field.value ?? "";
  const label = make("label", { for: id }, field.label, field.required ? make("span", {}, "（必填）") : "");
  const parts = field.type === "checkbox" ? [input, label] : [label, help, input];
  return make("div", { class: `editor-dialog__row editor-dialog__row--${field.type || "text"}` }, ...parts);
}

// fields: {name, label, type, value, required: sentence when empty, help}. `act(values)` returns a sentence when refused;
// `extra` is a second button {label, act}. The dialog closes when nothing was refused.
export function ask({ title, fields, action, act, extra = null, after }) {
  const prefix = `editor-dialog-${(count += 1)}`;
  const error = make("p", { class: "editor-dialog__error", role: "alert" });
  const send = make("button", { type: "submit", class: "btn btn--small" }, action);
  const close = () => dialog.close();
  const buttons = [send, make("button", { type: "button", class: "btn btn--small btn--quiet", on: { click: close } }, "取消")];
  if (extra) {
    const other = make("button", { type: "button", class: "btn btn--small btn--quiet" }, extra.label);
    other.addEventListener("click", () => { close(); extra.act(); });
    buttons.push(other);
  }
  const form = make(
    "form", { method: "dialog", novalidate: true },
    make("h2", { id: `${prefix}-title` }, title), ...fields.map((field) => row(field, prefix)), error,
    make("div", { class: "editor-dialog__actions" }, ...buttons),
  );
  const dialog = make("dialog", { class: "editor-dialog", "aria-labelledby": `${prefix}-title` }, form);

  const refuse = (sentence, field) => {
    error.textContent = sentence;
    form.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
    const input = field && form.elements.namedItem(field);
    if (input) input.setAttribute("aria-invalid", "true");
    (input || send).focus();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (send.getAttribute("aria-busy")) return;
    const values = Object.fromEntries(fields.map(({ name, type }) => {
      const input = form.elements.namedItem(name);
      return [name, type === "file" ? input.files[0] || null : type === "checkbox" ? input.checked : input.value.trim()];
    }));
    const missing = fields.find((field) => field.required && !values[field.name]);
    if (missing) {
      refuse(missing.required, missing.name);
      return;
    }
    send.setAttribute("aria-busy", "true");
    error.textContent = "";
    const refused = await act(values);
    send.removeAttribute("aria-busy");
    if (refused) refuse(refused.text || refused, refused.field);
    else close();
  });
  dialog.addEventListener("close", () => { dialog.remove(); after(); });
  document.body.append(dialog);
  dialog.showModal();
  if (document.activeElement.select) document.activeElement.select();
}

function token(textarea) {
  const field = textarea.form?.elements.namedItem("csrfmiddlewaretoken") || document.querySelector("input[name=csrfmiddlewaretoken]");
  return field ? field.value : (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1] || "";
}

// Returns {url} or {error}.
export async function upload(textarea, file, alt) {
  const body = new FormData();
  body.append("file", file, file.name || "图片.png");
  body.append("alt", alt);
  try {
    const answer = await fetch(textarea.dataset.uploadUrl, {
      method: "POST", headers: { "X-CSRFToken": token(textarea), Accept: "application/json" }, body,
    });
    const found = await answer.json().catch(() => ({}));
    if (answer.ok && typeof found.url === "string" && found.url.startsWith("/documents/")) return { url: found.url };
    if (answer.status === 413) return { error: "图片太大，没有上传。请压缩后再试。" };
    return { error: found.error || "图片没有上传成功，请稍后再试。" };
  } catch {
    return { error: "网络不通，图片没有上传。" };
  }
}
