import { AppError } from '#src/lib/appError.ts';
import { isRecord } from '#src/lib/isRecord.ts';
import type { Completion } from '#src/llm/endpoint.ts';
import type { LlmDialect } from '#src/llm/llmDialect.ts';
import { badAnswer } from '#src/llm/readJson.ts';
import { readRefusal } from '#src/llm/readRefusal.ts';

/** The data of each whole server-sent event in `text`, as the HTML standard reads an event stream. */
export function eventData(text: string): string[] {
  const blocks = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n').split('\n\n');
  // What follows the last empty line is an event that has not come to its end.
  return blocks.slice(0, -1).flatMap((block) => {
    const lines = block.split('\n').filter((line) => line.startsWith('data:'));
    return lines.length === 0 ? [] : [lines.map((line) => line.slice(5).replace(/^ /, '')).join('\n')];
  });
}

/** Reads a stream as it comes: `add` takes what has arrived and gives the whole text so far. */
export function createStreamReader(pieceOf: NonNullable<LlmDialect['pieceOf']>): { readonly add: (chunk: string) => string } {
  let waiting = '';
  let text = '';
  let arrived: string[] = [];
  return {
    add: (chunk) => {
      arrived.push(chunk);
      // A line that never ends is not searched again and again.
      if (!chunk.includes('\n')) return text;
      waiting += arrived.join('');
      arrived = [];
      waiting = waiting.replace(/\r\n/g, '\n');
      const end = waiting.lastIndexOf('\n\n');
      if (end < 0) return text;
      for (const data of eventData(waiting.slice(0, end + 2))) if (data.trim() !== '[DONE]') text += pieceOf(parsed(data)).text;
      waiting = waiting.slice(end + 2);
      return text;
    },
  };
}

/**
 * The answer of a whole stream. Errors: `EndpointCutOff` where the endpoint has not said that it ended, and those of
 * `pieceOf`.
 */
export function readStream(body: string, pieceOf: NonNullable<LlmDialect['pieceOf']>): Completion {
  const data = eventData(`${body}\n\n`);
  if (data.length === 0) throw badAnswer(reasonOfText(body));
  let text = '';
  let ended: Completion['ended'] | null = null;
  for (const [index, event] of data.entries()) {
    if (event.trim() === '[DONE]') {
      ended ??= 'open';
      continue;
    }
    let json: unknown;
    try {
      json = JSON.parse(event);
    } catch {
      if (index === data.length - 1) break;
      throw badAnswer('an event that is not JSON');
    }
    // An error may come in the middle of a stream, with the status in its body.
    if (isRecord(json) && isRecord(json.error)) throw readRefusal({ status: Number(json.error.code) || 500, headers: {}, body: event });
    const piece = pieceOf(json);
    text += piece.text;
    ended = piece.ended ?? ended;
  }
  if (ended === null) throw new AppError('EndpointCutOff', 'the stream ended before the answer', { facts: { characters: text.length } });
  if (text.trim() === '') throw badAnswer('empty');
  return { text: text.trim(), ended };
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    throw badAnswer('an event that is not JSON');
  }
}

/** What a body that is not JSON looks like. */
export function reasonOfText(body: string): string {
  const start = body.trimStart();
  if (start === '') return 'nothing';
  if (start.startsWith('<')) return 'HTML';
  return start.startsWith('{') || start.startsWith('[') ? 'half of a JSON' : 'not JSON';
}
