// The wall: asks for itself and changes only what stands in it, so that nothing blinks or jumps.
const page = document.querySelector("[data-seconds]");

const look = async () => {
  const answer = await fetch(location.href, { redirect: "error" });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = fresh.querySelector("[data-seconds]");
  if (next) page.replaceChildren(...next.childNodes);
};
if (page) setInterval(() => look().catch(() => {}), Number(page.dataset.seconds) * 1000);
