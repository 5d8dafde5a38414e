/** The controls beside the phone: what is pending, what will go wrong, what came in. */

import * as api from "./api.js";
import { copyButton } from "./copy.js";
import { announce, byId, h, icon, showList } from "./dom.js";
import { DELIVERIES, operationName } from "./failures.js";
import * as faultForm from "./fault-form.js";
import { channelOf, readable, remaining, secondOf } from "./format.js";
import { FieldError, onSubmit } from "./forms.js";
import { knownNumbers } from "./handset.js";

const MOST_CALLS = 200;

let calls = [];
let vendors = [];

/** `refresh` is called when something shown has run out. */
export function start(refresh) {
  startTabs();
  faultForm.start();
  startDeliveryForms();
  byId("calls-clear").addEventListener("click", () => api.deleteCalls());
  byId("reset").addEventListener("click", async () => {
    await api.reset();
    announce("Everything has been reset");
  });
  setInterval(() => {
    if (tick()) refresh();
  }, 1000);
}

/** Take in the vendors that are played, which name their calls; they stay the same while the sandbox runs. */
export function setVendors(all) {
  vendors = all;
  faultForm.offer(all);
}

/** Show the state of `/control`. */
export function show(control) {
  for (const id of ["form-link", "form-link-hint"]) byId(id).href = control.formUrl;
  showPending(control.verifications);
  showFaults(control.faults);
  showArrangements(control);
  showReserved(control.numbers);
  const numbers = [...new Set([...control.verifications.map((each) => each.to), ...knownNumbers()])];
  showList(byId("known-numbers"), numbers, { key: (to) => to, create: (to) => h("option", { value: to }) });
}

export function showCalls(all) {
  calls = all.slice(0, MOST_CALLS);
  drawCalls();
}

/** Take in one call as it is made; it may have been loaded already. */
export function addCall(call) {
  calls = [call, ...calls.filter(({ id }) => id !== call.id)].slice(0, MOST_CALLS);
  drawCalls();
}

export function forgetCalls(to) {
  calls = calls.filter((call) => to && call.to !== to);
  drawCalls();
}

function startTabs() {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  const select = (chosen) => {
    for (const tab of tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      byId(tab.getAttribute("aria-controls")).hidden = tab !== chosen;
    }
  };
  const keys = { ArrowRight: 1, ArrowLeft: -1 };
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", (event) => {
      const step = keys[event.key];
      const target = step ? tabs[(index + step + tabs.length) % tabs.length] : { Home: tabs[0], End: tabs.at(-1) }[event.key];
      if (!target) return;
      event.preventDefault();
      select(target);
      target.focus();
    });
  });
}

function startDeliveryForms() {
  onSubmit("code-form", "code-error", async () => {
    const code = byId("code-code").value.trim();
    if (!/^[a-zA-Z0-9]{4,10}$/.test(code)) throw new FieldError("code", "A code has 4 to 10 letters and digits.");
    await api.fixNextCode(code, byId("code-to").value.trim());
    byId("code-code").value = "";
    announce("Next code fixed");
  });
  const kind = byId("delivery-kind");
  kind.append(...DELIVERIES.map(({ id, name }) => h("option", { value: id }, name)));
  onSubmit("delivery-form", "delivery-error", async () => {
    const to = byId("delivery-to").value.trim();
    if (!to) throw new FieldError("to", "Say which number, such as +1 415 555 0100.");
    const { delivery } = DELIVERIES.find((choice) => choice.id === kind.value);
    await (delivery.after === 0 ? api.forgetDelivery(to) : api.chooseDelivery({ to, ...delivery }));
    announce("Applied");
  });
}

function row(title, detail, ...actions) {
  return h("li", { class: "row" }, h("div", { class: "row-main" }, h("b", {}, title), h("span", {}, detail)), h("div", { class: "row-actions" }, ...actions));
}

function action(name, label, run, kind = "quiet") {
  return h("button", { type: "button", class: `button small ${kind}`, "aria-label": label, on: { click: run } }, name);
}

function showRows(id, items, options) {
  showList(byId(id), items, options);
  byId(`${id}-empty`).hidden = items.length > 0;
}

/** Name a call; where several vendors are played, with its vendor. */
function named(operation, vendor) {
  const name = operationName(vendors, operation, vendor);
  return vendor && vendors.length > 1 ? `${vendor}: ${name}` : name;
}

