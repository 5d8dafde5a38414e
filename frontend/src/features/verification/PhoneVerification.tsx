import { useEffect, useEffectEvent, type ReactNode } from 'react';
import theme from '../../components/theme.module.css';
import type { DialproofClient } from '../../lib/api/client';
import { useServerMarkup } from '../../lib/hooks/useServerMarkup';
import { matchLocale } from '../../locales';
import { useText } from '../../locales/text';
import { TextProvider } from '../../locales/TextProvider';
import { FlowView } from './components/FlowView';
import { titleOf } from './text/title';
import { useFlow } from './hooks/useFlow';

/** A number that was verified. */
export interface VerifiedNumber {
  /** E.164. */
  readonly phoneNumber: string;
  /** RFC 3339, in UTC. */
  readonly verifiedAt: string | null;
}

/** Where the visitor stands: `ended` when a code has expired, or too many were wrong. */
export type Step = 'loading' | 'unavailable' | 'phone' | 'code' | 'ended' | 'verified';

/** What the flow currently shows. */
export interface View {
  readonly step: Step;
  /** A title for the page, which says so when something went wrong. */
  readonly title: string;
  /** The operator's name; empty until it is known. */
  readonly brand: string;
  /** Shows the number again, with the code still valid; does nothing where the flow has no way back. */
  readonly back: () => void;
  /** Shows the code field again, after `back`; does nothing where no code is on its way. */
  readonly forward: () => void;
}

export interface PhoneVerificationProps {
  /** Where the API lives, such as `https://verify.example.com`; the page's own origin when absent. */
  readonly apiUrl?: string | undefined;
  /** Called once the number is verified, and when the page finds that it already was. */
  readonly onVerified?: ((verified: VerifiedNumber) => void) | undefined;
  /** Called when the visitor gives up. Where it is absent, the first step has no Cancel button. */
  readonly onCancel?: (() => void) | undefined;
  /** Called when the visitor had the verified number removed from this browser, as on a shared computer. */
  readonly onForgotten?: (() => void) | undefined;
  /** The language, BCP 47; the browser's languages decide when absent or empty. */
  readonly locale?: string | undefined;
  /** `auto` follows the visitor's system. */
  readonly theme?: 'auto' | 'light' | 'dark' | undefined;
  /** A client of your own, instead of `apiUrl`. Only the first one counts. */
  readonly client?: DialproofClient | undefined;
  /** Called with what the page shows, whenever that changes: for titles, headers and history. */
  readonly onView?: ((view: View) => void) | undefined;
}

/** The whole flow: asks for a number, sends a code, checks it. */
export function PhoneVerification(props: PhoneVerificationProps): ReactNode {
  const serverMarkup = useServerMarkup();
  const browserLanguages = serverMarkup ? [] : navigator.languages;
  const locale = matchLocale(props.locale ? [props.locale] : browserLanguages);
  return (
    <TextProvider locale={locale}>
      {/* Another API has another session: start again. */}
      <Verification key={props.apiUrl} {...props} />
    </TextProvider>
  );
}

function Verification(props: PhoneVerificationProps) {
  const {
    apiUrl = '',
    client,
    onVerified,
    onCancel,
    onForgotten,
    onView,
    theme: colorScheme = 'auto',
  } = props;
  const text = useText();
  const { flow, state } = useFlow(
    { apiUrl, client },
    {
      getLocale: () => text.locale,
      onVerified: ({ phoneNumber, verifiedAt }) => onVerified?.({ phoneNumber, verifiedAt }),
      onCancelled: () => onCancel?.(),
      onForgotten: () => onForgotten?.(),
    },
  );
  const title = titleOf(state, text);
  const brand = 'config' in state ? state.config.brand : '';
  const { changeNumber: back, reopenCode: forward } = flow;
  const reportView = useEffectEvent(() =>
    onView?.({ step: state.step, title, brand, back, forward }),
  );
  useEffect(() => {
    reportView();
  }, [state.step, title, brand]);
  return (
    <div className={theme.theme} data-theme={colorScheme} lang={text.locale} dir={text.dir}>
      <FlowView state={state} flow={flow} onCancel={onCancel && flow.cancel} />
    </div>
  );
}
