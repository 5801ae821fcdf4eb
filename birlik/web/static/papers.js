/* The page of a paper: what stands behind the figure under the cursor, two languages side by side, the editor's field.
   Without it every figure is still a link and every button a form. */
"use strict";

(() => {
  const one = (selector, root = document) => root.querySelector(selector);

  /* Behind the figure: the facts come once, in a hidden part of the side, and the one in question is shown. */
  let shown = "";

  const factOf = (key) => {
    const [figure, facet = "value"] = key.split(":");
    const fact = one(`[data-facts] [data-fact="${CSS.escape(figure)}"]`);
    return fact ? { fact, facet } : null;
  };

  const tell = (link) => {
    const key = link.dataset.figure;
    const found = factOf(key);
    const panel = one("[data-behind]");
    if (!found || !panel) return;
    if (key !== shown) {
      shown = key;
      panel.innerHTML = found.fact.innerHTML;
      for (const side of panel.querySelectorAll("[data-facet]")) {
        side.classList.toggle("behind__said", side.dataset.facet.split(" ").includes(found.facet));
      }
      for (const other of document.querySelectorAll(".figure--shown")) other.classList.remove("figure--shown");
      for (const same of document.querySelectorAll(`.sheet a[data-figure="${CSS.escape(key)}"]`)) {
        same.classList.add("figure--shown");
      }
    }
    /* Where the side has no room beside the sheet, the name stands as a hint at the figure. */
    if (panel.offsetParent === null) link.dataset.hint = one(".behind__name", found.fact)?.textContent.trim() ?? "";
  };

  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(
      kind,
      (event) => {
        const link = event.target instanceof Element ? event.target.closest(".sheet a[data-figure]") : null;
        if (link) tell(link);
      },
      { capture: true },
    );
  }

  /* Paragraph beside paragraph: the one that stands higher is moved down to the other, in one pass of measuring. */
  const align = () => {
    const sheets = one(".sheets--pair");
    if (!sheets) return;
    const [left, right] = sheets.querySelectorAll(".sheet");
    const all = sheets.querySelectorAll("[data-block]");
    for (const block of all) block.style.marginTop = "";
    if (!right || right.offsetParent === null || sheets.classList.contains("sheets--alone")) return;
    const places = (sheet) =>
      new Map([...sheet.querySelectorAll("[data-block]")].map((block) => [block.dataset.block, block]));
    const there = places(right);
    const pairs = [...places(left)].filter(([key]) => there.has(key)).map(([key, block]) => [block, there.get(key)]);
    const tops = pairs.map(([a, b]) => [a.getBoundingClientRect().top, b.getBoundingClientRect().top]);
    let lowered = [0, 0];
    pairs.forEach(([a, b], index) => {
      const down = [tops[index][0] + lowered[0], tops[index][1] + lowered[1]];
      const by = down[0] - down[1];
      if (Math.abs(by) < 1) return;
      (by > 0 ? b : a).style.marginTop = `${Math.abs(by)}px`;
      lowered = by > 0 ? [lowered[0], lowered[1] + by] : [lowered[0] - by, lowered[1]];
    });
  };

  const setPair = (both) => {
    const button = one("[data-pair]");
    const sheets = one(".sheets--pair");
    if (!button || !sheets) return;
    button.hidden = false;
    button.setAttribute("aria-pressed", String(both));
    sheets.classList.toggle("sheets--alone", !both);
    align();
  };

  const wantsBoth = () => localStorage.getItem("papers-alone") !== "yes";

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-pair]")) return;
    localStorage.setItem("papers-alone", wantsBoth() ? "yes" : "no");
    setPair(wantsBoth());
  });

  /* The field: an unsaved text is not lost by opening another field, by leaving, or by a redrawn page. */
  const isDirty = (form) => one("textarea", form).value !== one("textarea", form).defaultValue;
  const dirty = () => [...document.querySelectorAll("form[data-writing]")].filter(isDirty);

  window.addEventListener("beforeunload", (event) => {
    if (dirty().length) event.preventDefault();
  });

  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-writing]")) {
      const field = one("textarea", event.target);
      field.defaultValue = field.value;
    }
  });

  /* Where the eyes go back to after the page was drawn anew. */
  let back = "";
  let added = false;

  document.addEventListener("htmx:beforeRequest", (event) => {
    const from = event.detail.elt;
    if (from.matches("[data-facts]")) return;
    const open = from.closest("form[data-writing]");
    const others = dirty().filter((form) => form !== open);
    if (others.length && (open || from.matches(".tool, .block__base form"))) {
      event.preventDefault();
      one("textarea", others[0]).focus();
      others[0].classList.add("block--there");
      return;
    }
    const place = open?.dataset.writing ?? from.closest("[data-block]")?.dataset.block;
    back = place === undefined ? "" : place.replace(/^(add|edit)-/, "");
    added = event.detail.requestConfig.verb === "post" && Boolean(open?.dataset.writing.startsWith("add-"));
  });

  const focusBack = () => {
    if (!back || document.activeElement?.matches("textarea")) return;
    let block = document.getElementById(`block-${back}`);
    if (added) {
      block = block?.nextElementSibling;
      block?.classList.add("block--there");
    }
    one(".tool", block ?? document)?.focus({ preventScroll: true });
  };

  const sayAloud = () => {
    for (const notice of document.querySelectorAll(".main > .notice")) {
      if (notice.getBoundingClientRect().bottom > 60) continue;
      document.dispatchEvent(new CustomEvent("toast", { detail: { value: notice.textContent.trim() } }));
    }
  };

  const grow = (field) => {
    if (CSS.supports("field-sizing", "content")) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  };

  const settle = () => {
    shown = "";
    setPair(wantsBoth());
    for (const field of document.querySelectorAll(".writing__text")) grow(field);
  };

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.matches?.("[data-facts]")) return;
    settle();
    focusBack();
    if (event.target.id === "main") sayAloud();
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches(".writing__text")) grow(event.target);
  });

  document.addEventListener("keydown", (event) => {
    const form = event.target instanceof Element ? event.target.closest("form[data-writing]") : null;
    if (!form) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(one(".button--primary", form));
    } else if (event.key === "Escape" && !isDirty(form)) {
      one("[data-cancels]", form).click();
    }
  });

  let waiting = 0;
  window.addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(align);
  });

  settle();
  document.fonts?.ready.then(align);
})();
