// Keyboard work at the desks. An element says its key: <button data-key="F9">, <a data-key="c">,
// <input data-key="/">. A list says that J and K walk in it: <table data-walk>.
// Single letters stay silent while somebody types, and each person can switch them off
// (<body data-letters="off">, WCAG 2.1.4); function keys and Escape always work.
const typing = (node) =>
  node.isContentEditable ||
  (node.matches?.("input, textarea, select") &&
    !node.matches("[type=checkbox], [type=radio], [type=button], [type=submit]"));

const press = (element) => {
  if (element.matches("input, select, textarea")) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
};

const rowsOf = (list) => [...list.querySelectorAll("tr:has(a.who), li:has(> a)")];

const walk = (step) => {
  const list = document.querySelector("[data-walk]");
  const rows = list ? rowsOf(list) : [];
  if (!rows.length) return false;
  const now = rows.findIndex((row) => row.classList.contains("sel"));
  const next = Math.min(Math.max(now + step, 0), rows.length - 1);
  rows[now]?.classList.remove("sel");
  rows[next].classList.add("sel");
  rows[next].querySelector("a").focus({ preventScroll: true });
  rows[next].scrollIntoView({ block: "nearest" });
  return true;
};

const mark = () => {
  const box = document.querySelector("[data-walk] .sel input[type=checkbox]");
  box?.click();
  return Boolean(box);
};

const help = () => {
  const sheet = document.getElementById("keys-sheet");
  if (!sheet || sheet.open) return false;
  sheet.showModal();
  return true;
};

const WALKING = { j: () => walk(1), k: () => walk(-1), x: mark, "?": help };

const wanted = (key) =>
  [...document.querySelectorAll("[data-key]")].find(
    (node) => node.dataset.key.toLowerCase() === key && !node.disabled && node.offsetParent,
  );

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const key = event.key.toLowerCase();
  const letter = key.length === 1;
  if (letter && (typing(event.target) || document.body.dataset.letters === "off")) return;
  if (document.querySelector("dialog[open]")) return;
  const element = wanted(key);
  if (element) {
    event.preventDefault();
    press(element);
  } else if (WALKING[key]?.()) {
    event.preventDefault();
  }
});

// Digits 1 to 9 pick from a list while its search field has the focus and is empty, Enter takes the
// first: <input data-picks="#list">. The list says what it answers in data-for; an Enter that comes
// before the answer waits for it, so that nobody takes what they did not mean.
const listOf = (field) => document.querySelector(field.dataset.picks);
const answered = (field) => (listOf(field)?.dataset.for ?? "") === field.value.trim();
const take = (field, place) => listOf(field)?.querySelectorAll("button, a, input")[place]?.click();

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.dataset?.picks || event.isComposing) return;
  const digit = /^[1-9]$/.test(event.key) && !field.value;
  if (!digit && event.key !== "Enter") return;
  event.preventDefault();
  if (digit) take(field, event.key - 1);
  else if (answered(field)) take(field, 0);
  else field.dataset.waits = "";
});
document.addEventListener("input", (event) => delete event.target.dataset?.waits);
document.addEventListener("htmx:afterSwap", () => {
  const field = document.querySelector("[data-picks][data-waits]");
  if (!field || !answered(field)) return;
  delete field.dataset.waits;
  take(field, 0);
});

// <button data-print> prints the page, <button data-print="#frame"> the sheet in that frame.
const printed = (frame) => (frame && document.querySelector(frame)?.contentWindow) || window;

document.addEventListener("click", (event) => {
  const printer = event.target.closest?.("[data-print]");
  if (printer) printed(printer.dataset.print).print();
  if (event.target.closest?.("[data-keys-help]")) help();
});
