import './host.css';

// The build puts the text of every style sheet of the form here.
declare const STYLES: string;

let sheet: CSSStyleSheet | undefined;

/** The styles of the form, for a shadow tree. Constructed, not written, so that a strict policy (CSP) allows them. */
export function formStyles(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
  }
  return sheet;
}
