import js from '@eslint/js';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const inFeature = (folder) => `./src/features/verification/${folder}`;

// Imports run downwards only: app and embed, features, components, lib.
const layers = [
  { target: './src/lib', from: ['./src/components', './src/features', './src/app'] },
  { target: './src/locales', from: ['./src/components', './src/features', './src/app'] },
  { target: './src/components', from: ['./src/features', './src/app'] },
  { target: './src/features', from: ['./src/app'] },
  {
    target: ['./src/app', './src/lib', './src/locales', './src/components', './src/features'],
    from: './src/embed',
  },
  // Within the feature: components, hooks, flow, api, machine. The machine has no React and no network.
  {
    target: inFeature('machine'),
    from: './src/features/verification',
    except: ['./machine'],
  },
  {
    target: inFeature('api'),
    from: ['components', 'hooks', 'flow', 'text'].map(inFeature),
  },
  {
    target: inFeature('flow'),
    from: ['components', 'hooks', 'text'].map(inFeature),
  },
  {
    target: ['hooks', 'text'].map(inFeature),
    from: inFeature('components'),
  },
];

const GUARDED = 'A browser may block this: use or extend src/lib/browser.ts.';

export default defineConfig(
  globalIgnores(['dist', 'dist-lib', 'e2e/results', 'src/lib/api/schema.d.ts']),
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
      importX.flatConfigs.typescript,
    ],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // The flow's actions never reject, so handlers may start them and go on.
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { arguments: false, attributes: false } },
      ],
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'import-x': importX },
    extends: [reactHooks.configs.flat['recommended-latest'], jsxA11y.flatConfigs.strict],
    languageOptions: { globals: globals.browser },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.tsx', '.js'] })],
    },
    rules: {
      // Values only: scripts/import-cycles.mjs finds circles of types too.
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones: layers }],
      'import-x/no-default-export': 'error',
      'no-console': 'error',
    },
  },
  {
    // Browsers block these for some visitors: one module guards them all.
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/lib/browser.ts', 'src/testing/**', '**/*.test.{ts,tsx}'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['localStorage', 'sessionStorage', 'indexedDB', 'caches', 'BroadcastChannel'].map(
          (name) => ({ name, message: GUARDED }),
        ),
      ],
      'no-restricted-properties': [
        'error',
        ...[
          ['navigator', 'credentials'],
          ['navigator', 'locks'],
          ['navigator', 'storage'],
          ['navigator', 'serviceWorker'],
          ['navigator', 'clipboard'],
          ['document', 'cookie'],
          ['history', 'pushState'],
          ['history', 'replaceState'],
          ...['localStorage', 'sessionStorage', 'BroadcastChannel'].map((name) => ['window', name]),
        ].map(([object, property]) => ({ object, property, message: GUARDED })),
      ],
    },
  },
  {
    files: ['*.config.{js,ts}', '{nginx,scripts,server}/**'],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['examples/**'],
    languageOptions: { globals: globals.browser },
  },
);
