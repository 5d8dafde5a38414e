/** Short class names for the built style sheet: every visitor downloads each of them twice. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';

const LENGTH = 3;

const owners = new Map<string, string>();

/** Names a class of a CSS module; fails the build in the unlikely case that two get the same name. */
export function shortClassName(name: string, file: string): string {
  const owner = `${basename(file)} .${name}`;
  const hash = createHash('sha256').update(owner).digest('base64url');
  const short = `dp${hash.replace(/[-_]/g, '').slice(0, LENGTH)}`;
  const other = owners.get(short) ?? owner;
  if (other !== owner) {
    throw new Error(`${owner} and ${other} get the same short name: rename one of them.`);
  }
  owners.set(short, owner);
  return short;
}