function showPending(verifications) {
  const now = Date.now() / 1000;
  showRows("pending", verifications, {
    // A number may be pending at several vendors.
    key: (each) => `${each.to} ${each.brand} ${each.submittedAt}`,
    sign: (each) => `${each.submittedAt} ${each.channel} ${each.attemptsLeft}`,
    create: (each) => {
      const left = h("span", { data: { ends: now + each.endsIn } });
      const tries = each.attemptsLeft === 1 ? "1 try left" : `${each.attemptsLeft} tries left`;
      const detail = h("span", {}, `${each.brand}, by ${channelOf(each.channel).name.toLowerCase()}, ${tries}, `, left);
      return row(
        readable(each.to),
        detail,
        action("Expire", `Expire the verification of ${readable(each.to)}`, () => api.expire(each.to)),
        action("Block", `Block the verification of ${readable(each.to)}`, () => api.block(each.to), "quiet danger"),
      );
    },
  });
  tick();
}

/** Write the time that is left; say whether any has run out. */
function tick() {
  const now = Date.now() / 1000;
  const clocks = [...document.querySelectorAll("[data-ends]")];
  for (const clock of clocks) clock.textContent = `${remaining(Number(clock.dataset.ends) - now)} left`;
  return clocks.some((clock) => Number(clock.dataset.ends) <= now);
}

function showFaults(faults) {
  showRows("faults", faults, {
    key: (fault) => fault.id,
    sign: (fault) => `${fault.id} ${fault.left}`,
    create: (fault) => {
      const often = fault.left === null ? `${Math.round(fault.share * 100)} % of calls` : fault.left === 1 ? "once" : `${fault.left} times`;
      const who = fault.to ? readable(fault.to) : "any number";
      return row(
        `${named(fault.operation, fault.vendor)}: ${fault.label}`,
        `${who}, ${often}`,
        action("Remove", `Remove this failure: ${fault.label}`, () => api.deleteFault(fault.id)),
      );
    },
  });
}

function showArrangements({ nextCodes, deliveries }) {
  const codes = nextCodes.map(({ to, code }) => ({
    key: `code ${to}`,
    title: `Next code: ${code}`,
    detail: to ? readable(to) : "any number",
    remove: () => api.forgetNextCode(to),
  }));
  const plans = deliveries.map((delivery) => ({
    key: `delivery ${delivery.to}`,
    title: `Messages: ${wordsFor(delivery)}`,
    detail: readable(delivery.to),
    remove: () => api.forgetDelivery(delivery.to),
  }));
  showRows("arrangements", [...codes, ...plans], {
    key: (each) => each.key,
    sign: (each) => each.title,
    create: (each) => row(each.title, each.detail, action("Remove", `Remove: ${each.title}, ${each.detail}`, each.remove)),
  });
}

function wordsFor({ outcome, after }) {
  if (outcome === "never") return "never arrive";
  return outcome === "rejected" ? "refused by the carrier" : `${after} seconds late`;
}

function showReserved(numbers) {
  showList(byId("reserved"), numbers, {
    key: (each) => each.number,
    create: (each) =>
      h(
        "li",
        { class: "number" },
        h(
          "div",
          { class: "number-head" },
          h("b", {}, each.name),
          copyButton({
            text: each.number,
            label: `Copy ${readable(each.number)}, ${each.name}`,
            className: "copy-number",
            content: readable(each.number),
          }),
        ),
        h("p", {}, each.effect),
      ),
  });
}

function drawCalls() {
  byId("calls-count").textContent = calls.length ? String(calls.length) : "";
  byId("calls-empty").hidden = calls.length > 0;
  byId("calls-clear").hidden = calls.length === 0;
  showList(byId("call-rows"), calls, { key: (call) => call.id, sign: (call) => `${call.id} ${call.at}`, create: callRow });
}

function callRow(call) {
  const kind = call.status === null || call.status >= 500 ? "failed" : call.status >= 400 ? "refused" : "good";
  return h(
    "li",
    { class: "call" },
    h(
      "details",
      {},
      h(
        "summary",
        {},
        h("time", { datetime: call.at }, secondOf(call.at)),
        h("span", { class: "badge", data: { kind } }, call.status === null ? "drop" : String(call.status)),
        h(
          "span",
          { class: "what" },
          h("b", {}, named(call.operation, call.vendor)),
          h("span", {}, call.to ? ` ${readable(call.to)}` : ""),
          call.fault ? h("em", {}, call.fault) : null,
        ),
        h("span", { class: "took" }, `${Math.round(call.duration * 1000)} ms`),
        icon("next"),
      ),
      h(
        "div",
        { class: "wire" },
        wire(`${call.method} ${call.path}${call.credentials ? ` (${call.credentials})` : ""}`, call.request),
        wire(call.status === null ? "Connection dropped" : `Answer ${call.status}`, call.answer),
      ),
    ),
  );
}

function wire(title, body) {
  const text = body === null ? "(no body)" : typeof body === "string" ? body : JSON.stringify(body, null, 2);
  return h("div", {}, h("h4", {}, title), h("pre", { tabindex: "0", "aria-label": title }, text));
}
