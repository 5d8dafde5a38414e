/** Programs that tests stand on: each writes to a log of its own, whose end is part of the report of a failed test. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const FOLDER = process.env.E2E_LOGS ?? fileURLToPath(new URL('../results/logs', import.meta.url));
const READY_WITHIN = 60_000;
const ENDS_WITHIN = 10_000;
const LINES_SHOWN = 15;
const LONGEST_LINE = 300;

export interface Part {
  readonly name: string;
  readonly process: ChildProcess;
}

interface Launch {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** An address that answers once the part serves. */
  readonly healthy: string;
}

const logOf = (name: string) =>
  resolve(FOLDER, `worker-${process.env.TEST_WORKER_INDEX ?? '0'}-${name}.log`);

/** The parts of this worker that were started, by name. */
const launched = new Map<string, ChildProcess>();

// A worker that is ended by force leaves nothing behind.
process.once('exit', () => {
  for (const child of launched.values()) child.kill('SIGKILL');
});

const isUp = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
};

const hasEnded = ({ exitCode, signalCode }: ChildProcess) =>
  exitCode !== null || signalCode !== null;

/** Starts a program and waits until it serves. */
export async function launch({ name, command, cwd, env, healthy }: Launch): Promise<Part> {
  mkdirSync(FOLDER, { recursive: true });
  const log = openSync(logOf(name), 'a');
  const [program, ...words] = command;
  const child = spawn(program, words, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  launched.set(name, child);
  const failure = new Promise<never>((_resolve, reject) => child.once('error', reject));
  await Promise.race([failure, untilUp(name, child, healthy)]);
  return { name, process: child };
}

async function untilUp(name: string, child: ChildProcess, healthy: string): Promise<void> {
  const givesUpAt = Date.now() + READY_WITHIN;
  while (!(await isUp(healthy))) {
    if (hasEnded(child) || Date.now() > givesUpAt) {
      child.kill('SIGKILL');
      throw new Error(`${name} did not start:\n${lastLines(readFileSync(logOf(name), 'utf8'))}`);
    }
    await pause(50);
  }
}

/** Asks programs to end and waits until they have; by force where one does not listen. */
export async function stopAll(parts: readonly Part[]): Promise<void> {
  await Promise.all(
    parts.map(async ({ process: child }) => {
      if (hasEnded(child)) return;
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), ENDS_WITHIN);
      await ended;
      clearTimeout(force);
    }),
  );
}

function lastLines(text: string): string {
  const lines = text.trimEnd().split('\n');
  const shown = lines.slice(-LINES_SHOWN).map((line) => line.slice(0, LONGEST_LINE));
  const left = lines.length - shown.length;
  return [...(left > 0 ? [`… ${left} lines before, in ${FOLDER}`] : []), ...shown].join('\n');
}

/** Remembers where the logs stand; what is returned reads what was written since, by the names of the parts. */
export function watchLogs(): () => Readonly<Record<string, string>> {
  const sizeOf = (name: string) => (existsSync(logOf(name)) ? statSync(logOf(name)).size : 0);
  const before = new Map([...launched.keys()].map((name) => [name, sizeOf(name)]));
  return () =>
    Object.fromEntries(
      [...launched.keys()].flatMap((name) => {
        const written = readFileSync(logOf(name))
          .subarray(before.get(name) ?? 0)
          .toString('utf8');
        return written.trim() ? [[name, lastLines(written)]] : [];
      }),
    );
}
