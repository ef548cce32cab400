// Puts the focus on the summary of mistakes, and on the field that one of its links names.
// Where each second counts, <form data-mistakes="field"> leads to the first faulty field at once;
// the summary is still read aloud, since it is an alert.
const goTo = (field) => {
  field.focus({ preventScroll: true });
  (field.closest(".field, .err") ?? field).scrollIntoView({ block: "center" });
};
const faultyField = (root) => {
  const form = root.matches?.("[data-mistakes=field]")
    ? root
    : root.querySelector("[data-mistakes=field]");
  return form?.querySelector("[aria-invalid=true]");
};
const focusSummary = (root) => {
  const field = faultyField(root);
  if (field) goTo(field);
  else root.querySelector(".err-sum")?.focus();
};

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".err-sum a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  goTo(field);
});
document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));
focusSummary(document);
