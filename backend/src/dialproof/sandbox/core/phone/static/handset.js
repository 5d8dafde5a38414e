/** The phone itself: a lock screen until something arrives, then conversations by number. */

import { answer, deleteMessages } from "./api.js";
import { copyButton } from "./copy.js";
import { announce, byId, h, icon, showList } from "./dom.js";
import { channelOf, dayOf, readable, spaced, timeOf, whenOf } from "./format.js";

const NOTICE_FOR = 8000;

const messages = new Map();
const unread = new Map();
/** The number in the page's address, which opens as soon as it has a message. A bare plus arrives as a space. */
const wanted = new URLSearchParams(location.search).get("to")?.replace(/^ /, "+") ?? null;
let open = null;
let noticeTimer;

/** Show what the sandbox holds, after loading or reconnecting. */
export function load(all) {
  messages.clear();
  for (const message of all) messages.set(message.id, message);
  if (open && !conversation(open).length) open = null;
  if (!open && wanted && conversation(wanted).length) open = wanted;
  draw();
}

/** Take in one message as it arrives; it may have been loaded already. */
export function receive(message) {
  messages.set(message.id, message);
  const first = messages.size === 1;
  const { name } = channelOf(message.channel);
  const news = message.code ? `code ${spaced(message.code)}` : message.text;
  announce(`${name} for ${readable(message.to)} from ${message.brand}: ${news}`);
  if ((first && !wanted) || message.to === wanted) open = message.to;
  if (open !== message.to) {
    unread.set(message.to, (unread.get(message.to) ?? 0) + 1);
    notify(message);
  }
  draw(message.id);
}

/** Forget the messages of one number, or all. */
export function forget(to) {
  for (const message of [...messages.values()]) if (!to || message.to === to) messages.delete(message.id);
  if (!to || open === to) open = null;
  if (to) unread.delete(to);
  else unread.clear();
  if (!to) byId("notice").replaceChildren();
  const reading = byId("thread").contains(document.activeElement);
  draw();
  if (reading && !open) byId(messages.size ? "list-title" : "lock-title").focus();
}

export const knownNumbers = () => [...new Set([...messages.values()].map((message) => message.to))];

export function start() {
  byId("back").addEventListener("click", () => {
    const left = open;
    open = null;
    byId("notice").replaceChildren();
    draw();
    const row = [...byId("conversations").children].find((item) => item.dataset.key === left);
    (row?.firstChild ?? byId("list-title")).focus();
  });
  byId("thread-delete").addEventListener("click", () => deleteMessages(open));
  byId("sample").append(
    copyButton({
      text: "+14155550100",
      label: "Copy the number +1 415 555 0100",
      className: "copy-number",
      content: readable("+14155550100"),
    }),
  );
  tick();
  setInterval(tick, 1000);
}

function tick() {
  const now = new Date();
  const time = timeOf(now).replace(/\s?[AP]M$/i, "");
  byId("clock").textContent = time;
  byId("lock-time").textContent = time;
  byId("lock-date").textContent = dayOf(now);
}

/** Ids begin anew when the sandbox is started anew, so an id alone does not tell two messages apart. */
const identity = (message) => `${message.id} ${message.to} ${message.sentAt} ${message.code}`;

const conversation = (to) =>
  [...messages.values()].filter((message) => message.to === to).sort((a, b) => Number(a.id) - Number(b.id));

function draw(arriving) {
  const view = open ? "thread" : messages.size ? "list" : "lock";
  byId("screen").dataset.view = view;
  for (const name of ["lock", "list", "thread"]) byId(name).hidden = name !== view;
  if (open) unread.delete(open);
  if (view === "list") drawList();
  if (view === "thread") drawThread(arriving);
  const waiting = [...unread.values()].reduce((sum, count) => sum + count, 0);
  document.title = `${waiting ? `(${waiting}) ` : ""}Dialproof sandbox`;
}

function drawList() {
  const newest = knownNumbers()
    .map((to) => conversation(to).at(-1))
    .sort((a, b) => Number(b.id) - Number(a.id));
  showList(byId("conversations"), newest, {
    key: (message) => message.to,
    sign: (message) => `${identity(message)} ${unread.get(message.to) ?? 0}`,
    create: conversationRow,
  });
}

