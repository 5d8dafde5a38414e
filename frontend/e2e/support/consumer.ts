/** A project that installed the library, and only that: its types are checked as strictly as they can be. */
import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const FRONTEND = fileURLToPath(new URL('../../', import.meta.url));
const FOLDER = `${FRONTEND}node_modules/.cache/dialproof-consumer`;

const PROGRAM = `
import { PhoneVerification, createClient, type ApiFailure, type VerifiedNumber } from 'dialproof';
import { createClient as alone } from 'dialproof/api';
import 'dialproof/phone-verification';

const onVerified = ({ phoneNumber }: VerifiedNumber): string => phoneNumber;
export const page = (
  <PhoneVerification apiUrl="https://verify.example.com" onVerified={onVerified} onCancel={() => {}} locale="fr" theme="dark" />
);
// @ts-expect-error -- no such theme
export const wrong = <PhoneVerification theme="pink" />;

export function seconds(failure: ApiFailure): number {
  // @ts-expect-error -- not every failure goes away by waiting
  failure.retryAfter;
  return failure.code === 'rate_limited' ? failure.retryAfter : 0;
}
export const clients = [createClient(), alone({ apiUrl: 'https://verify.example.com' })];

const element = document.createElement('phone-verification');
element.apiUrl = 'https://verify.example.com';
element.locale = null;
element.addEventListener('verified', ({ detail }) => detail.phoneNumber.length);
// @ts-expect-error -- a Cancel has no number
element.addEventListener('cancel', ({ detail }) => detail.phoneNumber);
`;

const CONFIG = {
  compilerOptions: {
    target: 'ES2023',
    module: 'NodeNext',
    jsx: 'react-jsx',
    lib: ['ES2023', 'DOM'],
    types: ['react'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  },
};

/** Gives what the compiler complains about; nothing when all is well. */
export async function checkConsumer(library: string): Promise<string> {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(`${FOLDER}/node_modules`, { recursive: true });
  await symlink(library, `${FOLDER}/node_modules/dialproof`, 'dir');
  await writeFile(`${FOLDER}/package.json`, '{ "type": "module" }');
  await writeFile(`${FOLDER}/tsconfig.json`, JSON.stringify(CONFIG));
  await writeFile(`${FOLDER}/page.tsx`, PROGRAM);
  const compiler = `${FRONTEND}node_modules/typescript/bin/tsc`;
  return new Promise((done) => {
    execFile(process.execPath, [compiler, '-p', FOLDER], (_error, output) => {
      done(output);
    });
  });
}
