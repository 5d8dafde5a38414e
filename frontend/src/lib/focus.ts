/** Whether the focus is inside `place`, on an ancestor of it, or nowhere. */
function isFree(place: Element): boolean {
  const root = place.getRootNode() as Document | ShadowRoot;
  const { activeElement } = root;
  if (activeElement) return place.contains(activeElement) || activeElement.contains(place);
  // The focus is outside this shadow tree: look in the tree of its host.
  return !('host' in root) || isFree(root.host);
}

/** Focuses `target`, unless the visitor is using something on the page outside the form. */
export function takeFocus(target: HTMLElement | null): void {
  if (target && isFree(target.closest('[data-theme]') ?? target)) target.focus();
}
