import { describe, expect, it, vi } from 'vitest';
import { secondsUntilRetry } from '#src/llm/readRefusal.ts';
import { sendPatiently, type Wait } from '#src/llm/sendPatiently.ts';
import type { OutboundAnswer, OutboundRequest } from '#src/outbound/outboundApi.ts';

const request: OutboundRequest = { url: 'https://models.example/', method: 'POST', headers: {}, body: '{}', timeoutMs: 1000, streamed: false };

describe('sending again', () => {
  it.each([400, 401, 403, 404, 413, 422, 501])('never after %d: it stays wrong', async (status) => {
    const send = vi.fn(async (): Promise<OutboundAnswer> => ({ status, headers: {}, body: '{}' }));
    await expect(sendPatiently({ outbound: { send }, request, sleep: async () => undefined })).rejects.toMatchObject({ facts: { status } });
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('waits longer each time, and ends with the user’s patience', async () => {
    const waits: Wait[] = [];
    const slept: number[] = [];
    const send = vi.fn(async (): Promise<OutboundAnswer> => ({ status: 503, headers: {}, body: '' }));
    const sending = sendPatiently({ outbound: { send }, request, onWait: (wait) => waits.push(wait), sleep: async (milliseconds) => void slept.push(milliseconds) });
    await expect(sending).rejects.toMatchObject({ kind: 'EndpointFailed' });
    expect(slept).toEqual([1000, 3000]);
    expect(waits.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it('a cancel ends the wait', async () => {
    const controller = new AbortController();
    const send = vi.fn(async (): Promise<OutboundAnswer> => ({ status: 503, headers: { 'retry-after': '15' }, body: '' }));
    const sending = sendPatiently({ outbound: { send }, request, signal: controller.signal, onWait: () => controller.abort() });
    await expect(sending).rejects.toMatchObject({ kind: 'Cancelled' });
    expect(send).toHaveBeenCalledTimes(1);
  });

  it.each<[string, string, number]>([
    ['seconds', '7', 7],
    ['a date', 'Wed, 21 Oct 2026 07:28:00 GMT', 30],
    ['a date that has passed', 'Wed, 21 Oct 2020 07:28:00 GMT', 0],
  ])('Retry-After as %s', (_, after, seconds) => {
    const now = Date.parse('Wed, 21 Oct 2026 07:27:30 GMT');
    expect(secondsUntilRetry({ status: 429, headers: { 'retry-after': after }, body: '' }, undefined, now)).toBe(seconds);
  });
});
