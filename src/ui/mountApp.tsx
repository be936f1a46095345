import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from '#src/ui/App.tsx';
import { AppContext, type AppParts } from '#src/ui/appContext.ts';

export function mountApp(root: HTMLElement, parts: AppParts): void {
  createRoot(root).render(
    <StrictMode>
      <AppContext value={parts}>
        <App />
      </AppContext>
    </StrictMode>,
  );
}
