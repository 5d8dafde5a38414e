/** The sandbox's own calls, as the README documents them. */

async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
  if (!response.ok) throw new Refused(answer?.errors ?? [answer?.detail ?? `The sandbox answered ${response.status}.`]);
  return answer;
}

/** A call that was refused; `field` names what is wrong where the sandbox says so, as "field: reason". */
class Refused extends Error {
  constructor([mistake]) {
    const [, field, reason] = /^(\w+): (.+)$/s.exec(mistake) ?? [null, null, mistake];
    super(reason.charAt(0).toUpperCase() + reason.slice(1));
    this.field = field;
  }
}

const query = (to) => (to ? `?to=${encodeURIComponent(to)}` : "");

export const getMessages = () => call("GET", "/inbox/messages");
export const deleteMessages = (to) => call("DELETE", `/inbox/messages${query(to)}`);
export const getControl = () => call("GET", "/control");
export const getCalls = () => call("GET", "/control/calls");
export const deleteCalls = () => call("DELETE", "/control/calls");
export const addFault = (fault) => call("POST", "/control/faults", fault);
export const deleteFault = (id) => call("DELETE", `/control/faults/${id}`);
export const fixNextCode = (code, to) => call("POST", "/control/next-code", to ? { code, to } : { code });
export const forgetNextCode = (to) => call("DELETE", `/control/next-code${query(to)}`);
export const chooseDelivery = (delivery) => call("POST", "/control/delivery", delivery);
export const forgetDelivery = (to) => call("DELETE", `/control/delivery${query(to)}`);
export const expire = (to) => call("POST", "/control/expire", { to });
export const block = (to) => call("POST", "/control/block", { to });
export const answer = (to, approved) => call("POST", "/control/answer", { to, approved });
export const reset = () => call("POST", "/control/reset", {});
