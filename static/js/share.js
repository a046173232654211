// 复制网址 and 转发. What happened is said aloud in [data-share-status] and shown on the button for a moment.
const said = document.querySelector("[data-share-status]");

function tell(button, text) {
  if (said) said.textContent = text;
  const label = button.lastChild;
  const before = label.textContent;
  label.textContent = text;
  button.disabled = true;
  setTimeout(() => { label.textContent = before; button.disabled = false; button.focus(); }, 1800);
}

async function copy(text) {
  if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea"); // pages without https have no clipboard
  field.value = text;
  field.className = "sr";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (!done) throw new Error("not copied");
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", () => {
    copy(button.dataset.copy).then(() => tell(button, "已复制"), () => tell(button, "请手动复制"));
  });
}

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.closest("[hidden]")?.removeAttribute("hidden");
  button.addEventListener("click", () => {
    navigator.share({ title: button.dataset.shareTitle, url: button.dataset.share }).catch(() => {});
  });
}
