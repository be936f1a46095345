import { serve, transferred } from '#src/lib/rpc.ts';
import type { PhantomApi } from '#src/phantom/phantomApi.ts';
import { renderSample, sampleFilms } from '#src/phantom/sampleFilms.ts';

const api: PhantomApi = {
  count: async () => sampleFilms.length,
  render: async ({ index }) => {
    const { name, bytes } = renderSample(index);
    return transferred({ name, bytes: bytes.buffer }, [bytes.buffer]);
  },
};
serve(api);
