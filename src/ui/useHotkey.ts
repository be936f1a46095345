import { useEffect } from 'react';

/** A single key anywhere but in a field or a dialog. */
export function useHotkey(key: string, run: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { target, ctrlKey, metaKey, altKey } = event;
      if (ctrlKey || metaKey || altKey || event.key.toLowerCase() !== key) return;
      if (target instanceof Element && target.closest('input, textarea, [role="dialog"]')) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [key, run]);
}
