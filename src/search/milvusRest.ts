/** One request of a REST interface; without a body it is a GET. */
export interface RestRequest {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>> | null;
}

/** How an interface of Milvus is asked. What it answers is the same but for the description of a vector field. */
export interface MilvusRest {
  readonly describe: (collectionName: string) => RestRequest;
  readonly create: (collection: { readonly collectionName: string; readonly dimension: number; readonly description: string }) => RestRequest;
  readonly query: (asked: Readonly<Record<string, unknown>>) => RestRequest;
  readonly insert: (asked: Readonly<Record<string, unknown>>) => RestRequest;
  readonly remove: (asked: Readonly<Record<string, unknown>>) => RestRequest;
  readonly search: (asked: Readonly<Record<string, unknown>>, vector: readonly number[]) => RestRequest;
  /** Whether a description is kept: where it is not, the collection's name alone tells the model. */
  readonly keepsDescription: boolean;
}

/** Of Milvus 2.3: tested against a real server. */
export const restV1: MilvusRest = {
  describe: (collectionName) => ({ path: `v1/vector/collections/describe?collectionName=${collectionName}`, body: null }),
  create: (collection) => ({ path: 'v1/vector/collections/create', body: { ...collection, metricType: 'IP', primaryField: 'id', vectorField: 'vector' } }),
  query: (asked) => ({ path: 'v1/vector/query', body: asked }),
  insert: (asked) => ({ path: 'v1/vector/insert', body: asked }),
  remove: (asked) => ({ path: 'v1/vector/delete', body: asked }),
  search: (asked, vector) => ({ path: 'v1/vector/search', body: { ...asked, vector } }),
  keepsDescription: true,
};

/** Of later versions, which answer the first no more: written from its documentation, not tested against a server. */
export const restV2: MilvusRest = {
  describe: (collectionName) => ({ path: 'v2/vectordb/collections/describe', body: { collectionName } }),
  create: (collection) => ({ path: 'v2/vectordb/collections/create', body: { ...collection, metricType: 'IP', idType: 'Int64', autoID: true, primaryFieldName: 'id', vectorFieldName: 'vector' } }),
  query: (asked) => ({ path: 'v2/vectordb/entities/query', body: asked }),
  insert: (asked) => ({ path: 'v2/vectordb/entities/insert', body: asked }),
  remove: (asked) => ({ path: 'v2/vectordb/entities/delete', body: asked }),
  search: (asked, vector) => ({ path: 'v2/vectordb/entities/search', body: { ...asked, data: [vector], annsField: 'vector' } }),
  keepsDescription: false,
};
