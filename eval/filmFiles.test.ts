import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findFilmFiles } from './filmFiles.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'elixr-web-films-'));
  for (const path of ['a.jpg', 'one/b.PNG', 'one/twice.png', 'two/twice.jpg', 'two/c', 'd.jpeg.jpg']) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), 'x');
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const find = (...images: string[]) => findFilmFiles(folder, images);

it.each([
  ['as it is', 'a.jpg', 'a.jpg'],
  ['without ending', 'a', 'a.jpg'],
  ['with another ending', 'a.png', 'a.jpg'],
  ['in a sub-folder, in another case', 'B.png', 'one/b.PNG'],
  ['with its folder', 'two/twice', 'two/twice.jpg'],
  ['by its ending, where the stem is not enough', 'twice.png', 'one/twice.png'],
  ['without an ending of its own', 'c.dcm', 'two/c'],
  ['with two endings', 'd.jpeg.jpg', 'd.jpeg.jpg'],
  ['from another folder', 'images\\a.jpg', 'a.jpg'],
])('a film is found %s', (_, image, path) => {
  expect(find(image)).toEqual({ paths: [join(folder, path)], problems: [] });
});

it('what is missing or not sure is named, and nothing else is lost', () => {
  const { paths, problems } = find('gone.jpg', 'a.jpg', 'twice');
  expect(paths).toEqual([undefined, join(folder, 'a.jpg'), undefined]);
  expect(problems.map(({ kind, subject }) => [kind, subject])).toEqual([['missingFilm', 'gone.jpg'], ['ambiguousFilm', 'twice']]);
});

it('a folder that is not there holds nothing', () => {
  expect(findFilmFiles(join(folder, 'nowhere'), ['a.jpg']).problems).toHaveLength(1);
});
