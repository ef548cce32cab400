// The kiosk: a press that meets no network is repeated with the same key until it arrives, so
// nobody loses a number and nobody gets two. A ticket prints itself, and the screen goes home.
const AGAIN = 3000;
const trouble = document.getElementById("trouble");

const send = async (form, button) => {
  const said = new FormData(form, button);
  for (;;) {
    try {
      const answer = await fetch(form.action, { method: "POST", body: said, redirect: "follow" });
      if (answer.redirected) return location.assign(answer.url);
      document.open();
      document.write(await answer.text());
      return document.close();
    } catch {
      trouble.hidden = false;
      await new Promise((done) => setTimeout(done, AGAIN));
    }
  }
};

for (const form of document.querySelectorAll("form[data-kiosk]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    send(form, event.submitter);
  });
}
const ticket = document.querySelector("[data-ticket]");
if (ticket) {
  print();
  setTimeout(() => location.assign(ticket.dataset.ticket), 12000);
}
