// A tree of nested <details>: expand or collapse all, and arrow keys between the visible rows.
for (const tree of document.querySelectorAll("[data-tree]")) {
  const branches = () => [...tree.querySelectorAll("details")];
  const rows = () => [...tree.querySelectorAll("summary, .tree__row > a")].filter((row) => row.offsetParent !== null);

  for (const button of document.querySelectorAll(`[data-tree-all][aria-controls="${tree.id}"]`)) {
    button.addEventListener("click", () => {
      for (const branch of branches()) branch.open = button.dataset.treeAll === "open";
    });
  }

  tree.addEventListener("keydown", (event) => {
    const here = event.target.closest("summary, .tree__row > a");
    if (!here) return;
    const list = rows();
    const at = list.indexOf(here);
    const branch = here.matches("summary") ? here.parentElement : null;
    let to = null;
    if (event.key === "ArrowDown") to = list[at + 1];
    else if (event.key === "ArrowUp") to = list[at - 1];
    else if (event.key === "Home") to = list[0];
    else if (event.key === "End") to = list.at(-1);
    else if (event.key === "ArrowRight" && branch) {
      if (branch.open) to = list[at + 1];
      else branch.open = true;
    } else if (event.key === "ArrowLeft") {
      if (branch?.open) branch.open = false;
      else to = here.closest("ul")?.closest("details")?.querySelector("summary");
    } else return;
    event.preventDefault();
    to?.focus();
  });
}
