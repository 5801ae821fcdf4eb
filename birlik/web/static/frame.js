/* What the frame does beyond links and forms: theme, rail, menus, dialogs, tabs, hints, toasts, ticks. Works without it, too. */
"use strict";

(() => {
  const root = document.documentElement;
  const year = 60 * 60 * 24 * 365;

  const remember = (name, value) => {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${name}=${value}; Path=/; Max-Age=${year}; SameSite=Lax${secure}`;
  };

  const isDark = () =>
    root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

  const actions = {
    theme() {
      root.dataset.theme = isDark() ? "light" : "dark";
      remember("theme", root.dataset.theme);
    },
    rail(button) {
      const narrow = root.dataset.rail !== "narrow";
      root.dataset.rail = narrow ? "narrow" : "wide";
      button.setAttribute("aria-expanded", String(!narrow));
      remember("rail", root.dataset.rail);
    },
    print() {
      window.print();
    },
  };

  const openDialog = (name, from) => {
    const dialog = document.getElementById(name);
    if (!(dialog instanceof HTMLDialogElement)) return false;
    dialog.showModal();
    dialog.addEventListener("close", () => from.focus(), { once: true });
    return true;
  };

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest("[data-opens]");
    if (opener && openDialog(opener.dataset.opens, opener)) event.preventDefault();
    const closer = event.target.closest("[data-closes]");
    if (closer) closer.closest("dialog")?.close();
    if (event.target instanceof HTMLDialogElement) event.target.close();
    const actor = event.target.closest("[data-does]");
    if (actor && actions[actor.dataset.does]) actions[actor.dataset.does](actor);
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    hideHint();
    /* A search field would keep the first Escape for itself. */
    document.querySelector("dialog[open]")?.close();
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  /* Tabs and chips that do not fit: the one that holds now comes into sight. */
  for (const here of document.querySelectorAll(".tabs [aria-current], .chips [aria-current]")) {
    const row = here.closest(".tabs, .chips");
    row.scrollLeft = here.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  }

  /* A choice that needs no button of its own: <select data-sends>. */
  document.addEventListener("change", (event) => {
    if (event.target instanceof Element && event.target.matches("[data-sends]")) event.target.form.requestSubmit();
  });

  /* Enter in the picker goes to the first result; arrows walk through them. */
  document.addEventListener("keydown", (event) => {
    const box = event.target instanceof Element ? event.target.closest("[data-picker]") : null;
    if (!box || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
    const links = [...box.querySelectorAll(".results a")];
    const here = links.indexOf(document.activeElement);
    if (event.key === "Enter" && here >= 0) return;
    event.preventDefault();
    if (event.key === "Enter") links[0]?.click();
    else if (event.key === "ArrowDown") links[Math.min(here + 1, links.length - 1)]?.focus();
    else if (here > 0) links[here - 1].focus();
    else box.querySelector("input")?.focus();
  });

  /* Hints: the name of a figure in both languages, on hover and on focus. */
  let hint = null;

  function hideHint() {
    hint?.remove();
    hint = null;
  }

  const showHint = (target) => {
    hideHint();
    if ("hintFolded" in target.dataset && target.offsetWidth > 80) return; // its word is in sight
    hint = document.createElement("div");
    hint.className = "hint";
    hint.setAttribute("aria-hidden", "true");
    hint.textContent = target.dataset.hint;
    document.body.append(hint);
    const place = target.getBoundingClientRect();
    const size = hint.getBoundingClientRect();
    const above = place.top - size.height - 6;
    const left = Math.min(Math.max(8, place.left), window.innerWidth - size.width - 8);
    hint.style.left = `${left}px`;
    hint.style.top = `${above > 8 ? above : place.bottom + 6}px`;
  };

  const hinted = (event) => (event.target instanceof Element ? event.target.closest("[data-hint]") : null);

  for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const target = hinted(event);
      if (target) showHint(target);
    });
  }

  for (const kind of ["pointerout", "focusout"]) document.addEventListener(kind, hideHint);
  document.addEventListener("scroll", hideHint, { capture: true, passive: true });

  /* The server says what happened: HX-Trigger {"toast": "..."} or {"saved": "id of a tick"}. */
  const say = (text) => {
    const box = document.querySelector(".toasts");
    if (!box || !text) return;
    const toast = document.createElement("p");
    toast.className = "toast";
    toast.textContent = text;
    box.append(toast);
    setTimeout(() => toast.remove(), 6000);
  };

  document.addEventListener("toast", (event) => say(event.detail?.value ?? event.detail));

  document.addEventListener("saved", (event) => {
    const tick = document.getElementById(event.detail?.value ?? "");
    if (!tick) return;
    tick.classList.add("tick--shown");
    setTimeout(() => tick.classList.remove("tick--shown"), 1000);
  });

  /* Somebody else was saving: the same is asked again, as the server says when. */
  const again = document.querySelector("form[data-resend]");
  if (again) setTimeout(() => again.submit(), again.dataset.resend * 1000);

  const attempts = new WeakMap();
  const askAgain = ({ elt, target, requestConfig, xhr }) => {
    const number = (attempts.get(elt) ?? 0) + 1;
    attempts.set(elt, number);
    if (number === 1) say(xhr.responseText);
    if (number > 30 || !elt.isConnected) return;
    const ask = () => htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt, target });
    setTimeout(ask, xhr.getResponseHeader("Retry-After") * 1000);
  };

  document.addEventListener("htmx:afterOnLoad", (event) => attempts.delete(event.detail.elt));
  document.addEventListener("htmx:sendError", () => say(document.body.dataset.offline));
  document.addEventListener("htmx:responseError", (event) => {
    const answer = event.detail.xhr;
    if (answer.getResponseHeader("HX-Trigger")) return; // the server has said it in words
    if (answer.status === 503 && answer.getResponseHeader("Retry-After")) askAgain(event.detail);
    else if (answer.status === 403) location.reload(); // the form is older than the session
    else say(document.body.dataset.broken);
  });
})();
