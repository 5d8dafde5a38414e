import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, expect, vi } from 'vitest';

// Generous: no test may fail because a machine is busy.
configure({ reactStrictMode: true, asyncUtilTimeout: 20_000 });

// No unit test talks to a network, and none may make noise.
const noise: string[] = [];

beforeEach(() => {
  vi.stubGlobal('fetch', () => Promise.reject(new Error('A unit test called fetch.')));
  for (const method of ['error', 'warn'] as const) {
    vi.spyOn(console, method).mockImplementation((...parts: unknown[]) => {
      noise.push(parts.map(String).join(' '));
    });
  }
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  // Some tests run as on a server.
  if (typeof localStorage !== 'undefined') localStorage.clear();
  const made = noise.splice(0);
  expect(made).toEqual([]);
});
