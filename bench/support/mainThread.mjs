// What the page's main thread is busy with, by processor time: the clock also counts what other programs took.

/**
 * Begins to trace; the answer ends it and gives the longest main-thread task in ms of processor time.
 * @param {import('playwright').Page} page @returns {Promise<() => Promise<number>>}
 */
export async function traceMainThread(page) {
  const devtools = await page.context().newCDPSession(page);
  const events = [];
  devtools.on('Tracing.dataCollected', ({ value }) => events.push(...value.filter(({ name }) => name === 'thread_name' || name.endsWith('RunTask'))));
  await devtools.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel', '__metadata'], excludedCategories: ['*'] } });
  return async () => {
    const complete = new Promise((done) => devtools.once('Tracing.tracingComplete', done));
    await devtools.send('Tracing.end');
    await complete;
    const threadOf = ({ pid, tid }) => `${pid} ${tid}`;
    const mainThreads = new Set(events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(threadOf));
    const tasks = events.filter((event) => event.tdur !== undefined && mainThreads.has(threadOf(event)));
    if (tasks.length === 0) throw new Error('the trace holds no task of a main thread');
    return tasks.reduce((longest, { tdur }) => Math.max(longest, tdur / 1000), 0);
  };
}
