/** Buttons that copy in one press and say so. */

import { announce, h, icon } from "./dom.js";

const SHOWN_FOR = 1800;

/** A button that copies `text`; `label` is what a screen reader hears before it is pressed. */
export function copyButton({ text, label, className, content }) {
  const button = h("button", { type: "button", class: className, "aria-label": label }, icon("copy"), content);
  let timer;
  button.addEventListener("click", async () => {
    if (!(await copy(text))) {
      announce("The browser did not allow copying. Select the text and copy it by hand.");
      return;
    }
    announce("Copied");
    show(button, true);
    clearTimeout(timer);
    timer = setTimeout(() => show(button, false), SHOWN_FOR);
  });
  return button;
}

/** A button whose content has a `.verb` says what it does, and then what it has done. */
function show(button, copied) {
  button.toggleAttribute("data-copied", copied);
  button.firstChild.replaceWith(icon(copied ? "done" : "copy"));
  const verb = button.querySelector(".verb");
  if (verb) verb.textContent = copied ? "Copied" : "Copy";
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Over plain http from another machine there is no clipboard API; the old way still works.
    return copyBySelection(text);
  }
}

function copyBySelection(text) {
  const before = document.activeElement;
  const field = h("textarea", { class: "visually-hidden", readonly: true });
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  before?.focus();
  return copied;
}
