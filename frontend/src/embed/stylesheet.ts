import './host.css';

// The build puts the text of every style sheet of the form here.
declare const STYLES: string;

let sheet: CSSStyleSheet | undefined;

/**
 * Gives a shadow tree the styles of the form: as a constructed style sheet, which a strict policy (CSP) allows, or as a
 * style element where the browser is too old for that.
 */
export function addFormStyles(tree: ShadowRoot): void {
  if (sheet) {
    tree.adoptedStyleSheets = [sheet];
    return;
  }
  const style = document.createElement('style');
  style.textContent = STYLES;
  if ('adoptedStyleSheets' in tree) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(style.textContent);
    tree.adoptedStyleSheets = [sheet];
  } else {
    (tree as ShadowRoot).append(style);
  }
}
