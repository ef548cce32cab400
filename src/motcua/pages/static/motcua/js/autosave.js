// Saves a form while it is filled in: <form data-autosave="/address/"> with an element .saved.
// Without a connection what was typed stays on the page and is sent as soon as there is one.
const QUIET = 1200;
const clock = () => new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });

const watch = (form) => {
  const words = form.querySelector(".saved");
  let timer = null;
  let sent = "";

  const say = (state, sentence) => {
    words.dataset.state = state;
    words.textContent = sentence;
  };
  const typed = () => {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return new URLSearchParams(data);
  };
  const save = async () => {
    const body = typed();
    if (String(body) === sent) return;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        body,
        redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      sent = String(body);
      say("kept", `Đã lưu nháp lúc ${clock()}.`);
    } catch {
      say("lost", `Chưa lưu được lúc ${clock()}. Những gì đã điền được giữ lại; trang tự gửi lại khi có mạng.`);
      timer = setTimeout(save, 15000);
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, QUIET);
  });
  addEventListener("online", save);
};

for (const form of document.querySelectorAll("form[data-autosave]")) watch(form);
