/** What the forms of the controls have in common. */

import { byId } from "./dom.js";

/** `field` is the name of the field that is wrong. */
export class FieldError extends Error {
  constructor(field, message) {
    super(message);
    this.field = field;
  }
}

/** Read a whole number of 1 or more. */
export function wholeNumber(field, message) {
  const value = Number(field.value);
  if (!Number.isInteger(value) || value < 1) throw new FieldError(field.name, message);
  return value;
}

/** Run `act` when a form is sent, and show what it says is wrong without losing what was typed. */
export function onSubmit(formId, errorId, act) {
  const form = byId(formId);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    byId(errorId).textContent = "";
    for (const field of form.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
    try {
      await act();
    } catch (error) {
      byId(errorId).textContent = error.message;
      const field = error.field ? form.elements.namedItem(error.field) : null;
      if (!field) return;
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", errorId);
      field.focus();
    }
  });
}
