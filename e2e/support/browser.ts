import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from '@playwright/test';
import { launchOptions } from '../../scripts/chromium.mjs';

/** A browser whose user has switched off site data: storage of every kind is refused. */
export async function browserWithoutStorage(): Promise<BrowserContext> {
  const profile = mkdtempSync(join(tmpdir(), 'elixr-web-no-storage-'));
  mkdirSync(join(profile, 'Default'));
  const block = 2;
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify({ profile: { default_content_setting_values: { cookies: block } } }));
  return chromium.launchPersistentContext(profile, { ...launchOptions, viewport: { width: 1440, height: 900 } });
}
