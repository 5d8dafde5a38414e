/** The library for pages with React: the whole flow as one component, and the client it calls the API with. */
export {
  PhoneVerification,
  type PhoneVerificationProps,
  type Step,
  type VerifiedNumber,
  type View,
} from '../features/verification/PhoneVerification';
export * from './api';
