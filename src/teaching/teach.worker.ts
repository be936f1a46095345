import { serve } from '#src/lib/rpc.ts';
import { byGroup } from '#src/teaching/byGroup.ts';
import { chooseNext, teach } from '#src/teaching/teach.ts';
import type { TeachApi } from '#src/teaching/teachApi.ts';
import { teachNetworks } from '#src/teaching/teachNetworks.ts';

const api: TeachApi = {
  teach: async (request, { progress }) => teach(request, progress, teachNetworks),
  groups: async (request) => byGroup(request),
  next: async (request) => chooseNext(request),
};
serve(api);
