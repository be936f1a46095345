import { describe, expect, it } from 'vitest';
import { createStreamReader, eventData, readStream } from '#src/llm/readStream.ts';
import { openAiChat } from '#src/llm/openAiChat.ts';

const pieceOf = openAiChat.pieceOf;
if (!pieceOf) throw new Error('this dialect streams');
const event = (content: string, finish_reason: string | null = null): string => `data: ${JSON.stringify({ choices: [{ delta: { content }, finish_reason }] })}\n\n`;

describe('an event stream', () => {
  it('is read with any line end, comments, and data over several lines', () => {
    expect(eventData('\uFEFFdata: a\r\ndata: b\r\n\r\n: hello\n\nevent: x\ndata:c\n\ndata: unfinished')).toEqual(['a\nb', 'c']);
  });

  it('gives the same text however it is cut into parts', () => {
    const whole = event('Kein ') + event('Erguss — “nil” ') + ': ping\n\n' + event('🙂.') + event('', 'stop') + 'data: [DONE]\n\n';
    for (const size of [1, 2, 3, 7, 50, 1000]) {
      const reader = createStreamReader(pieceOf);
      let text = '';
      for (let from = 0; from < whole.length; from += size) text = reader.add(whole.slice(from, from + size));
      expect(text).toBe('Kein Erguss — “nil” 🙂.');
    }
    expect(readStream(whole, pieceOf)).toEqual({ text: 'Kein Erguss — “nil” 🙂.', ended: 'stop' });
  });

  it.each<[string, string, string, object]>([
    ['no end', event('half of'), 'EndpointCutOff', { characters: 7 }],
    ['an event cut in the middle', event('half of') + 'data: {"choices":[{"de', 'EndpointCutOff', { characters: 7 }],
    ['rubbish in the middle', 'data: {oops\n\n' + event('x', 'stop'), 'EndpointBadAnswer', {}],
    ['an error in the middle', event('x') + 'data: {"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}\n\n', 'EndpointRateLimited', { status: 429 }],
    ['a web page', '<html></html>', 'EndpointBadAnswer', { reason: 'HTML' }],
    ['an end without a word', event('', 'stop'), 'EndpointBadAnswer', { reason: 'empty' }],
    ['a filter at the end', event('x') + event('', 'content_filter'), 'EndpointBlocked', {}],
  ])('%s is named', (_, body, kind, facts) => {
    let thrown: unknown;
    try {
      readStream(body, pieceOf);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ kind, facts });
  });
});
