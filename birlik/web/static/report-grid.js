/* Walking through the form with the keyboard, and pasting a block of a spreadsheet into it. */
"use strict";

(() => {
  const report = document.getElementById("report");
  if (!report?.dataset.url) return;

  /* The rows that are walked through: lines of the form, then causes. A row's cells are its columns. */
  const rowsLike = (cell) => allRows().filter((row) => row.matches(".cause") === Boolean(cell.closest(".cause")));
  const allRows = () => [...report.querySelectorAll("tr.line:has(.cell[id]), .cause")];
  const rowOf = (cell) => cell.closest("tr.line, .cause");
  const cellsOf = (row) => [...row.querySelectorAll(".cell")];
  const inputIn = (cell) => cell?.querySelector("input") ?? null;

  let wanted = 0; // the column one came from, kept while walking over sections with a single column

  const walk = (input, step) => {
    const rows = allRows();
    for (let at = rows.indexOf(rowOf(input)) + step; at >= 0 && at < rows.length; at += step) {
      const cells = cellsOf(rows[at]);
      const next = inputIn(cells[Math.min(wanted, cells.length - 1)]);
      if (next) return next.focus();
    }
  };

  const walkAside = (input, step) => {
    const cells = cellsOf(rowOf(input));
    for (let at = cells.indexOf(input.closest(".cell")) + step; at >= 0 && at < cells.length; at += step) {
      const next = inputIn(cells[at]);
      if (next) {
        wanted = at;
        next.focus();
        return true;
      }
    }
    return false;
  };

  const all = (input) => input.selectionStart === 0 && input.selectionEnd === input.value.length;
  const atStart = (input) => all(input) || input.selectionEnd === 0;
  const atEnd = (input) => all(input) || input.selectionStart === input.value.length;

  report.addEventListener("focusin", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.closest(".cell")) return;
    input.dataset.before = input.value;
    if (input.closest(".entry--matrix")) wanted = cellsOf(rowOf(input)).indexOf(input.closest(".cell"));
    input.select();
  });

  report.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.closest(".cell")) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = {
      Enter: () => walk(input, event.shiftKey ? -1 : 1),
      ArrowDown: () => walk(input, 1),
      ArrowUp: () => walk(input, -1),
      ArrowLeft: () => atStart(input) && walkAside(input, -1),
      ArrowRight: () => atEnd(input) && walkAside(input, 1),
      Escape: () => restore(input),
    };
    if (!keys[event.key] || (event.shiftKey && event.key !== "Enter")) return;
    if (keys[event.key]() !== false) event.preventDefault();
  });

  const restore = (input) => {
    if (input.value === input.dataset.before) return;
    input.value = input.dataset.before;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.select();
  };

  report.addEventListener("paste", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.closest(".cell")) return;
    const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/(\r\n|\n|\r)+$/, "");
    if (!/[\t\r\n]/.test(text)) return;
    event.preventDefault();
    const rows = rowsLike(input);
    const top = rows.indexOf(rowOf(input));
    const left = cellsOf(rowOf(input)).indexOf(input.closest(".cell"));
    const found = [];
    let outside = 0;
    text.split(/\r\n|\n|\r/).forEach((line, down) => {
      line.split("\t").forEach((value, along) => {
        if (!value.trim()) return; // an empty cell of a block says nothing about ours
        const row = rows[top + down];
        const cell = row && cellsOf(row)[left + along];
        if (cell) found.push([cell, value.trim()]);
        else outside += 1;
      });
    });
    report.dispatchEvent(new CustomEvent("pasted", { detail: { found, outside } }));
  });
})();
