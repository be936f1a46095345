import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { projectRules } from './lint/rules.mjs';

export default tseslint.config(
  { ignores: ['src/search/kernel/', 'src/image/kernel/', 'dist/', 'node_modules/', 'test-results/', 'playwright-report/', 'coverage/', '.cache/'] },
  js.configs.recommended,
  tseslint.configs.strict,
  {
    plugins: { project: projectRules, 'react-hooks': reactHooks },
    rules: {
      'project/floor-plan': 'error',
      'react-hooks/rules-of-hooks': 'error',
      'no-console': ['error', { allow: ['warn', 'error'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  { files: ['src/ui/**/*.tsx'], ignores: ['**/*.test.tsx'], rules: { 'project/no-raw-strings': 'error' } },
  {
    files: ['**/*.mjs', '**/*.js', 'e2e/**', 'bench/**', 'eval/**', 'tests/**'],
// Code for Node and, inside evaluate(), for the page stands in one file: TypeScript or a run tells what is undefined.
    rules: { 'no-undef': 'off', 'no-console': 'off' },
  },
);
