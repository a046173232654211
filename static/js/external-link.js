// 离站提示: a link to a site that is not a government site asks before it leaves (国办发〔2017〕47号).
const dialog = document.querySelector("[data-external-dialog]");

function leaves(link) {
  if (!/^https?:$/.test(link.protocol) || link.host === location.host) return false;
  return !/(^|\.)gov\.cn$/.test(link.hostname);
}

if (dialog) {
  const go = dialog.querySelector("[data-external-go]");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || dialog.contains(link) || !leaves(link)) return;
    event.preventDefault();
    dialog.querySelector("[data-external-url]").textContent = link.href;
    go.href = link.href;
    dialog.showModal();
  });
  go.addEventListener("click", () => dialog.close());
  dialog.querySelector("[data-external-stay]").addEventListener("click", () => dialog.close());
}
