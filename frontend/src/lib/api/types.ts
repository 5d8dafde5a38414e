/** Short names for the schemas of the OpenAPI document. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type Channel = Schemas['Channel'];
export type Delivery = Schemas['Delivery'];
export type Config = Schemas['Config'];
export type Verification = Schemas['Verification'];
export type RequestVerification = Schemas['RequestVerification'];
export type ProblemDocument = Schemas['Problem'];
