/** Addresses of the form's two servers, from the environment. */
import process from 'node:process';

const DEFAULT_API_URL = 'http://127.0.0.1:5001';
const DEFAULT_FORM_PORT = 8080;
const DEFAULT_DEV_PORT = 5173;

/** The ports that no browser opens a page on: https://fetch.spec.whatwg.org/#port-blocking. */
// prettier-ignore
const REFUSED_BY_BROWSERS = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102,
  103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465,
  512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993,
  995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
  6669, 6679, 6697, 10080,
]);

function readPort(names: readonly string[], fallback: number): number {
  for (const name of names) {
    const text = process.env[name];
    if (text === undefined || text === '') continue;
    const port = Number(text);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Error(`${name} must be a port from 1 to 65535, not "${text}".`);
    }
    if (REFUSED_BY_BROWSERS.has(port)) {
      throw new Error(`${name} is ${text}, a port that browsers refuse to open: choose another.`);
    }
    return port;
  }
  return fallback;
}

function readApiUrl(): string {
  const given = process.env.API_URL;
  const text = given === undefined || given === '' ? DEFAULT_API_URL : given;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new Error(`API_URL must be an http or https address, not "${text}".`);
  }
  return text;
}

/** The API that both servers pass calls on to. */
export const apiUrl = readApiUrl();

/** Where `vite preview` serves the built form. */
export const formPort = readPort(['FORM_PORT', 'PORT'], DEFAULT_FORM_PORT);

/** Where `vite` serves the form with hot reload. */
export const devPort = readPort(['DEV_PORT'], DEFAULT_DEV_PORT);
