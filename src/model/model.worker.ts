import { serve } from '#src/lib/rpc.ts';
import { createModel } from '#src/model/createModel.ts';

serve(createModel());
