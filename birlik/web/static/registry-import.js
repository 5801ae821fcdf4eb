/* One tick for everybody on the page: <input type="checkbox" data-ticks="name of the others">. */
"use strict";

document.addEventListener("change", (event) => {
  const all = event.target instanceof Element ? event.target.closest("[data-ticks]") : null;
  if (!all) return;
  for (const one of all.form.elements) if (one.name === all.dataset.ticks) one.checked = all.checked;
});
