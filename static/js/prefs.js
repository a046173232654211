// Applies the reader's stored choices before the first paint. Classic script, loaded in <head>.
// "theme" is the key Django's admin uses, so the public site and the workbench agree.
(function () {
  const root = document.documentElement;
  root.classList.add("js");
  let read = function () { return null; };
  try {
    const store = window.localStorage;
    read = function (key) { return store.getItem(key); };
  } catch {
    return; // storage is switched off: the defaults stand
  }
  const theme = read("theme");
  root.dataset.theme = theme === "light" || theme === "dark" ? theme : "auto";
  if (read("elder") === "1") root.dataset.elder = "";
  if (read("contrast") === "high") root.dataset.contrast = "high";
  const size = read("size");
  if (size === "1" || size === "2" || size === "3") root.dataset.size = size;
})();
