// Says before sending that a file is too large: <input type="file" data-most-bytes="20971520">.
// The server checks again; this only spares a long upload.
const megabytes = (bytes) => Math.ceil(bytes / 1048576);

document.addEventListener("change", (event) => {
  const field = event.target;
  const most = Number(field.dataset?.mostBytes);
  if (field.type !== "file" || !most) return;
  const large = [...field.files].find((file) => file.size > most);
  field.setCustomValidity(
    large
      ? `Tệp nặng ${megabytes(large.size)} MB, quá mức ${megabytes(most)} MB. Chụp lại ở cỡ nhỏ hơn hoặc tách làm hai tệp.`
      : "",
  );
  if (large) field.reportValidity();
});
