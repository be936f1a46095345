import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { cyclesOf, floorPlan, importFault, targetOf } from '../lint/floorPlan.mjs';

const root = resolve(import.meta.dirname, '..');

interface Found {
  readonly specifier: string;
  readonly typesOnly: boolean;
}

/** Every import of a file, static or dynamic, and the workers that it starts. */
function importsOf(path: string, text: string): Found[] {
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ specifier: node.moduleSpecifier.text, typesOnly: node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword });
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ specifier: node.moduleSpecifier.text, typesOnly: node.isTypeOnly });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteral(argument)) found.push({ specifier: argument.text, typesOnly: false });
    } else if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'URL') {
      const [argument] = node.arguments ?? [];
      if (argument && ts.isStringLiteral(argument) && /^\.{1,2}\/.*\.ts$/.test(argument.text)) {
        found.push({ specifier: argument.text, typesOnly: false });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

function filesBelow(folder: string): string[] {
  return readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.(tsx?|mjs|css)$/.test(path));
}

const faultsIn = (path: string, text: string): string[] =>
  importsOf(path, text).flatMap((found) => importFault({ file: path, ...found }) ?? []);

const sources = new Map(filesBelow('src').map((path) => [path, readFileSync(resolve(root, path), 'utf8')]));

describe('the floor plan', () => {
  it('is kept by every import', () => {
    expect([...sources].flatMap(([path, text]) => faultsIn(path, text).map((fault) => `${path}: ${fault}`))).toEqual([]);
  }, 60_000);

  it('knows every room', () => {
    const rooms = readdirSync(resolve(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(rooms.map(({ name }) => name).sort()).toEqual(Object.keys(floorPlan.rooms).sort());
  });

  it.each([
    ['a static import against the arrows', 'src/model/x.ts', "import { a } from '#src/ui/App.tsx';"],
    ['a dynamic import against the arrows', 'src/image/x.ts', "const a = await import('#src/model/tokenizer.ts');"],
    ['a re-export against the arrows', 'src/lib/x.ts', "export { a } from '#src/image/sniffFile.ts';"],
    ['a worker of another room', 'src/viewer/x.ts', "new Worker(new URL('../model/model.worker.ts', import.meta.url));"],
    ['a vendor in the wrong room', 'src/state/x.ts', "import { useState } from 'react';"],
    ['a value of a room that gives only types', 'src/ui/x.ts', "import { sniffFile } from '#src/image/sniffFile.ts';"],
    ['a path upwards', 'src/model/x.ts', "import { a } from '../lib/brand.ts';"],
    ['the composer', 'src/state/x.ts', "import '#src/main.tsx';"],
  ])('catches %s', (_, path, text) => {
    expect(faultsIn(path, text)).toHaveLength(1);
  });

  it('lets types of such a room pass', () => {
    expect(faultsIn('src/ui/x.ts', "import type { GrayImage } from '#src/image/grayImage.ts';")).toEqual([]);
  });
});

describe('imports', () => {
  const graphOf = (files: ReadonlyMap<string, string>): Map<string, string[]> =>
    new Map(
      [...files].map(([path, text]) => [
        path,
        importsOf(path, text).filter(({ typesOnly }) => !typesOnly).flatMap(({ specifier }) => targetOf(specifier, path) ?? []),
      ]),
    );

  it('run in no circle', () => {
    expect(cyclesOf(graphOf(sources))).toEqual([]);
  });

  it('are caught when they do', () => {
    const planted = new Map([
      ['src/lib/a.ts', "import '#src/lib/b.ts';"],
      ['src/lib/b.ts', "import '#src/lib/c.ts';"],
      ['src/lib/c.ts', "const a = import('#src/lib/a.ts');"],
    ]);
    expect(cyclesOf(graphOf(planted))).toHaveLength(1);
  });
});

describe('files', () => {
  const tooLong = (files: Iterable<readonly [string, string]>): string[] =>
    [...files].filter(([, text]) => text.split('\n').length - 1 > floorPlan.maximumLinesPerFile).map(([path]) => path);

  it(`have at most ${floorPlan.maximumLinesPerFile} lines`, () => {
    const others = ['e2e', 'bench', 'eval', 'scripts', 'tests', 'lint'].flatMap(filesBelow);
    expect(tooLong([...sources, ...others.map((path) => [path, readFileSync(resolve(root, path), 'utf8')] as const)])).toEqual([]);
  });

  it('are caught when they are longer', () => {
    expect(tooLong([['src/lib/x.ts', 'x\n'.repeat(floorPlan.maximumLinesPerFile + 1)]])).toEqual(['src/lib/x.ts']);
  });
});

describe('threads', () => {
  it('make `document` in a worker a compile error', () => {
    const read = ts.readConfigFile(resolve(root, 'tsconfig.worker.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, root);
    const path = resolve(root, 'src/lib/planted.worker.ts');
    const host = ts.createCompilerHost(options);
    const { getSourceFile, fileExists } = host;
    host.getSourceFile = (name, ...rest) =>
      name === path ? ts.createSourceFile(name, 'document.title; self.close();', ts.ScriptTarget.Latest) : getSourceFile(name, ...rest);
    host.fileExists = (name) => name === path || fileExists(name);
    const program = ts.createProgram([path], { ...options, types: [] }, host);
    const messages = ts.getPreEmitDiagnostics(program, program.getSourceFile(path)).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
    expect(messages.join(' ')).toContain("Cannot find name 'document'");
  });
});
