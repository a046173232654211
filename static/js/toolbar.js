// 长者模式 · 高对比 · 深浅色 · 字号. Buttons carry data-pref; what is chosen is said aloud in [data-pref-status].
const root = document.documentElement;
const status = document.querySelector("[data-pref-status]");
const SIZES = ["标准", "大", "较大", "特大"];

function store(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch { /* storage is switched off: the choice lasts for this page */ }
}

function isDark() {
  if (root.dataset.theme === "dark") return true;
  return root.dataset.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches;
}

const acts = {
  elder() {
    const on = !("elder" in root.dataset);
    if (on) root.dataset.elder = "";
    else delete root.dataset.elder;
    store("elder", on && "1");
    return on ? "已进入长者模式" : "已退出长者模式";
  },
  contrast() {
    const on = root.dataset.contrast !== "high";
    if (on) root.dataset.contrast = "high";
    else delete root.dataset.contrast;
    store("contrast", on && "high");
    return on ? "已开启高对比" : "已关闭高对比";
  },
  theme() {
    const next = isDark() ? "light" : "dark";
    root.dataset.theme = next;
    store("theme", next);
    return next === "dark" ? "已换为深色" : "已换为浅色";
  },
  size() {
    const next = (Number(root.dataset.size || 0) + 1) % SIZES.length;
    if (next) root.dataset.size = String(next);
    else delete root.dataset.size;
    store("size", next && String(next));
    return `字号：${SIZES[next]}`;
  },
};

function show() {
  const pressed = {
    elder: "elder" in root.dataset,
    contrast: root.dataset.contrast === "high",
    theme: isDark(),
  };
  for (const button of document.querySelectorAll("[data-pref]")) {
    if (button.dataset.pref in pressed) button.setAttribute("aria-pressed", String(pressed[button.dataset.pref]));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pref]");
  if (!button) return;
  const said = acts[button.dataset.pref]?.();
  if (status && said) status.textContent = said;
  show();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
show();
