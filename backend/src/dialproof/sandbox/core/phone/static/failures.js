/** The failures a developer can ask for: those that a vendor documents, and those that any answer can have. */

const ANY = { id: "any", name: "Any call" };

/** `fault` is what is sent. */
const COMMON = [
  { group: "Seen in the wild", id: "503", name: "503 from a gateway", fault: { status: 503, malformed: "html" } },
  { group: "Seen in the wild", id: "slow", name: "Only slow (see Delay)", fault: {} },
  { group: "Broken answers", id: "empty", name: "Empty body", fault: { malformed: "empty" } },
  { group: "Broken answers", id: "invalid_json", name: "JSON cut short", fault: { malformed: "invalid_json" } },
  { group: "Broken answers", id: "html", name: "A web page", fault: { malformed: "html" } },
  { group: "Broken answers", id: "wrong_type", name: "Fields of the wrong type", fault: { malformed: "wrong_type" } },
  { group: "Broken answers", id: "foreign", name: "Another service's JSON", fault: { malformed: "foreign" } },
  { group: "Broken answers", id: "oversized", name: "8 MB of JSON", fault: { malformed: "oversized" } },
  { group: "Broken connections", id: "before", name: "Closed before it is processed", fault: { drop: "before" } },
  { group: "Broken connections", id: "after", name: "Processed, then closed", fault: { drop: "after" } },
  { group: "Broken connections", id: "middle", name: "Closed in mid-answer", fault: { drop: "middle" } },
];

/** The calls of a vendor that can be made to fail, and any of them. */
export const operationsOf = (vendor) => [...vendor.operations, ANY];

/** What can go wrong with a call: an answer is offered for any call where it is documented for every one. */
export function failuresOf(vendor, operation) {
  const calls = operation === ANY.id ? vendor.operations.map(({ id }) => id) : [operation];
  const documented = vendor.failures
    .filter((failure) => calls.every((call) => failure.operations.includes(call)))
    .map(({ status, name }) => ({ group: "Documented answers", id: String(status), name: `${status} ${name}`, fault: { status } }));
  return [...documented, ...COMMON];
}

/** Name a call for people; without `vendorName`, as the first vendor that has it calls it. */
export function operationName(vendors, operation, vendorName) {
  const asked = vendorName ? vendors.filter(({ name }) => name === vendorName) : vendors;
  const known = [...asked.flatMap((vendor) => [...vendor.operations, ...vendor.recordedOnly]), ANY];
  return known.find(({ id }) => id === operation)?.name ?? operation;
}

export const DELIVERIES = [
  { id: "at-once", name: "at once", delivery: { after: 0 } },
  { id: "10", name: "10 seconds late", delivery: { after: 10 } },
  { id: "30", name: "30 seconds late", delivery: { after: 30 } },
  { id: "120", name: "2 minutes late", delivery: { after: 120 } },
  { id: "never", name: "never", delivery: { never: true } },
  { id: "rejected", name: "not: the carrier refuses them", delivery: { rejected: true } },
];
