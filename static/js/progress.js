// Asks data-progress-url every second for {state, done, total, message, url}; follows url when state is "done".
const EVERY = 1000;

for (const box of document.querySelectorAll("[data-progress-url]")) {
  const bar = box.querySelector("progress");
  const message = box.querySelector("[data-progress-message]");
  const count = box.querySelector("[data-progress-count]");
  let misses = 0;

  function show({ state, done, total, message: text }) {
    if (total) {
      bar.max = total;
      bar.value = done;
      count.textContent = `${done} / ${total}`;
    } else {
      bar.removeAttribute("value");
    }
    if (text && message.textContent !== text) message.textContent = text;
    box.classList.toggle("progress--failed", state === "failed");
  }

  async function ask() {
    try {
      const answer = await fetch(box.dataset.progressUrl, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const now = await answer.json();
      misses = 0;
      show(now);
      if (now.state === "done" && now.url) {
        location.assign(now.url);
        return;
      }
      if (now.state === "done" || now.state === "failed") return;
    } catch {
      misses += 1;
      if (misses === 5) message.textContent = "暂时联系不上服务器，仍在重试；后台的处理不会因此中断。";
    }
    setTimeout(ask, EVERY * Math.min(misses + 1, 10));
  }
  ask();
}
