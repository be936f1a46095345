import { serve } from '#src/lib/rpc.ts';
import { createOutbound } from '#src/outbound/createOutbound.ts';

serve(createOutbound((url, init) => fetch(url, init)));