function conversationRow(message) {
  const waiting = unread.get(message.to) ?? 0;
  const { name } = channelOf(message.channel);
  return h(
    "li",
    {},
    h(
      "button",
      { type: "button", class: "conversation", data: { unread: waiting }, on: { click: () => openThread(message.to) } },
      h("span", { class: "avatar" }, icon("person")),
      h("b", {}, readable(message.to), waiting ? h("span", { class: "visually-hidden" }, `, ${waiting} unread`) : null),
      h("time", { datetime: message.sentAt }, whenOf(message.sentAt)),
      h("span", { class: "preview", dir: "auto" }, message.channel === "sms" ? message.text : `${name}: ${message.text}`),
    ),
  );
}

function openThread(to) {
  open = to;
  byId("notice").replaceChildren();
  draw();
  byId("thread-title").focus();
}

function drawThread(arriving) {
  byId("thread-title").textContent = readable(open);
  const list = byId("messages");
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  showList(list, conversation(open), {
    key: (message) => message.id,
    sign: identity,
    create: (message) => messageItem(message, message.id === arriving),
  });
  if (atEnd || arriving || !list.dataset.shown || list.dataset.shown !== open) list.scrollTop = list.scrollHeight;
  list.dataset.shown = open;
}

function messageItem(message, isArriving) {
  const channel = channelOf(message.channel);
  return h(
    "li",
    { class: isArriving ? "message arriving" : "message", data: { channel: message.channel, message: message.id } },
    message.channel === "voice"
      ? callCard(message)
      : h(
          "div",
          { class: "message-head" },
          h("b", {}, message.from),
          h("span", {}, channel.name),
          h("time", { datetime: message.sentAt }, whenOf(message.sentAt)),
        ),
    message.channel === "voice" ? null : h("div", { class: "bubble", dir: "auto" }, ...withCode(message.text, message.code)),
    ...actions(message, h("span", { class: "verb" }, "Copy")),
  );
}

/** Copy the code, or answer a message that asks instead of carrying one. */
function actions(message, ...words) {
  return message.code ? [codeButton(message.code, ...words)] : [answerButton("Yes", message.to, true), answerButton("No", message.to, false)];
}

function answerButton(word, to, approved) {
  const press = () => answer(to, approved).catch((error) => announce(error.message));
  return h("button", { type: "button", class: "copy-code", on: { click: press } }, word);
}

function codeButton(code, ...words) {
  return copyButton({
    text: code,
    label: `Copy the code ${spaced(code)}`,
    className: "copy-code",
    content: h("span", {}, ...words, h("code", { translate: "no", dir: "ltr" }, code)),
  });
}

function callCard(message) {
  return h(
    "div",
    { class: "call-card" },
    h("span", { class: "call-icon" }, icon("call")),
    h(
      "div",
      {},
      h("b", {}, "Answered call"),
      h("small", {}, `${readable(message.from)} · ${whenOf(message.sentAt)}`),
    ),
    h("q", { dir: "auto" }, message.text),
  );
}

function withCode(text, code) {
  const at = code ? text.indexOf(code) : -1;
  if (at < 0) return [text];
  return [text.slice(0, at), h("strong", { translate: "no", dir: "ltr" }, code), text.slice(at + code.length)];
}

function notify(message) {
  const slot = byId("notice");
  const { name, icon: picture } = channelOf(message.channel);
  slot.replaceChildren(
    h(
      "div",
      { class: "notice" },
      h("span", { class: "avatar" }, icon(picture)),
      h(
        "button",
        { type: "button", class: "notice-open", on: { click: () => openThread(message.to) } },
        h("b", {}, readable(message.to)),
        h("span", {}, `${name} from ${message.brand}`),
      ),
      ...actions(message),
    ),
  );
  clearTimeout(noticeTimer);
  const leave = () => {
    // Not while someone is about to press it.
    if (slot.contains(document.activeElement) || slot.matches(":hover")) noticeTimer = setTimeout(leave, 2000);
    else slot.replaceChildren();
  };
  noticeTimer = setTimeout(leave, NOTICE_FOR);
}
