// 朗读 with a voice installed on the reader's own device. Voices that send the text to a server are never used.
const button = document.querySelector("[data-read-aloud]");
const bar = document.querySelector("[data-reader]");
const speech = window.speechSynthesis;

if (button && bar && speech) {
  const said = bar.querySelector("[data-reader-status]");
  let queue = [];

  const localVoice = () => speech.getVoices().find((voice) => voice.localService && /^(zh|cmn)/i.test(voice.lang));

  function sentences() {
    const source = document.querySelector("[data-read]") || document.querySelector("main");
    return source.innerText.split(/(?<=[。！？；\n])/u).map((text) => text.trim()).filter(Boolean);
  }

  function next() {
    const text = queue.shift();
    if (!text) return stop();
    const utterance = new SpeechSynthesisUtterance(text);
    utterance.voice = localVoice();
    utterance.lang = "zh-CN";
    utterance.onend = next;
    speech.speak(utterance);
  }

  function start() {
    bar.hidden = false;
    button.setAttribute("aria-pressed", "true");
    if (!localVoice()) {
      said.textContent = "这台设备没有安装中文语音，暂时不能朗读。";
      return;
    }
    said.textContent = "正在朗读本页内容";
    queue = sentences();
    next();
  }

  function stop() {
    queue = [];
    speech.cancel();
    bar.hidden = true;
    button.setAttribute("aria-pressed", "false");
  }

  button.addEventListener("click", () => (bar.hidden ? start() : stop()));
  bar.querySelector("[data-reader-stop]").addEventListener("click", () => { stop(); button.focus(); });
  bar.querySelector("[data-reader-pause]").addEventListener("click", (event) => {
    const paused = speech.paused;
    if (paused) speech.resume();
    else speech.pause();
    event.currentTarget.textContent = paused ? "暂停" : "继续";
    said.textContent = paused ? "正在朗读本页内容" : "已暂停";
  });
  addEventListener("pagehide", stop);
  speech.getVoices(); // some browsers load their list only after the first question
} else if (button) {
  button.hidden = true;
}
