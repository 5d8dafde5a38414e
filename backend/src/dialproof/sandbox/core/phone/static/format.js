/** How numbers, times and channels are written for people. */

const ONE_DIGIT = /^[17]/;
const TWO_DIGITS = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** Write E.164 in groups: +14155550100 becomes +1 415 555 0100. */
export function readable(number) {
  if (!/^\+\d+$/.test(number)) return number;
  const digits = number.slice(1);
  const length = ONE_DIGIT.test(digits) ? 1 : TWO_DIGITS.test(digits) ? 2 : 3;
  const groups = digits.slice(length).match(/\d{3,4}$|\d{1,3}(?=\d{3})|\d+/g) ?? [];
  return `+${digits.slice(0, length)} ${groups.join(" ")}`;
}

const clockTime = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const clockSeconds = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const dayAndTime = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: "long", month: "long", day: "numeric" });

export const timeOf = (date) => clockTime.format(date);
export const secondOf = (iso) => clockSeconds.format(new Date(iso));
export const dayOf = (date) => longDay.format(date);

export function whenOf(iso) {
  const date = new Date(iso);
  return date.toDateString() === new Date().toDateString() ? clockTime.format(date) : dayAndTime.format(date);
}

/** 75 becomes 1:15. */
export function remaining(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

const CHANNELS = {
  sms: { name: "Text", icon: "text" },
  rcs: { name: "RCS", icon: "text" },
  whatsapp: { name: "WhatsApp", icon: "text" },
  whatsapp_interactive: { name: "WhatsApp", icon: "text" },
  voice: { name: "Call", icon: "call" },
  email: { name: "Email", icon: "mail" },
  silent_auth: { name: "Silent authentication", icon: "person" },
};

export const channelOf = (channel) => CHANNELS[channel] ?? { name: channel, icon: "text" };

export const spaced = (code) => [...code].join(" ");
