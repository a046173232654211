// Forms: focus on the error summary, warning about unsaved changes, one click = one submission, demo account filling.
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();

for (const form of document.querySelectorAll("form[data-unsaved]")) {
  const untouched = new URLSearchParams(new FormData(form)).toString();
  let sending = false;
  form.addEventListener("submit", () => { sending = true; });
  addEventListener("beforeunload", (event) => {
    const typed = form.dataset.unsaved === "typed"; // it came back with what was typed and was not saved
    if (!sending && (typed || new URLSearchParams(new FormData(form)).toString() !== untouched)) event.preventDefault();
  });
}

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

for (const button of document.querySelectorAll("[data-fill-username]")) {
  button.addEventListener("click", () => {
    const form = document.querySelector("[data-login]");
    form.elements.username.value = button.dataset.fillUsername;
    form.elements.password.value = button.dataset.fillPassword;
    form.querySelector("[type=submit]").focus();
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => print());
}
