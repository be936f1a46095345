import type { BrowserFacts } from '#src/ui/selfTestReport.ts';

interface Hints {
  readonly deviceMemory?: number;
  readonly gpu?: unknown;
}

/** What this browser says of itself. */
export function browserFacts(): BrowserFacts {
  const { deviceMemory, gpu } = navigator as Hints;
  const { memory } = performance as { readonly memory?: { readonly usedJSHeapSize: number } };
  return {
    userAgent: navigator.userAgent,
    processors: navigator.hardwareConcurrency,
    memory: deviceMemory ?? null,
    webGpu: gpu !== undefined,
    isolated: window.crossOriginIsolated,
    heap: memory?.usedJSHeapSize ?? null,
  };
}
