// 公开屏: turns to the next screen by itself, and stops when somebody presses 暂停. Without a script the links turn it.
const board = document.querySelector("[data-board]");
const button = document.querySelector("[data-board-pause]");
const SECONDS = 20;
const KEY = "board-paused";

function remember(value) {
  try {
    if (value) sessionStorage.setItem(KEY, "1");
    else sessionStorage.removeItem(KEY);
  } catch { /* storage is switched off: the choice lasts for this screen */ }
}

function remembered() {
  try {
    return sessionStorage.getItem(KEY) === "1";
  } catch {
    return false;
  }
}

let paused = remembered();
let timer = 0;

function show() {
  clearTimeout(timer);
  if (button) {
    button.setAttribute("aria-pressed", String(paused));
    button.textContent = paused ? "继续翻页" : "暂停翻页";
  }
  if (!paused) timer = setTimeout(turn, SECONDS * 1000);
}

async function turn() {
  try { // the screen stays as it is while the site cannot be reached
    const answer = await fetch(board.dataset.next, { method: "HEAD", cache: "no-store" });
    if (answer.ok) return location.replace(board.dataset.next);
  } catch { /* tried again below */ }
  show();
}

button?.addEventListener("click", () => {
  paused = !paused;
  remember(paused);
  show();
});
if (board) show();
