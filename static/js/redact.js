// Boxes over a page: drawn with the mouse, or placed and moved with the keyboard. The table is the truth that is sent.
const frame = document.querySelector("[data-redact]");
const form = document.querySelector("form[data-boxes]");
const STEP = 0.5; // percent of the page
const FIELDS = ["left", "top", "width", "height"];

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const field = (row, name) => row.querySelector(`[name="${name}"]`);
const read = (row) => Object.fromEntries(FIELDS.map((name) => [name, Number.parseFloat(field(row, name).value)]));

function write(row, box) {
  for (const name of FIELDS) field(row, name).value = box ? box[name].toFixed(2) : "";
}

function start(layer, page) {
  const body = form.querySelector("tbody");
  const said = form.querySelector("[data-said]");
  let chosen = null;

  const rows = () => [...body.querySelectorAll("[data-box]")];
  const filled = (row) => field(row, "left").value !== "" && field(row, "page").value === page;

  function freeRow() {
    const empty = rows().find((row) => FIELDS.every((name) => field(row, name).value === ""));
    const row = empty ?? rows().at(-1).cloneNode(true);
    if (!empty) {
      write(row, null);
      body.append(row);
    }
    field(row, "page").value = page;
    return row;
  }

  function show() {
    layer.replaceChildren(
      ...rows().filter(filled).map((row) => {
        const box = read(row);
        const mark = document.createElement("div");
        mark.className = row === chosen ? "redact__box is-chosen" : "redact__box";
        for (const name of FIELDS) mark.style[name] = `${box[name]}%`;
        mark.textContent = field(row, "ground").value;
        mark.addEventListener("pointerdown", (event) => {
          event.stopPropagation();
          chosen = row;
          layer.focus();
          show();
        });
        return mark;
      }),
    );
  }

  function add(box) {
    chosen = freeRow();
    write(chosen, box);
    said.textContent = "已加一处遮盖，请核对依据。";
    show();
  }

  layer.addEventListener("pointerdown", (event) => {
    const area = layer.getBoundingClientRect();
    const at = (move) => ({ x: clamp(((move.clientX - area.left) / area.width) * 100, 0, 100), y: clamp(((move.clientY - area.top) / area.height) * 100, 0, 100) });
    const from = at(event);
    const ghost = Object.assign(document.createElement("div"), { className: "redact__box is-chosen" });
    layer.append(ghost);
    layer.setPointerCapture(event.pointerId);
    const drawn = (to) => ({ left: Math.min(from.x, to.x), top: Math.min(from.y, to.y), width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) });
    const move = (event_) => {
      const box = drawn(at(event_));
      for (const name of FIELDS) ghost.style[name] = `${box[name]}%`;
    };
    layer.addEventListener("pointermove", move);
    layer.addEventListener("pointerup", (event_) => {
      layer.removeEventListener("pointermove", move);
      const box = drawn(at(event_));
      ghost.remove();
      if (box.width > 0.4 && box.height > 0.4) add(box);
    }, { once: true });
  });

  layer.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      add({ left: 40, top: 45, width: 20, height: 4 });
      return;
    }
    if (!chosen) return;
    const box = read(chosen);
    const [x, y] = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key] ?? [0, 0];
    if (event.key === "Delete") {
      write(chosen, null);
      chosen = null;
      said.textContent = "已删除一处遮盖。";
    } else if (x || y) {
      if (event.shiftKey) Object.assign(box, { width: clamp(box.width + x, STEP, 100 - box.left), height: clamp(box.height + y, STEP, 100 - box.top) });
      else Object.assign(box, { left: clamp(box.left + x, 0, 100 - box.width), top: clamp(box.top + y, 0, 100 - box.height) });
      write(chosen, box);
    } else return;
    event.preventDefault();
    show();
  });

  form.addEventListener("input", show);
  show();
}

if (frame && form) start(frame.querySelector("[data-layer]"), frame.dataset.redact);
