// Puts the focus on the summary of mistakes, and on the field that one of its links names.
const focusSummary = (root) => root.querySelector(".err-sum")?.focus();

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".err-sum a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.closest(".field, .err")?.scrollIntoView({ block: "center" });
});
document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.target));
focusSummary(document);
