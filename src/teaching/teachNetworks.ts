import { startWasm } from '#src/model/startWasm.ts';

let started: Promise<unknown> | undefined;

/** What teaches networks, fetched and started when one is asked for: the tensor runtime is most of it. Errors: `NoWasmSimd`. */
export async function teachNetworks(wasmFolder: string): Promise<typeof import('#src/teaching/crossValidateNetwork.ts')> {
  await (started ??= startWasm(wasmFolder));
  return import('#src/teaching/crossValidateNetwork.ts');
}
