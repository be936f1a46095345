// What the bundler adds to the language. `vite/client` is not used: it brings the DOM into the worker project.
declare module '*.css';
declare module '*?url' {
  const url: string;
  export default url;
}
interface ImportMeta {
  readonly env: { readonly DEV: boolean; readonly BASE_URL: string };
}
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs';
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs';
declare module 'dcmjs' {
  type Tags = Record<string, unknown>;
  interface DicomDict {
    dict: Tags;
    write(): ArrayBuffer;
  }
  const dcmjs: {
    readonly data: {
      readonly DicomDict: new (meta: Tags) => DicomDict;
      readonly DicomMessage: { readonly readFile: (bytes: ArrayBuffer) => { readonly dict: Tags } };
      readonly DicomMetaDictionary: {
        readonly denaturalizeDataset: (dataset: Tags) => Tags;
        readonly naturalizeDataset: (tags: Tags) => Tags;
      };
    };
  };
  export default dcmjs;
}
declare module '@cornerstonejs/codec-charls/decodewasmjs';
declare module '@cornerstonejs/codec-openjph/wasmjs';
declare module '@cornerstonejs/codec-charls/wasmjs';
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/wasmjs';
declare module '@cornerstonejs/codec-openjpeg/wasmjs';
