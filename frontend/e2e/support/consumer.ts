/** Projects that installed the library, with React and without: its types are checked as strictly as they can be. */
import { execFile } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const FRONTEND = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = `${FRONTEND}node_modules/.cache`;

const WITH_REACT = `
import { PhoneVerification, createClient, type ApiFailure, type VerifiedNumber } from 'dialproof';
import { createClient as alone } from 'dialproof/api';
import type { PhoneVerificationElement } from 'dialproof/phone-verification';

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

// What is not known yet is undefined, also under exactOptionalPropertyTypes.
declare const unknown: undefined;
export const later = (
  <PhoneVerification apiUrl={unknown} onVerified={unknown} onCancel={unknown} onForgotten={unknown} locale={unknown} theme={unknown} client={unknown} onView={unknown} />
);
alone({ apiUrl: unknown, readTimeout: unknown, writeTimeout: unknown, signal: unknown });
export const withHistory = <PhoneVerification onView={({ back, forward }) => [back(), forward()]} />;
// @ts-expect-error -- the machine is nobody's business
export const curious = <PhoneVerification onView={({ flow }) => flow} />;

let seen: PhoneVerificationElement | null = null;
export const custom = (
  <phone-verification
    api-url="https://verify.example.com"
    theme="dark"
    className="wide"
    ref={(element) => { seen = element; }}
    onverified={({ detail }) => { detail.phoneNumber.length; }}
  />
);
// @ts-expect-error -- no such theme
export const wrongToo = <phone-verification theme="pink" />;
`;

const WITHOUT_REACT = `
import 'dialproof/phone-verification';
import { createClient } from 'dialproof/api';

export const client = createClient();
const element = document.createElement('phone-verification');
element.apiUrl = 'https://verify.example.com';
element.locale = null;
element.addEventListener('verified', ({ detail }) => detail.phoneNumber.length);
// @ts-expect-error -- a Cancel has no number
element.addEventListener('cancel', ({ detail }) => detail.phoneNumber);
`;

const OPTIONS = {
  target: 'ES2023',
  module: 'NodeNext',
  jsx: 'react-jsx',
  lib: ['ES2023', 'DOM'],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
};

const PROJECTS = {
  react: { types: ['react'], program: WITH_REACT, folder: `${CACHE}/dialproof-consumer` },
  // Away from the packages of the form, so that nothing finds React.
  plain: {
    types: [],
    program: WITHOUT_REACT,
    folder: `${tmpdir()}/dialproof-consumer-${process.pid}`,
  },
} as const;

/** Gives what the compiler complains about; nothing when all is well. */
export async function checkConsumer(library: string, kind: keyof typeof PROJECTS): Promise<string> {
  const { types, program, folder } = PROJECTS[kind];
  await rm(folder, { recursive: true, force: true });
  await mkdir(`${folder}/node_modules`, { recursive: true });
  await cp(library, `${folder}/node_modules/dialproof`, { recursive: true });
  await writeFile(`${folder}/package.json`, '{ "type": "module" }');
  await writeFile(
    `${folder}/tsconfig.json`,
    JSON.stringify({ compilerOptions: { ...OPTIONS, types } }),
  );
  await writeFile(`${folder}/page.tsx`, program);
  const compiler = `${FRONTEND}node_modules/typescript/bin/tsc`;
  const said = await new Promise<string>((done) => {
    execFile(process.execPath, [compiler, '-p', folder], (_error, output) => {
      done(output);
    });
  });
  await rm(folder, { recursive: true, force: true });
  return said;
}
