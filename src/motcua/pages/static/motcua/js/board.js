// The board: asks for itself every five seconds, and sounds when somebody new is called.
const EVERY = 5000;
const KEY = "motcua-chuong";
let last = document.querySelector("[data-last-call]")?.dataset.lastCall;
let audio = null;
const toggle = document.getElementById("chuong");

const chime = () => {
  if (!audio) return;
  for (const [tone, delay] of [[660, 0], [880, 0.28]]) {
    const source = audio.createOscillator();
    const loud = audio.createGain();
    const start = audio.currentTime + delay;
    source.frequency.value = tone;
    loud.gain.setValueAtTime(0.3, start);
    loud.gain.exponentialRampToValueAtTime(0.001, start + 0.6);
    source.connect(loud).connect(audio.destination);
    source.start(start);
    source.stop(start + 0.6);
  }
};

const show = (on) => {
  toggle.setAttribute("aria-pressed", String(on));
  toggle.textContent = on ? "Tắt chuông" : "Bật chuông";
};

if (toggle) {
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    audio = audio ? (audio.close(), null) : new AudioContext();
    show(Boolean(audio));
    localStorage.setItem(KEY, audio ? "1" : "");
    chime();
  });
  show(false);
}

const look = async () => {
  const answer = await fetch(location.href, { headers: { "X-Board": "1" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["bang", "gio"]) {
    const [now, then] = [page.getElementById(id), document.getElementById(id)];
    if (now && then) then.replaceChildren(...now.childNodes);
  }
  const called = page.querySelector("[data-last-call]")?.dataset.lastCall;
  if (called && called !== last) chime();
  last = called;
};
setInterval(() => look().catch(() => {}), EVERY);
