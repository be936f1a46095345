// Packages that workers import when first needed: bundled ahead, so that no page of a development server is reloaded for them.
export const codecPackages = [
  'comlink',
  'dicom-parser',
  'fflate',
  '@cornerstonejs/codec-charls/decodewasmjs',
  '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs',
  '@cornerstonejs/codec-openjpeg/decodewasmjs',
  '@cornerstonejs/codec-openjph/wasmjs',
];

/** Those of tests and measurements. */
export const encoderPackages = ['@cornerstonejs/codec-charls/wasmjs', '@cornerstonejs/codec-openjpeg/wasmjs', '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs'];
