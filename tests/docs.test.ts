import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };

const root = resolve(import.meta.dirname, '..');
const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(resolve(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];

/** Links of a page that name nothing in this checkout. */
function deadLinks(page: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)#\s]+)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(resolve(root, dirname(page), target)));
}

describe('the documents', () => {
  it.each(pages)('%s links to what is there', (page) => {
    expect(deadLinks(page, readFileSync(resolve(root, page), 'utf8'))).toEqual([]);
  });

  it.each(pages)('%s names only commands that exist', (page) => {
    const commands = [...readFileSync(resolve(root, page), 'utf8').matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
    expect(commands.filter((name) => !(name in packageFile.scripts))).toEqual([]);
  });

  it('a dead link is caught', () => {
    expect(deadLinks('docs/x.md', '[here](../README.md) [gone](nowhere.md) [out](https://example.org)')).toEqual(['nowhere.md']);
  });
});
