/** Whether the focus is inside `place`, on something around it, or nowhere. */
function isFree(place: Element): boolean {
  const root = place.getRootNode() as Document | ShadowRoot;
  const { activeElement } = root;
  if (activeElement) return place.contains(activeElement) || activeElement.contains(place);
  // The focus is outside this shadow tree: what is around it can tell where.
  return !('host' in root) || isFree(root.host);
}

/** Gives `target` the focus, unless the visitor is at something else on the page around the form. */
export function takeFocus(target: HTMLElement | null): void {
  if (target && isFree(target.closest('[data-theme]') ?? target)) target.focus();
}
