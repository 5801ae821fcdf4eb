/* Saving what is typed, by itself: cell by cell, a block at once, again after a failure. Nothing typed is thrown away. */
"use strict";

(() => {
  const report = document.getElementById("report");
  if (!report?.dataset.url) return;

  const bar = document.getElementById("save-state");
  const kinds = ["cells", "causes", "explanations"];
  const known = new Map(); // code → the text the server is known to hold
  const bad = new Map(); // code → why its text was not taken; stays until the cell is written again
  const told = new Map(); // code → what else there is to say of it; until the next save
  let headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  let saved = Number(report.dataset.saved);
  let pending = nothing();
  let sending = null; // what is on its way
  let running = null; // the promise of its arrival
  let closed = false;
  let timer = 0;
  let last = null; // the cell one is in, or was in last
  let failures = 0;
  let outside = 0; // cells of a pasted block beyond the edge of the form

  function nothing() {
    return { cells: new Map(), causes: new Map(), explanations: new Map(), note: null };
  }

  const isEmpty = (load) => load.note === null && kinds.every((kind) => load[kind].size === 0);
  const field = (code) => document.getElementById(`i-${code}`) ?? document.getElementById(code);

  for (const input of report.querySelectorAll("tr.line .cell input")) known.set(input.name, input.defaultValue);

  /* --- what is said --- */

  const say = (text, kind = "") => {
    bar.textContent = text;
    bar.dataset.kind = kind;
  };

  const sayState = () => {
    if (closed) return;
    if (!isEmpty(pending) || sending) say(bar.dataset.saving, "busy");
    else if (bad.size || told.size) say([...bad.values(), ...told.values()].join(" "), "bad");
    else say(bar.dataset.saved);
  };

  /* --- what is typed --- */

  const note = (target) => {
    if (target.matches("tr.line .cell input")) pending.cells.set(target.name, target.value);
    else if (target.matches("[data-cause]")) pending.causes.set(target.dataset.cause, target.value);
    else if (target.matches("[data-explains]")) pending.explanations.set(target.dataset.explains, target.value);
    else if (target.matches("[name=note]")) pending.note = target.value;
    else return false;
    return true;
  };

  report.addEventListener("input", (event) => {
    if (!note(event.target)) return;
    event.target.closest(".cell")?.classList.remove("cell--theirs");
    clearTimeout(timer);
    timer = setTimeout(flush, event.target.matches("textarea") ? 900 : 400);
    sayState();
  });

  report.addEventListener("focusout", (event) => {
    if (!isEmpty(pending)) flush();
    const name = event.target.name;
    if (known.has(name) && !bad.has(name) && !pending.cells.has(name) && !sending?.cells.has(name)) {
      event.target.value = known.get(name);
    }
    setTimeout(drawWaiting);
  });

  report.addEventListener("pasted", (event) => {
    for (const [cell, text] of event.detail.found) {
      const input = cell.querySelector("input");
      if (input) input.value = text;
      if (input?.dataset.cause) pending.causes.set(input.dataset.cause, text);
      else if (cell.id) pending.cells.set(cell.id.slice(2), text);
    }
    outside = event.detail.outside;
    flush();
  });

  document.getElementById("mark-na")?.addEventListener("pointerdown", (event) => event.preventDefault());
  report.addEventListener("focusin", (event) => {
    if (event.target.matches("tr.line .cell input")) last = event.target;
  });
  document.getElementById("mark-na")?.addEventListener("click", () => {
    if (!last) return;
    last.value = last.value === "х" ? "" : "х";
    last.focus();
    last.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* --- what is sent --- */

  const packed = (load) => ({
    saved,
    near: last?.name ?? "",
    cells: Object.fromEntries([...load.cells].map(([code, text]) => [code, [text, known.get(code) ?? ""]])),
    causes: Object.fromEntries(load.causes),
    explanations: Object.fromEntries(load.explanations),
    note: load.note,
  });

  /* What failed waits again; what was typed meanwhile is newer and stays. */
  const takeBack = () => {
    for (const kind of kinds) pending[kind] = new Map([...sending[kind], ...pending[kind]]);
    pending.note ??= sending.note;
    sending = null;
  };

  /* One request at a time; what is typed meanwhile goes with the next. */
  function flush() {
    clearTimeout(timer);
    if (running || closed || isEmpty(pending)) return running ?? Promise.resolve();
    running = post().finally(() => {
      running = null;
      if (!failures) flush();
    });
    return running;
  }

  async function post() {
    sending = pending;
    pending = nothing();
    sayState();
    try {
      const response = await fetch(report.dataset.url, {
        method: "POST",
        headers: { ...headers, "Content-Type": "application/json" },
        body: JSON.stringify(packed(sending)),
        keepalive: true,
      });
      await receive(response);
    } catch {
      later(bar.dataset.waiting);
    }
  }

  async function receive(response) {
    const readable = response.headers.get("Content-Type")?.startsWith("application/json");
    if (response.ok && readable && !response.redirected) {
      const answer = await response.json();
      const sent = sending;
      sending = null;
      failures = 0;
      draw(answer, sent);
      return;
    }
    if (readable && [400, 404, 409].includes(response.status)) return shut((await response.json()).words);
    if (response.redirected || response.status === 403) {
      later(bar.dataset.signedOut);
      if ((await renewToken()) && failures < 3) timer = setTimeout(flush);
      return;
    }
    if (response.status === 503 && response.headers.has("Retry-After")) return later(await response.text(), 5000);
    later(bar.dataset.broken);
  }

  const later = (words, longest = 30000) => {
    takeBack();
    say(words, "bad");
    failures += 1;
    clearTimeout(timer);
    timer = setTimeout(flush, Math.min(2000 * 2 ** (failures - 1), longest));
  };

  /* The report was sent, or is no longer ours: the page stops saving and says so; what was typed stays to be read. */
  const shut = (words) => {
    takeBack();
    closed = true;
    say(words, "bad");
  };

  async function renewToken() {
    const page = await fetch(location.href).catch(() => null);
    if (!page?.ok || page.redirected) return false;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    const found = fresh.body.getAttribute("hx-headers");
    if (!found) return false;
    headers = JSON.parse(found);
    document.body.setAttribute("hx-headers", found);
    for (const hidden of document.getElementsByName("csrfmiddlewaretoken")) hidden.value = headers["X-CSRFToken"];
    return true;
  }

  window.addEventListener("online", flush);
  window.addEventListener("beforeunload", (event) => {
    if (!closed && (sending || !isEmpty(pending))) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) flush();
  });

  /* --- what comes back --- */

  const signs = ["error", "warning", "remark", "changed", "na", "empty"];

  function draw(answer, sent) {
    saved = answer.saved;
    const hidden = document.querySelector("#send [name=saved]");
    if (hidden) {
      hidden.value = saved;
      hidden.form.querySelector("button").disabled = false;
    }
    const named = (kind, prefix) => [...sent[kind].keys()].map((name) => prefix + name);
    for (const code of [...sent.cells.keys(), ...named("causes", "cause-"), ...named("explanations", "explains-")]) bad.delete(code);
    if (sent.note !== null) bad.delete("note-text");
    told.clear();
    for (const item of answer.bad) (typedIn(item.cell) ? bad : told).set(item.cell, item.words);
    for (const item of answer.theirs) told.set(item.cell, item.words);
    if (outside) told.set("outside", bar.dataset.outside);
    outside = 0;
    let others = 0;
    for (const [code, cell] of Object.entries(answer.cells)) others += drawCell(code, cell, sent, answer.stale);
    for (const code of sent.cells.keys()) if (!bad.has(code)) tick(document.getElementById(`c-${code}`));
    for (const code of sent.causes.keys()) tick(document.getElementById(`cause-${code}`)?.closest(".cell"));
    drawWords(answer.words);
    drawNote();
    for (const [code, [now, difference]] of Object.entries(answer.shares)) {
      document.getElementById(`p-${code}`).textContent = now;
      document.getElementById(`pd-${code}`).textContent = difference;
    }
    for (const [id, html] of Object.entries(answer.pieces)) drawPiece(id, html);
    if (answer.demanded) document.querySelector("#causes details")?.setAttribute("open", "");
    sayState();
    if (others) say(bar.dataset.others, "bad");
  }

  const typedIn = (code) => field(code)?.matches("input, textarea") ?? false;

  /* Returns 1 where the value is news to this page: somebody else wrote it. */
  function drawCell(code, cell, sent, stale) {
    const place = document.getElementById(`c-${code}`);
    const input = field(code);
    if (!place || !input) return 0;
    const ours = sent.cells.has(code) || pending.cells.has(code);
    let news = 0;
    if (input instanceof HTMLInputElement) {
      news = Number(stale && !ours && known.get(code) !== cell.text);
      known.set(code, cell.text);
      const busy = document.activeElement === input || pending.cells.has(code) || bad.has(code);
      if (!busy) input.value = cell.text;
      if (news) place.classList.add("cell--theirs");
    } else {
      input.textContent = cell.text;
    }
    const sign = bad.has(code) ? "error" : cell.sign;
    for (const name of signs) place.classList.toggle(`cell--${name}`, name === sign);
    input.toggleAttribute("aria-invalid", false);
    if (sign === "error") input.setAttribute("aria-invalid", "true");
    document.getElementById(`d-${code}`).innerHTML = cell.difference;
    document.getElementById(`r-${code}`).innerHTML = cell.registry;
    return news;
  }

  function drawWords(words) {
    for (const row of report.querySelectorAll("tr.words")) {
      const box = row.lastElementChild;
      const html = words[row.id.slice(2)] ?? "";
      if (box.dataset.html !== html) {
        box.innerHTML = html;
        box.dataset.html = html;
      }
      row.hidden = !html;
      for (const own of box.querySelectorAll(".words__bad")) own.remove();
    }
    for (const own of report.querySelectorAll(".cause .words__bad")) own.remove();
    for (const [code, text] of [...told, ...bad]) {
      const cause = document.getElementById(code)?.closest(".cause");
      const row = document.getElementById(`c-${code}`)?.closest("tr")?.nextElementSibling;
      const box = cause ?? row?.lastElementChild;
      if (!box) continue;
      const said = document.createElement(cause ? "small" : "p");
      said.className = `words__bad words__${bad.has(code) ? "error" : "info"}`;
      said.textContent = text;
      box.append(said);
      if (row) row.hidden = false;
    }
  }

  function drawNote() {
    const [text, place] = ["note-text", "note-bad"].map((id) => document.getElementById(id));
    if (!text || !place) return;
    const words = bad.get(text.id) ?? "";
    place.textContent = words;
    place.hidden = !words;
    text.parentElement.classList.toggle("field--error", Boolean(words));
    text.toggleAttribute("aria-invalid", false);
    if (words) text.setAttribute("aria-invalid", "true");
  }

  /* A list in which somebody is writing is drawn anew when they have left it. */
  const waiting = new Map();

  function drawPiece(id, html) {
    const place = document.getElementById(id);
    if (!place) return;
    const holdsBad = [...bad.keys()].some((code) => place.contains(field(code)));
    if (holdsBad || place.contains(document.activeElement)) {
      waiting.set(id, html);
      return;
    }
    waiting.delete(id);
    if (id === "send-tail") place.textContent = html;
    else place.innerHTML = html;
  }

  const drawWaiting = () => {
    for (const [id, html] of [...waiting]) drawPiece(id, html);
  };

  const tick = (cell) => {
    if (!cell) return;
    cell.classList.add("cell--saved");
    setTimeout(() => cell.classList.remove("cell--saved"), 1000);
  };

  /* --- going there, and sending --- */

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-goes]") : null;
    const place = link && document.getElementById(link.hash.slice(1));
    if (!place) return;
    place.querySelector("details")?.setAttribute("open", "");
    const goal = place.querySelector("input, textarea") ?? place;
    event.preventDefault();
    goal.focus();
    goal.scrollIntoView({ block: "center" });
  });

  const form = document.getElementById("send");
  form?.addEventListener("submit", async (event) => {
    if (isEmpty(pending) && !sending && !bad.size) return;
    event.preventDefault();
    do await flush();
    while (!closed && !failures && (running || !isEmpty(pending)));
    const wrong = [...bad.keys()].map(field).find(Boolean);
    if (wrong) wrong.focus();
    else if (isEmpty(pending) && !sending) form.requestSubmit();
  });
})();
