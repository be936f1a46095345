import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { haveShared, sharedFolder } from './shared.ts';
import { whyNotAsked } from '../src/findings/whyNotAsked.ts';
import { readDataSet } from '../src/image/readDataSet.ts';
import { readStudyFacts } from '../src/image/readStudyFacts.ts';

const corpus = join(sharedFolder, 'dicom');
const isThere = haveShared('dicom');

/** The chest films of the corpus. RG2 is a hip, RG3 a leg. */
const asked = /^(cxr\/|wg04\/RG1)/;

describe('the corpus', () => {
  it.skipIf(!isThere)('says of each file that is no frontal chest film why the model is not asked', () => {
    const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).map((name) => join(corpus, name));
    const askedAbout: string[] = [];
    let seen = 0;
    for (const path of files) {
      if (!statSync(path).isFile() || /\.(md|csv)$/.test(path)) continue;
      const { dataSet, transferSyntax } = readDataSet(new Uint8Array(readFileSync(path)));
      const rows = dataSet.uint16('x00280010') ?? 0;
      const columns = dataSet.uint16('x00280011') ?? 0;
      if (rows === 0 || columns === 0) continue;
      seen++;
      const facts = readStudyFacts(dataSet, transferSyntax);
      const colour = (dataSet.uint16('x00280002') ?? 1) === 3;
      if (whyNotAsked(facts, { rows, columns, colour }) === null) askedAbout.push(relative(corpus, path));
    }
    expect(seen).toBeGreaterThan(200);
    expect(askedAbout.length).toBeGreaterThan(0);
    expect(askedAbout.filter((name) => !asked.test(name))).toEqual([]);
  });
});
