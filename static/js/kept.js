// What was typed into a form of the desk stays in this tab until the form was accepted: a refused act, or a session that
// ended meanwhile, brings it back. Passwords, files and hidden fields are never kept.
const KEPT = ["text", "search", "url", "email", "tel", "number", "date"];
const WHO = document.querySelector(".who strong")?.textContent ?? ""; // a colleague at the same screen gets nothing back
const FAILED = ".messagelist .error, .messagelist .warning, .errornote, .errorlist";

function fields(form) {
  return [...form.elements].filter(
    (one) => one.name && (one.tagName === "TEXTAREA" || (one.tagName === "INPUT" && KEPT.includes(one.type))),
  );
}

function place(form) {
  return `typed ${WHO} ${location.pathname} ${new URL(form.action, location.href).pathname}`;
}

function bringBack(form, typed) {
  let number = 0;
  for (const field of fields(form)) {
    const text = typed[field.name];
    if (text && text !== field.value && field.value === field.defaultValue) {
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      number += 1;
    }
  }
  if (!number) return;
  const said = document.createElement("p");
  said.className = "help";
  said.setAttribute("role", "status");
  said.textContent = "已恢复您刚才填写的内容，请核对后再提交。";
  form.prepend(said);
}

const failed = document.querySelector(FAILED) || /\/login\//.test(document.referrer);
for (const form of document.querySelectorAll('form[method="post"]')) {
  const kept = sessionStorage.getItem(place(form));
  if (kept && failed) bringBack(form, JSON.parse(kept));
  sessionStorage.removeItem(place(form));
  form.addEventListener("submit", () => {
    const typed = Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
    if (Object.values(typed).some(Boolean)) sessionStorage.setItem(place(form), JSON.stringify(typed));
  });
}
document.getElementById("logout-form")?.addEventListener("submit", () => sessionStorage.clear());
