/** The library's client of the API, for forms of your own: `dialproof/api`. Needs no React. */
export { createClient, type ClientOptions, type DialproofClient } from '../lib/api/client';
export type { ApiFailure, ApiProblem, ApiResult, NoAnswer, ProblemCode } from '../lib/api/problems';
export type {
  Channel,
  Config,
  Delivery,
  ProblemDocument,
  RequestVerification,
  Verification,
} from '../lib/api/types';
