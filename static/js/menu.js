// The phone menu is a <details>; this closes it on Escape and on a click outside.
for (const menu of document.querySelectorAll("[data-menu]")) {
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// Filters stand open beside the list; on narrow screens they start closed so that the list comes first.
if (matchMedia("(max-width: 59.99rem)").matches) {
  for (const box of document.querySelectorAll("[data-narrow-closed]")) box.open = false;
}
