import { serve, transferred } from '#src/lib/rpc.ts';
import type { PhantomApi } from '#src/phantom/phantomApi.ts';
import { renderSample } from '#src/phantom/sampleFilms.ts';

const api: PhantomApi = {
  render: async ({ index }) => {
    const { name, bytes } = renderSample(index);
    return transferred({ name, bytes: bytes.buffer }, [bytes.buffer]);
  },
};
serve(api);
