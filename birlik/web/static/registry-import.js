/* One tick for everybody on the page: <input type="checkbox" data-ticks="name of the others">; and a file over its limit
   is refused before it is sent: <input type="file" data-largest="bytes" data-too-large="sentence">. */
"use strict";

document.addEventListener("change", (event) => {
  const all = event.target instanceof Element ? event.target.closest("[data-ticks]") : null;
  if (!all) return;
  for (const one of all.form.elements) if (one.name === all.dataset.ticks) one.checked = all.checked;
});

document.addEventListener("submit", (event) => {
  for (const field of event.target.querySelectorAll("[data-largest]")) {
    const isLarge = [...field.files].some((file) => file.size > Number(field.dataset.largest));
    field.setCustomValidity(isLarge ? field.dataset.tooLarge : "");
    if (!field.reportValidity()) event.preventDefault();
  }
});

document.addEventListener("change", (event) => {
  if (event.target instanceof Element && event.target.matches("[data-largest]")) event.target.setCustomValidity("");
});
