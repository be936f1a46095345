/** One phantom chest. Lengths in mm, at the plane of the film; "right" and "left" are the patient's. */
export interface ChestParameters {
  readonly seed: number;
  readonly view: 'PA' | 'AP';
  readonly sex: 'F' | 'M';
  /** Scale of the whole chest; 1 is a man of 1.75 m. */
  readonly build: number;
  /** Thickness of the chest wall's soft tissue, 0 slim … 1 heavy. */
  readonly habitus: number;
  /** Cardiothoracic ratio: the heart's greatest width over the lungs' greatest width. */
  readonly cardiothoracicRatio: number;
  /** Height of the fluid at the lateral chest wall above the costophrenic angle; 0 for none. */
  readonly effusionRight: number;
  readonly effusionLeft: number;
  /** Greatest distance of the visceral pleura from the chest wall; 0 for none. */
  readonly pneumothoraxRight: number;
  readonly pneumothoraxLeft: number;
  readonly nodule: Lesion | null;
  readonly consolidation: Lesion | null;
  /** 0 fine … 1 coarse and tortuous: what age does to aorta and interstitium. */
  readonly age: number;
}

/** A lesion's centre relative to the chest's centre (x to the image's right, the patient's left; y down) and its diameter. */
export interface Lesion {
  readonly x: number;
  readonly y: number;
  readonly diameter: number;
}

export const normalChest: ChestParameters = {
  seed: 1,
  view: 'PA',
  sex: 'M',
  build: 1,
  habitus: 0.35,
  cardiothoracicRatio: 0.45,
  effusionRight: 0,
  effusionLeft: 0,
  pneumothoraxRight: 0,
  pneumothoraxLeft: 0,
  nodule: null,
  consolidation: null,
  age: 0.3,
};

/** Side of the square field of view, mm. */
export const fieldOfView = 400;

/** What is known about a phantom film, in mm from the film's upper left corner. */
export interface PhantomTruth {
  readonly heart: { readonly left: number; readonly right: number; readonly width: number };
  readonly thorax: { readonly left: number; readonly right: number; readonly width: number };
  readonly cardiothoracicRatio: number;
  readonly nodule: Lesion | null;
  readonly consolidation: Lesion | null;
}
