// A passkey: the button asks the browser, its answer goes into the form's hidden field.
// <form data-passkey="create|get" data-options="id of the JSON"><button type="button" hidden>
// Without this script the button stays hidden and codes are typed instead.
const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const listed = (found) => (found ?? []).map((one) => ({ ...one, id: decode(one.id) }));

const created = (options) => ({
  ...options,
  challenge: decode(options.challenge),
  user: { ...options.user, id: decode(options.user.id) },
  excludeCredentials: listed(options.excludeCredentials),
});

const asked = (options) => ({
  ...options,
  challenge: decode(options.challenge),
  allowCredentials: listed(options.allowCredentials),
});

const told = (credential) => {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const said = Object.fromEntries(
    parts.filter((name) => response[name]).map((name) => [name, encode(response[name])]),
  );
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    response: said,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
};

const ask = async (form) => {
  const { publicKey } = JSON.parse(document.getElementById(form.dataset.options).textContent);
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: created(publicKey) })
    : navigator.credentials.get({ publicKey: asked(publicKey) });
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button");
  const note = form.querySelector("[role=status]");
  if (!window.PublicKeyCredential) {
    note.textContent = "Máy này không dùng được khóa truy cập ở địa chỉ này (cần https).";
    continue;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    if (!form.reportValidity()) return;
    note.textContent = "Làm theo hướng dẫn của trình duyệt.";
    try {
      form.elements.credential.value = JSON.stringify(told(await ask(form)));
      form.submit();
    } catch {
      note.textContent = "Trình duyệt chưa nhận được khóa. Bấm lại để thử lần nữa.";
    }
  });
}
