/** Load once, then follow the sandbox's events; after a broken connection load again. */

import { getCalls, getControl, getMessages } from "./api.js";
import { byId } from "./dom.js";
import * as handset from "./handset.js";
import * as panel from "./panel.js";

const SETTLE = 60;
const TRY_AGAIN_AFTER = 1000;
let refreshTimer;
let timesAsked = 0;
/** The events that came while everything was being loaded: what is loaded may be older. */
let waiting = null;

handset.start();
panel.start(refresh);
follow();

function follow() {
  const events = new EventSource("/control/events");
  events.addEventListener("open", () => {
    say("live", "Live");
    void loadAll();
  });
  events.addEventListener("error", () => say("broken", "The sandbox does not answer. Trying again…"));
  on(events, "message", (message) => {
    handset.receive(message);
    refresh();
  });
  on(events, "deleted", ({ to }) => handset.forget(to));
  on(events, "call", (call) => {
    panel.addCall(call);
    refresh();
  });
  on(events, "calls_deleted", ({ to }) => panel.forgetCalls(to));
  on(events, "control", refresh);
}

function on(events, name, handle) {
  events.addEventListener(name, (event) => {
    const take = () => handle(JSON.parse(event.data));
    if (waiting) waiting.push(take);
    else take();
  });
}

function say(state, words) {
  const live = byId("live");
  if (live.dataset.state === state) return;
  live.dataset.state = state;
  live.textContent = words;
}

async function loadAll() {
  const meanwhile = [];
  waiting = meanwhile;
  const all = await Promise.all([getControl(), getMessages(), getCalls()]).catch(() => null);
  // A later connection loads anew.
  if (waiting !== meanwhile) return;
  if (!all) {
    setTimeout(() => waiting === meanwhile && loadAll(), TRY_AGAIN_AFTER);
    return;
  }
  waiting = null;
  const [{ vendors }, messages, { calls }] = all;
  panel.setVendors(vendors);
  handset.load(messages);
  panel.showCalls(calls);
  for (const take of meanwhile) take();
  refresh();
}

/** Ask for the controls' state once things have settled: a start brings a call and a message at the same moment. */
function refresh() {
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(async () => {
    const asked = ++timesAsked;
    const control = await getControl();
    // A later answer may have overtaken this one.
    if (asked === timesAsked) panel.show(control);
  }, SETTLE);
}
