/* Small comforts. Every page works without this file. */
"use strict";

// A part of a page that reports progress asks for itself again until it stops saying so.
function refresh(part) {
  const seconds = Number(part.dataset.refreshSeconds);
  if (!seconds || !part.id) return;
  window.setTimeout(async () => {
    let next = part;
    try {
      const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
      if (answer.ok && !answer.redirected) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.getElementById(part.id);
        if (fresh && "thenReload" in part.dataset && !fresh.dataset.refreshSeconds) {
          window.location.reload();  // what it waited for stands elsewhere on the page as well
          return;
        }
        if (fresh) { part.replaceWith(fresh); next = fresh; }
      } else if (answer.status < 500) {
        window.location.reload();
        return;
      }
    } catch { /* the line is down for a moment: ask again */ }
    refresh(next);
  }, seconds * 1000);
}
document.querySelectorAll("[data-refresh-seconds]").forEach(refresh);

document.addEventListener("submit", (event) => {
  const form = event.target;
  const isOnce = document.querySelector(".once") && form.dataset.confirmOnce;
  const sure = form.dataset.confirm || isOnce || (isTyped() && form.dataset.confirmTyped);
  if (sure && !window.confirm(sure)) { event.preventDefault(); return; }
  const busy = form.dataset.busy;
  const button = event.submitter;
  if (busy && button) window.setTimeout(() => { button.textContent = busy; button.disabled = true; });
});

// Whether the page holds what somebody typed and nothing has stored: here, or sent and refused.
function isTyped() {
  if (document.querySelector("[data-was-sent]")) return true;
  const fields = document.querySelectorAll("form[method=post] :is(input:not([type=hidden]), textarea)");
  const choices = document.querySelectorAll("form[method=post] select");
  return [...fields].some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked)
    || [...choices].some((choice) => choice.selectedIndex !== Math.max(0, [...choice.options].findIndex((one) => one.defaultSelected)));
}

// Arrow keys go to the file before or after, unless somebody types or has typed something.
document.querySelectorAll("[data-arrow-keys]").forEach((bar) => {
  bar.querySelectorAll("[data-keys-told]").forEach((told) => { told.hidden = false; });
  document.addEventListener("keydown", (event) => {
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const isPlain = !(event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented);
    const isElsewhere = event.target.closest('input, textarea, select, summary, [tabindex="0"], [contenteditable]');
    const link = rel && isPlain && !isElsewhere && bar.querySelector(`a[rel=${rel}]`);
    if (link && !isTyped()) link.click();
  });
});

// A file that would be refused for its size is refused here, before the rest of the form is lost.
document.querySelectorAll("input[data-limit-bytes]").forEach((field) => {
  field.addEventListener("change", () => {
    const isTooLarge = [...field.files].some((file) => file.size > Number(field.dataset.limitBytes));
    field.setCustomValidity(isTooLarge ? field.dataset.tooLarge : "");
    field.reportValidity();
  });
});

// A button to print with, shown only where it can do so.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// A button that copies a text, shown only where it can do so.
document.querySelectorAll("[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy);
    text.select();
    await navigator.clipboard.writeText(text.value);
    button.textContent = button.dataset.copied;
  });
});

// A wrong form: put the reader at the list of what is wrong.
document.getElementById("form-errors")?.focus();
