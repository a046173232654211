// 自助终端: counts the seconds in which nobody touches anything, warns, and then leaves nothing behind.
const bar = document.querySelector("[data-kiosk-bar]");
const dialog = document.querySelector("[data-kiosk-dialog]");
const first = document.querySelector("[data-kiosk-first]");

function forget() {
  try {
    localStorage.clear();
    sessionStorage.clear();
  } catch { /* storage is switched off: there is nothing in it */ }
}

// A page that comes back from the browser's memory belongs to whoever was here before.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

if (first) {
  forget();
  history.pushState(null, "");
  addEventListener("popstate", () => history.pushState(null, "")); // 返回 leads nowhere from the first screen
}

if (bar) {
  const form = bar.querySelector("[data-kiosk-end]");
  const count = dialog.querySelector("[data-kiosk-count]");
  const limit = Number(bar.dataset.seconds);
  const warn = Number(bar.dataset.warn);
  let left = limit;

  const touched = () => {
    if (dialog.open) return;
    left = limit;
  };
  const stay = () => {
    left = limit;
    if (dialog.open) dialog.close();
  };
  const end = () => {
    forget();
    form.requestSubmit();
  };

  for (const name of ["pointerdown", "keydown", "wheel", "touchstart", "input"]) {
    addEventListener(name, touched, { passive: true });
  }
  dialog.querySelector("[data-kiosk-stay]").addEventListener("click", stay);
  dialog.addEventListener("cancel", stay);
  form.addEventListener("submit", forget);
  const timer = setInterval(() => {
    left -= 1;
    count.textContent = String(Math.max(left, 0));
    if (left <= warn && !dialog.open) dialog.showModal();
    if (left <= 0) {
      clearInterval(timer);
      end();
    }
  }, 1000);

  // No way out to other sites.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && link.host !== location.host) event.preventDefault();
  }, true);
}
