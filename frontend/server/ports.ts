/** Addresses of the form's two servers, from the environment. */
import process from 'node:process';

const DEFAULT_API_URL = 'http://127.0.0.1:5001';
const DEFAULT_FORM_PORT = 8080;
const DEFAULT_DEV_PORT = 5173;

function readPort(names: readonly string[], fallback: number): number {
  for (const name of names) {
    const text = process.env[name];
    if (text === undefined || text === '') continue;
    const port = Number(text);
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Error(`${name} must be a port from 1 to 65535, not "${text}".`);
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
