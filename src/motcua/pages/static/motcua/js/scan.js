// A field that a scanner types into: <input data-scan>. The code on an identity card reads
// number|old number|name|ddmmyyyy|sex|address|ddmmyyyy; Enter ends it. The whole text stays in the
// field for the server, which reads it; here the form is not sent, an event `scanned` is raised
// (hx-trigger="scanned") so that the person is looked up at once.
const PAUSE = 120;

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Enter" || !field.matches?.("[data-scan]")) return;
  event.preventDefault();
  clearTimeout(field.scanTimer);
  finish(field);
});

// Some scanners send no Enter: a complete code that is followed by silence counts as well.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-scan]")) return;
  clearTimeout(field.scanTimer);
  if (field.value.split("|").length >= 7) field.scanTimer = setTimeout(finish, PAUSE, field);
});

const finish = (field) => {
  const code = field.value.trim();
  if (!code) return;
  field.value = code;
  field.dispatchEvent(new CustomEvent("scanned", { bubbles: true, detail: { code } }));
};
