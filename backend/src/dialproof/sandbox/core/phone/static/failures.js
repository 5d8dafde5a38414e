/** The failures a developer can ask for, by the call they belong to. */

export const OPERATIONS = [
  ["start", "Ask for a code"],
  ["check", "Check a code"],
  ["cancel", "Cancel"],
  ["next_workflow", "Next channel"],
  ["any", "Any call"],
];

const START = ["start"];
const CHECK = ["check"];
const CANCEL = ["cancel"];
const NEXT = ["next_workflow"];
const EVERY = ["start", "check", "cancel", "next_workflow", "any"];

/** `of` lists the calls an answer is documented for; `fault` is what is sent. */
export const FAILURES = [
  { group: "Documented answers", of: CHECK, id: "400", name: "400 Wrong code", fault: { status: 400 } },
  { group: "Documented answers", of: EVERY, id: "401", name: "401 Wrong credentials", fault: { status: 401 } },
  { group: "Documented answers", of: EVERY, id: "402", name: "402 Low balance", fault: { status: 402 } },
  { group: "Documented answers", of: [...CHECK, ...CANCEL, ...NEXT], id: "404", name: "404 Not found, or over", fault: { status: 404 } },
  { group: "Documented answers", of: [...START, ...CHECK, ...NEXT], id: "409", name: "409 Conflict", fault: { status: 409 } },
  { group: "Documented answers", of: CHECK, id: "410", name: "410 Too many wrong codes", fault: { status: 410 } },
  { group: "Documented answers", of: START, id: "412", name: "412 Silent authentication failed", fault: { status: 412 } },
  { group: "Documented answers", of: START, id: "422", name: "422 Invalid parameters", fault: { status: 422 } },
  { group: "Documented answers", of: [...START, ...CHECK], id: "429", name: "429 Throttled", fault: { status: 429 } },
  { group: "Documented answers", of: EVERY, id: "500", name: "500 Internal error", fault: { status: 500 } },
  { group: "Seen in the wild", of: EVERY, id: "503", name: "503 from a gateway", fault: { status: 503, malformed: "html" } },
  { group: "Seen in the wild", of: EVERY, id: "slow", name: "Only slow (see Delay)", fault: {} },
  { group: "Broken answers", of: EVERY, id: "empty", name: "Empty body", fault: { malformed: "empty" } },
  { group: "Broken answers", of: EVERY, id: "invalid_json", name: "JSON cut short", fault: { malformed: "invalid_json" } },
  { group: "Broken answers", of: EVERY, id: "html", name: "A web page", fault: { malformed: "html" } },
  { group: "Broken answers", of: EVERY, id: "wrong_type", name: "Fields of the wrong type", fault: { malformed: "wrong_type" } },
  { group: "Broken answers", of: EVERY, id: "foreign", name: "Another service's JSON", fault: { malformed: "foreign" } },
  { group: "Broken answers", of: EVERY, id: "oversized", name: "8 MB of JSON", fault: { malformed: "oversized" } },
  { group: "Broken connections", of: EVERY, id: "before", name: "Closed before it is processed", fault: { drop: "before" } },
  { group: "Broken connections", of: EVERY, id: "after", name: "Processed, then closed", fault: { drop: "after" } },
  { group: "Broken connections", of: EVERY, id: "middle", name: "Closed in mid-answer", fault: { drop: "middle" } },
];

export const failuresOf = (operation) => FAILURES.filter((failure) => failure.of.includes(operation));

const HANDSET = ["silent_auth", "Silent authentication"];

export const operationName = (operation) => [...OPERATIONS, HANDSET].find(([id]) => id === operation)?.[1] ?? operation;

export const DELIVERIES = [
  { id: "at-once", name: "at once", delivery: { after: 0 } },
  { id: "10", name: "10 seconds late", delivery: { after: 10 } },
  { id: "30", name: "30 seconds late", delivery: { after: 30 } },
  { id: "120", name: "2 minutes late", delivery: { after: 120 } },
  { id: "never", name: "never", delivery: { never: true } },
  { id: "rejected", name: "not: the carrier refuses them", delivery: { rejected: true } },
];
