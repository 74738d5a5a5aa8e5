// Saves steps for officers; every page works without it.
(() => {
  "use strict";
  const keysOff = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };
  const typing = (node) => node instanceof HTMLElement && (node.isContentEditable || node.matches("textarea, select, input:not([type=radio], [type=checkbox])"));
  const rows = () => [...document.querySelectorAll("[data-row]")];
  let at = -1;

  const go = (step) => {
    const all = rows();
    if (!all.length) return;
    at = Math.min(Math.max(at + step, 0), all.length - 1);
    all.forEach((row, index) => row.classList.toggle("current", index === at));
    all[at].querySelector("a")?.focus();
  };

  // A key presses the control that names it in data-key, if the page has one.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || keysOff()) return;
    if (event.key === "j") return go(1);
    if (event.key === "k") return go(-1);
    const control = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    // Focus first: where something is missing, the browser takes it there.
    if (control) { event.preventDefault(); control.focus(); control.click(); }
  });

  // Boxes in a table's head tick those below.
  document.addEventListener("change", (event) => {
    const all = event.target;
    if (!(all instanceof HTMLInputElement) || !all.dataset.all) return;
    document.querySelectorAll(`input[name="${CSS.escape(all.dataset.all)}"]`).forEach((box) => { box.checked = all.checked; });
  });

  // The server says that a queue changed; the page offers to look again, and never moves by itself.
  const live = document.querySelector("[data-live]");
  if (live && "EventSource" in window) {
    const line = live.firstElementChild;
    let source, timer;
    const tell = (isNew) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (isNew) line.firstElementChild.textContent = live.dataset.new;
        line.hidden = false;
      }, 1000);
    };
    const close = () => { source?.close(); source = undefined; };
    const listen = () => {
      if (source || document.hidden) return;
      source = new EventSource(live.dataset.live);
      source.addEventListener("changed", (event) => tell(JSON.parse(event.data).new));
    };
    // A browser keeps few connections: pages that nobody sees give theirs back.
    document.addEventListener("visibilitychange", () => { document.hidden ? close() : listen(); });
    addEventListener("pagehide", close);
    addEventListener("pageshow", listen);
    listen();
  }

  // What is typed into a form with data-draft is kept on the server while it is typed.
  const unsaved = new Map();
  // One after the other: the words that were typed last are kept last.
  let kept = Promise.resolve();
  const keep = (form) => {
    clearTimeout(unsaved.get(form));
    unsaved.delete(form);
    kept = kept.then(() => fetch(form.dataset.draft, { method: "POST", body: new URLSearchParams(new FormData(form)) }))
      .then((answer) => { const said = form.querySelector("[data-saved]"); if (said && answer.ok) said.hidden = false; })
      .catch(() => {});
    return kept;
  };
  document.querySelectorAll("form[data-draft]").forEach((form) => {
    form.addEventListener("submit", () => { clearTimeout(unsaved.get(form)); unsaved.delete(form); });
    form.addEventListener("input", () => {
      clearTimeout(unsaved.get(form));
      unsaved.set(form, setTimeout(keep, 1200, form));
    });
  });
  // Whoever changes the language sends one form; the others of the page are kept first.
  document.querySelectorAll("button[name=look]").forEach((button) => button.addEventListener("click", (event) => {
    const others = [...unsaved.keys()].filter((form) => form !== button.form);
    if (!others.length) return;
    event.preventDefault();
    Promise.all(others.map(keep)).then(() => button.form.requestSubmit(button));
  }));

  const tellKeys = () => document.querySelectorAll("[data-keys]").forEach((words) => { words.hidden = (words.dataset.keys === "off") !== keysOff(); });
  document.querySelector("[data-keys-switch]")?.addEventListener("click", () => {
    try { localStorage.setItem("keys", keysOff() ? "on" : "off"); } catch { /* a browser that keeps nothing */ }
    tellKeys();
  });
  tellKeys();

  document.querySelector(".summary")?.focus();
})();
