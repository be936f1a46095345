import { AppError } from '#src/lib/appError.ts';

export interface Tokenizer {
  /** Token ids with [CLS] and [SEP]. Errors: `EmptyPhrase`, `PhraseTooLong` (facts.tokens, facts.most). */
  readonly encode: (text: string) => Int32Array;
}

/**
 * Lower-case WordPiece as the model card's text tower was trained with: trailing full stops dropped, runs of ASCII letters
 * and digits or single other characters, each split greedily into the longest pieces of the vocabulary.
 */
export function createTokenizer(vocabulary: string, maxTokens: number): Tokenizer {
  const idOf = new Map(vocabulary.split('\n').filter((line) => line !== '').map((piece, id) => [piece, id]));
  const special = (name: string): number => {
    const id = idOf.get(name);
    if (id === undefined) throw new AppError('ModelCorrupt', `the vocabulary has no ${name}`, { facts: { file: 'vocab.txt' } });
    return id;
  };
  const [cls, sep, unknown] = [special('[CLS]'), special('[SEP]'), special('[UNK]')];

  const pieces = (word: string): number[] => {
    const ids: number[] = [];
    for (let start = 0; start < word.length; ) {
      let end = word.length;
      let id: number | undefined;
      for (; end > start; end--) {
        id = idOf.get((start > 0 ? '##' : '') + word.slice(start, end));
        if (id !== undefined) break;
      }
      if (id === undefined) return [unknown];
      ids.push(id);
      start = end;
    }
    return ids;
  };

  return {
    encode: (text) => {
      const plain = text.toLowerCase().trim().replace(/\.+$/, '');
      const words = plain.match(/[a-z0-9]+|[^\sa-z0-9]/gu) ?? [];
      if (words.length === 0) throw new AppError('EmptyPhrase', 'the phrase holds no word');
      const ids = [cls, ...words.flatMap(pieces), sep];
      if (ids.length > maxTokens) {
        throw new AppError('PhraseTooLong', 'more tokens than the text tower reads', { facts: { tokens: ids.length, most: maxTokens } });
      }
      return Int32Array.from(ids);
    },
  };
}
