import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { launchOptions } from './scripts/chromium.mjs';
import { codecPackages, encoderPackages } from './scripts/codecPackages.mjs';
import { isolationHeaders } from './scripts/headers.mjs';
import { tfjsWasm, withoutBlobWorkers } from './scripts/tfjsWasm.mjs';

/** React's refresh preamble is an inline script, which the page's own policy forbids; builds keep the policy. */
const withoutPolicyInDevelopment = {
  name: 'elixr-no-csp-in-development',
  apply: 'serve' as const,
  transformIndexHtml: (html: string) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
};

export default defineConfig({
  base: './',
  plugins: [react(), tfjsWasm(), withoutBlobWorkers, withoutPolicyInDevelopment],
  worker: { format: 'es', plugins: () => [withoutBlobWorkers] },
  optimizeDeps: { include: [...codecPackages, ...encoderPackages, '@tensorflow/tfjs-backend-webgpu'], rolldownOptions: { plugins: [withoutBlobWorkers] } },
  build: { target: 'es2023', sourcemap: true, chunkSizeWarningLimit: 1200 },
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
  test: {
    projects: [
      {
        extends: true,
        test: { name: 'unit', environment: 'node', include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'eval/**/*.test.ts'], exclude: ['**/*.browser.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
