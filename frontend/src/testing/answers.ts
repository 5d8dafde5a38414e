/** Answers of the API, for tests. */
import type { ApiFailure, ApiResult, ProblemCode } from '../lib/api/problems';
import type { Config, Verification } from '../lib/api/types';

export const NUMBER = '+14155550100';

export const CODE = '123456';

export function config(changes: Partial<Config> = {}): Config {
  return {
    brand: 'Acme',
    codeLength: 6,
    channels: ['sms', 'voice'],
    defaultCountry: 'US',
    allowedCountries: ['AU', 'CA', 'GB', 'US'],
    sandbox: false,
    sandboxUrl: null,
    ...changes,
  };
}

export function verification(changes: Partial<Verification> = {}): Verification {
  return {
    status: 'none',
    phoneNumber: null,
    channel: null,
    channels: ['sms', 'voice'],
    codeLength: 6,
    expiresIn: 0,
    resendIn: 0,
    attemptsLeft: 0,
    delivery: 'unknown',
    verifiedAt: null,
    ...changes,
  };
}

export function pending(changes: Partial<Verification> = {}): Verification {
  return verification({
    status: 'pending',
    phoneNumber: NUMBER,
    channel: 'sms',
    expiresIn: 300,
    resendIn: 30,
    attemptsLeft: 3,
    ...changes,
  });
}

export function verified(changes: Partial<Verification> = {}): Verification {
  return verification({
    status: 'verified',
    phoneNumber: NUMBER,
    channel: 'sms',
    channels: [],
    verifiedAt: '2026-11-20T12:00:00Z',
    ...changes,
  });
}

export function problem(
  code: ProblemCode,
  extra: { retryAfter?: number; attemptsLeft?: number } = {},
): ApiFailure {
  const explained = {
    detail: '',
    requestId: '',
    status: 400,
    title: '',
    type: `/problems/${code}`,
  };
  return { ...explained, retryAfter: 30, attemptsLeft: 2, ...extra, code };
}

export const ok = <Value>(value: Value): ApiResult<Value> => ({ ok: true, value });

export const refused = (failure: ApiFailure): ApiResult<never> => ({ ok: false, failure });
