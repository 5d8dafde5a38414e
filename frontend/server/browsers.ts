/**
 * The oldest browsers that the form works in: those of spring 2022, of which Safari 15.4 is the last that a phone was
 * left with. The builds aim at them, and e2e/baseline.spec.ts holds what was built to them.
 */
export const OLDEST_BROWSERS = ['safari15.4', 'ios15.4', 'chrome100', 'edge100', 'firefox100'];
