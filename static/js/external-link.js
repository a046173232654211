// 离站提示: a link to a site that is not a government site asks before it leaves (国办发〔2017〕47号).
// The server has marked those links and leads them by /leave/; the dialogue spares the way there and back.
const dialog = document.querySelector("[data-external-dialog]");

if (dialog) {
  const go = dialog.querySelector("[data-external-go]");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-leaves]");
    if (!link || document.documentElement.hasAttribute("data-kiosk")) return;
    event.preventDefault();
    dialog.querySelector("[data-external-url]").textContent = link.dataset.leaves;
    go.href = link.dataset.leaves;
    dialog.showModal();
  });
  go.addEventListener("click", () => dialog.close());
  dialog.querySelector("[data-external-stay]").addEventListener("click", () => dialog.close());
}
