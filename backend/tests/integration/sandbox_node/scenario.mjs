/**
 * Drive the sandbox with the vendor's SDK as it is, and print what came of each step as JSON.
 * Usage: node scenario.mjs URL APPLICATION_ID PATH_OF_PRIVATE_KEY
 */

import { readFileSync } from "node:fs";

import { Auth } from "@vonage/auth";
import { Channels, Verify2 } from "@vonage/verify2";

const [url, applicationId, keyPath] = process.argv.slice(2);
const client = (id) => new Verify2(new Auth({ applicationId: id, privateKey: readFileSync(keyPath, "utf8") }), { apiHost: url });
const verify = client(applicationId);
const to = "14155550100";
const request = {
  brand: "Acme",
  codeLength: 6,
  workflow: [
    { channel: Channels.SMS, to },
    { channel: Channels.VOICE, to },
  ],
};
const steps = {};

async function statusOf(call) {
  try {
    return { value: await call() };
  } catch (error) {
    const { status } = error.response ?? {};
    if (!status) throw error;
    return { status, body: await error.response.clone().json().catch(() => null) };
  }
}

async function newestCode() {
  const [message] = await (await fetch(`${url}/inbox/messages?to=%2B${to}`)).json();
  return message.code;
}

const other = (code) => (code[0] === "0" ? "1" : "0") + code.slice(1);

const { requestId } = await verify.newRequest(request);
steps.conflict = await statusOf(() => verify.newRequest(request));
steps.conflictNamesTheFirst = steps.conflict.body?.request_id === requestId;
steps.wrongCode = await statusOf(async () => verify.checkCode(requestId, other(await newestCode())));
steps.nextWorkflow = await statusOf(() => verify.nextWorkflow(requestId));
steps.nothingLeft = await statusOf(() => verify.nextWorkflow(requestId));
steps.rightCode = await statusOf(async () => verify.checkCode(requestId, await newestCode()));
steps.again = await statusOf(async () => verify.checkCode(requestId, await newestCode()));
const second = await verify.newRequest(request);
steps.cancelled = await statusOf(() => verify.cancel(second.requestId));
steps.unknown = await statusOf(() => verify.checkCode(second.requestId, "123456"));
steps.invalid = await statusOf(() => verify.newRequest({ ...request, brand: "a/b" }));
steps.unauthorized = await statusOf(() => client("another-application").newRequest(request));

process.stdout.write(JSON.stringify(steps));
