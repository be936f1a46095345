/** The folder below public/models/ whose model the app runs. */
export const shippedModel = 'v3';
