// Reorder within one parent: drag the handle (mouse, pen, finger) or press ↑ ↓ on it.
// <ul data-sortable data-url="…"><li data-id="…"><button data-handle>…  posts item and position (from 0) as a form.
// Answers: any 2xx is success; otherwise JSON {"error": "…"} is read out and the old order comes back.
const status = document.querySelector("[data-sortable-status]");

function say(text, failed = false) {
  if (!status) return;
  status.textContent = text;
  status.classList.toggle("is-error", failed);
}

function token() {
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  return field ? field.value : (document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) || [])[1] || "";
}

// The forms beside the list hold the revision the page was made from; it moves on with every move made here.
const revisions = () => document.querySelectorAll("input[name=revision]");

function revision() {
  const first = revisions()[0];
  return first ? { revision: first.value } : {};
}

function keepRevision(body) {
  if (body.revision === undefined) return;
  for (const field of revisions()) field.value = body.revision;
}

const itemsOf = (list) => [...list.children].filter((child) => child.dataset.id);

// One move after the other: each names the revision the one before it led to.
let waiting = Promise.resolve();

function save(list, item, before) {
  const position = itemsOf(list).indexOf(item);
  if (before.indexOf(item) === position) return;
  waiting = waiting.then(() => send(list, item, position, before));
}

async function send(list, item, position, before) {
  let answer = null;
  try {
    answer = await fetch(list.dataset.url, {
      method: "POST",
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
      body: new URLSearchParams({ item: item.dataset.id, position, ...revision() }),
    });
    if (answer.ok) {
      keepRevision(await answer.json().catch(() => ({})));
      say(`已移到第 ${position + 1} 位`);
      return;
    }
  } catch { /* handled below: nothing reached the server */ }
  for (const old of before) list.append(old);
  const body = answer ? await answer.json().catch(() => ({})) : {};
  say(body.error || (answer ? "没有移动成功，已恢复原来的顺序。" : "网络不通，没有保存，已恢复原来的顺序。"), true);
}

function dragging(list, item) {
  const before = itemsOf(list);
  item.classList.add("is-dragging");

  const move = (at) => {
    const over = itemsOf(list).find((other) => {
      const box = other.getBoundingClientRect();
      return other !== item && at.clientY > box.top && at.clientY < box.bottom;
    });
    if (!over) return;
    const box = over.getBoundingClientRect();
    list.insertBefore(item, at.clientY < box.top + box.height / 2 ? over : over.nextSibling);
  };
  const end = (ended) => {
    // on the document: moving the row in the page would lose a capture held by its handle
    document.removeEventListener("pointermove", move);
    document.removeEventListener("pointerup", end);
    document.removeEventListener("pointercancel", end);
    item.classList.remove("is-dragging");
    if (ended.type === "pointercancel") for (const old of before) list.append(old);
    else save(list, item, before);
  };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", end);
  document.addEventListener("pointercancel", end);
}

for (const list of document.querySelectorAll("[data-sortable]")) {
  for (const item of itemsOf(list)) {
    const handle = item.querySelector("[data-handle]");
    if (!handle) continue;
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      dragging(list, item);
    });
    handle.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const before = itemsOf(list);
      const other = before[before.indexOf(item) + step];
      if (!other) return;
      if (step < 0) other.before(item);
      else other.after(item);
      handle.focus();
      save(list, item, before);
    });
  }
}
