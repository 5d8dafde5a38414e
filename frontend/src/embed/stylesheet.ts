import './host.css';

// The build puts the text of every style sheet of the form here.
declare const STYLES: string;

let sheet: CSSStyleSheet | undefined;

/**
 * Adds the styles of the form to a shadow tree: as a constructed style sheet, which a strict Content-Security-Policy
 * allows, or as a style element in browsers without those.
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
