import { serve, transferred } from '#src/lib/rpc.ts';
import { measureFile } from '#src/image/measureFile.ts';
import type { MeasureApi } from '#src/image/measureApi.ts';

const api: MeasureApi = {
  measure: async ({ bytes }) => {
    const answer = await measureFile(bytes);
    return transferred(answer, answer.values ? [answer.values.buffer] : []);
  },
};
serve(api);
