/** The form that makes the next calls of a vendor fail. */

import * as api from "./api.js";
import { announce, byId, h } from "./dom.js";
import { failuresOf, operationsOf } from "./failures.js";
import { FieldError, onSubmit, wholeNumber } from "./forms.js";

const FIRST_OFFER = "429";

let vendors = [];

export function start() {
  byId("fault-vendor").addEventListener("change", offerOperations);
  byId("fault-operation").addEventListener("change", offerFailures);
  onSubmit("fault-form", "fault-error", async () => {
    const vendor = chosenVendor();
    if (!vendor) throw new Error("Not loaded yet. Try again in a moment.");
    const operation = byId("fault-operation").value;
    const kind = byId("fault-kind").value;
    const latency = Number(byId("fault-latency").value || 0);
    if (kind === "slow" && !latency) throw new FieldError("latency", "Say how slow: a delay of more than 0 seconds.");
    await api.addFault({
      ...(vendors.length > 1 ? { vendor: vendor.name } : {}),
      operation,
      times: wholeNumber(byId("fault-times"), "Times is a whole number of 1 or more."),
      ...(byId("fault-to").value.trim() ? { to: byId("fault-to").value } : {}),
      ...(latency ? { latency } : {}),
      ...failuresOf(vendor, operation).find((choice) => choice.id === kind).fault,
    });
    announce("Failure added");
  });
}

/** Offer the calls of these vendors; what is chosen stays chosen where it can. */
export function offer(all) {
  const isFirst = vendors.length === 0;
  vendors = all;
  byId("fault-vendor-field").hidden = vendors.length < 2;
  replaceOptions(
    byId("fault-vendor"),
    vendors.map(({ name }) => option({ id: name, name })),
  );
  offerOperations();
  if (isFirst) choose(byId("fault-kind"), FIRST_OFFER);
}

const chosenVendor = () => vendors.find(({ name }) => name === byId("fault-vendor").value);

function offerOperations() {
  replaceOptions(byId("fault-operation"), operationsOf(chosenVendor()).map(option));
  offerFailures();
}

function offerFailures() {
  const choices = failuresOf(chosenVendor(), byId("fault-operation").value);
  const groups = [...new Set(choices.map((choice) => choice.group))];
  replaceOptions(
    byId("fault-kind"),
    groups.map((label) => h("optgroup", { label }, ...choices.filter((choice) => choice.group === label).map(option))),
  );
}

const option = ({ id, name }) => h("option", { value: id }, name);

function replaceOptions(select, options) {
  const chosen = select.value;
  select.replaceChildren(...options);
  choose(select, chosen);
}

function choose(select, value) {
  if ([...select.options].some((each) => each.value === value)) select.value = value;
}
