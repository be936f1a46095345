import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import golden from '#src/model/golden/v3.json';
import { createTokenizer } from '#src/model/tokenizer.ts';

const tokenizer = createTokenizer(readFileSync(new URL('../../public/models/v3/vocab.txt', import.meta.url), 'utf8'), 64);

describe('the tokenizer', () => {
  it.each(golden.texts.map(({ text, ids }) => [text, ids] as const))('splits “%s” as the reference does', (text, ids) => {
    expect([...tokenizer.encode(text)]).toEqual(ids);
  });

  it('reads case, outer spaces and a trailing full stop as nothing', () => {
    const [plain] = golden.texts;
    expect(tokenizer.encode(`  ${plain?.text.toUpperCase()}. `)).toEqual(tokenizer.encode(plain?.text ?? ''));
  });

  it('splits by characters beyond ASCII without breaking a surrogate pair', () => {
    expect(tokenizer.encode('🫁').length).toBe(3);
    expect(tokenizer.encode('胸水').length).toBe(4);
  });

  it('names a phrase without a word, one that is too long, and a vocabulary without its marks', () => {
    for (const empty of ['', '   ', '...']) expect(() => tokenizer.encode(empty)).toThrow(expect.objectContaining({ kind: 'EmptyPhrase' }));
    expect(() => tokenizer.encode('effusion '.repeat(2000))).toThrow(expect.objectContaining({ kind: 'PhraseTooLong' }));
    expect(() => createTokenizer('one\ntwo', 64)).toThrow(expect.objectContaining({ kind: 'ModelCorrupt' }));
  });
});
