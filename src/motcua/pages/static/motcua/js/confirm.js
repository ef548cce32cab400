// A decision asks once more in the same place: the first press turns the label into the
// question in data-confirm, the second within eight seconds does it, Escape or leaving calls it off.
const PATIENCE = 8000;
let asking = null;

const callOff = () => {
  if (!asking) return;
  asking.button.innerHTML = asking.label;
  asking.button.classList.remove("asking");
  clearTimeout(asking.timer);
  asking = null;
};

const ask = (button) => {
  callOff();
  asking = { button, label: button.innerHTML, timer: setTimeout(callOff, PATIENCE) };
  button.textContent = button.dataset.confirm;
  button.classList.add("asking");
  document.getElementById("live")?.replaceChildren(button.dataset.confirm);
};

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest?.("[data-confirm]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    if (asking?.button === button) return callOff();
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(button);
  },
  true,
);
document.addEventListener("keydown", (event) => event.key === "Escape" && callOff());
document.addEventListener("focusout", (event) => event.target === asking?.button && callOff());
// A way that is barred stays in place with its reason; pressing it does nothing.
document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest?.("[aria-disabled=true]")) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  },
  true,
);
// Two quick presses on a form send it once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
