import { useEffect, useEffectEvent, type ReactNode } from 'react';
import theme from '../../components/theme.module.css';
import type { DialproofClient } from '../../lib/api/client';
import { matchLocale } from '../../locales';
import { useText } from '../../locales/text';
import { TextProvider } from '../../locales/TextProvider';
import { FlowView } from './components/FlowView';
import { titleOf } from './text/title';
import type { Flow } from './flow/Flow';
import { useFlow } from './hooks/useFlow';
import type { FlowState } from './machine/state';

/** A number that was verified. */
export interface VerifiedNumber {
  /** E.164. */
  readonly phoneNumber: string;
  /** RFC 3339, in UTC. */
  readonly verifiedAt: string | null;
}

/** What the flow currently shows. */
export interface View {
  readonly step: FlowState['step'];
  /** A title for the page, which says so when something went wrong. */
  readonly title: string;
  /** The operator's name; empty until it is known. */
  readonly brand: string;
  readonly flow: Flow;
}

export interface PhoneVerificationProps {
  /** Where the API lives, such as `https://verify.example.com`; the page's own origin when absent. */
  readonly apiUrl?: string;
  /** Called once the number is verified, and when the page finds that it already was. */
  readonly onVerified?: (verified: VerifiedNumber) => void;
  /** Called when the visitor gives up. Where it is absent, the first step has no Cancel button. */
  readonly onCancel?: () => void;
  /** Called when the visitor had the verified number removed from this browser, as on a shared computer. */
  readonly onForgotten?: () => void;
  /** The language, BCP 47; the browser's languages decide when absent or empty. */
  readonly locale?: string;
  /** `auto` follows the visitor's system. */
  readonly theme?: 'auto' | 'light' | 'dark';
  /** A client of your own, instead of `apiUrl`. Only the first one counts. */
  readonly client?: DialproofClient;
  /** Called with what the page shows, whenever that changes: for titles, headers and history. */
  readonly onView?: (view: View) => void;
}

/** The whole flow: asks for a number, sends a code, checks it. */
export function PhoneVerification(props: PhoneVerificationProps): ReactNode {
  const locale = matchLocale(props.locale ? [props.locale] : navigator.languages);
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
  const reportView = useEffectEvent(() => onView?.({ step: state.step, title, brand, flow }));
  useEffect(() => {
    reportView();
  }, [state.step, title, brand]);
  return (
    <div className={theme.theme} data-theme={colorScheme} lang={text.locale} dir={text.dir}>
      <FlowView state={state} flow={flow} onCancel={onCancel && flow.cancel} />
    </div>
  );
}
