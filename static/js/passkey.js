// Passkeys: the form carries the options of the challenge; what the authenticator answers is sent with the form itself.
const form = document.querySelector("form[data-passkey]");
const said = document.querySelector("[data-passkey-status]");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const opened = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

function options() {
  const asked = JSON.parse(form.dataset.passkey);
  asked.challenge = bytes(asked.challenge);
  if (asked.user) asked.user.id = bytes(asked.user.id);
  if (asked.allowCredentials) asked.allowCredentials = opened(asked.allowCredentials);
  if (asked.excludeCredentials) asked.excludeCredentials = opened(asked.excludeCredentials);
  return asked;
}

// The credential as WebAuthn level 3 writes it in JSON; older browsers have no toJSON.
function written(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {},
  });
}

async function ask(submitter) {
  said.textContent = "请按浏览器的提示操作……";
  try {
    const publicKey = options();
    const credential = publicKey.user
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
    form.elements.credential.value = written(credential);
    said.textContent = "";
    form.requestSubmit(submitter);
  } catch (error) {
    said.textContent = error.name === "InvalidStateError" ? "这个通行密钥已经登记过。" : "没有完成，请重试或者改用其他方式。";
  }
}

if (form && window.PublicKeyCredential) {
  form.addEventListener("submit", (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(event.submitter);
  }, { capture: true });
  form.dataset.ready = "";
} else if (form) {
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  said.textContent = "这个浏览器不支持通行密钥，请改用其他方式。";
}
