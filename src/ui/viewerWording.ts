import type { Annotation, AnnotationKind } from '#src/annotations/annotation.ts';
import type { Measurement } from '#src/annotations/measure.ts';
import type { PixelScale, ScaleBasis, ScaleSource } from '#src/annotations/pixelScale.ts';
import type { PresetKind, WindowPreset } from '#src/viewer/presets.ts';

const unit: Readonly<Record<ScaleBasis, string>> = { px: 'px', detector: 'detector mm', calibrated: 'calibrated mm' };

const sources: Readonly<Record<ScaleSource, string>> = {
  none: 'no spacing in the file',
  pixelSpacing: 'Pixel Spacing of the file',
  imagerPixelSpacing: 'Imager Pixel Spacing: larger than in the patient',
  fiducial: 'calibrated in the file by a fiducial',
  geometry: 'calibrated in the file by geometry',
  magnification: 'Imager Pixel Spacing over the estimated magnification',
  knownLength: 'calibrated here by a known length',
};

const kinds: Readonly<Record<AnnotationKind, string>> = {
  length: 'Length',
  angle: 'Angle',
  cobb: 'Cobb angle',
  rectangle: 'Rectangle',
  ellipse: 'Ellipse',
  freehand: 'Freehand region',
  arrow: 'Arrow',
  cardiothoracic: 'Cardiothoracic ratio',
};

const presetNames: Readonly<Record<PresetKind, string>> = {
  window: 'Window of the file',
  table: 'Table of the file',
  auto: 'Auto',
  lung: 'Lung',
  softTissue: 'Soft tissue',
  mediastinum: 'Mediastinum',
  bone: 'Bone',
};

/** Four figures: more than a hand on a mouse can place. */
export function short(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 1000 ? 0 : size >= 100 ? 1 : size >= 1 ? 1 : 2);
}

function measureLines(measured: Measurement, { basis }: PixelScale): readonly string[] {
  switch (measured.kind) {
    case 'length': return [`${short(measured.length)} ${unit[basis]}`];
    case 'angle': return [`${measured.degrees.toFixed(1)}°`];
    case 'cobb': return [`Cobb ${measured.degrees.toFixed(1)}°`];
    case 'arrow': return [];
    case 'cardiothoracic':
      return [`CTR ${measured.ratio.toFixed(2)}`, `heart ${short(measured.heart)} · thorax ${short(measured.thorax)} ${unit[basis]}`];
    case 'rectangle':
    case 'freehand':
    case 'ellipse': {
      const { area, statistics } = measured;
      const size = `area ${short(area)} ${unit[basis]}²`;
      if (!statistics) return [size];
      const { mean, deviation, minimum, maximum } = statistics;
      return [`mean ${short(mean)}  SD ${short(deviation)}`, `min ${short(minimum)}  max ${short(maximum)}`, size];
    }
  }
}

const commands = {
  window: 'Window by drag',
  pan: 'Pan by drag',
  zoom: 'Zoom by drag',
  magnifier: 'Magnifier',
  length: 'Length',
  angle: 'Angle',
  cobb: 'Cobb angle',
  rectangle: 'Rectangle: mean, SD, area',
  ellipse: 'Ellipse: mean, SD, area',
  freehand: 'Freehand: mean, SD, area',
  arrow: 'Arrow with text',
  cardiothoracic: 'Cardiothoracic ratio: thorax, then heart',
  calibrate: 'Calibrate by a known length',
  clearCalibration: 'Undo the calibration by a known length',
  place: 'Place the chosen tool in the middle',
  nextAnnotation: 'Select the next annotation',
  nextHandle: 'Select its next point',
  moveLeft: 'Move the selected left',
  moveRight: 'Move the selected right',
  moveUp: 'Move the selected up',
  moveDown: 'Move the selected down',
  moveFarLeft: 'Move it far left',
  moveFarRight: 'Move it far right',
  moveFarUp: 'Move it far up',
  moveFarDown: 'Move it far down',
  editText: 'Write a text to the selected',
  deleteAnnotation: 'Delete the selected annotation',
  undo: 'Undo',
  redo: 'Redo',
  escape: 'Let go: drawing, selection, tool',
  invert: 'Invert',
  flip: 'Flip left to right',
  turnRight: 'Turn right',
  turnLeft: 'Turn left',
  fit: 'Fit',
  fitWidth: 'Fit the width',
  actualSize: '1 : 1',
  reset: 'Reset the view',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  smoothing: 'Smooth, or pixels as squares',
  nextPreset: 'Next window preset',
  previousPreset: 'Previous window preset',
  histogram: 'Histogram',
  heatMap: 'Map of a finding',
  cine: 'Run the frames, or stop them',
  nextFrame: 'Next frame',
  previousFrame: 'Previous frame',
  layoutOne: 'One pane',
  layoutTwo: 'Two panes',
  layoutFour: 'Four panes',
  nextPane: 'Next pane',
  prior: 'Last prior of the same view beside it',
  newerPrior: 'Newer prior',
  link: 'Link the panes of a patient',
  swap: 'Swap the panes',
  nextFilm: 'Next film',
  previousFilm: 'Previous film',
  saveJson: 'Save annotations as JSON',
  savePicture: 'Save the view as PNG',
  savePlainPicture: 'Save the view as PNG, without annotations',
  copyPicture: 'Copy the view as a picture',
  savePresentation: 'Save the view as DICOM presentation state',
  print: 'Print the view',
  saveReport: 'Save measurements as DICOM SR',
  readAnnotations: 'Read annotations: JSON or DICOM SR',
  identity: 'Hide the patient’s identity',
  nextStudy: 'Next study',
  previousStudy: 'Previous study',
  hangStudy: 'Hang the study: frontal beside lateral',
  flag: 'Flag the film',
  unread: 'Mark the film unread, or read',
  tools: 'Choose a tool',
  testPattern: 'Test pattern: check the display',
  tags: 'Tags of the file',
  search: 'Find films',
  palette: 'All commands',
  help: 'Keys',
} as const;

export type CommandId = keyof typeof commands;

const keyNames: Readonly<Record<string, string>> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', PageDown: 'Page Down', PageUp: 'Page Up', '-': '−' };

/** What the reading room says, in English. */
export const viewerWording = {
  commands,
  keyName: (key: string) => key.replace(/[^+]+$/, (last) => keyNames[last] ?? last),
  groups: { tools: 'Tools', annotations: 'Annotations', display: 'Display', panes: 'Panes and priors', films: 'Films', app: 'App' },
  kinds,
  unit,
  sources,
  measureLines,
  ruler: (length: number, basis: ScaleBasis) => `${short(length).replace(/\.0$/, '')} ${unit[basis]}`,
  annotation: ({ kind, text }: Annotation, lines: readonly string[]) => [kinds[kind], text, ...lines].filter((part) => part !== '').join(', '),
  annotations: 'Annotations',
  half: '0.5',
  presets: 'Window presets',
  preset: ({ kind, explanation, shares }: WindowPreset) =>
    shares ? presetNames[kind] : explanation === '' ? presetNames[kind] : explanation,
  presetDetail: ({ kind, shares, voi }: WindowPreset) =>
    shares
      ? `percentiles ${(shares[0] * 100).toFixed(1).replace(/\.0$/, '')} – ${(shares[1] * 100).toFixed(1).replace(/\.0$/, '')} of this film`
      : voi.kind === 'window'
        ? `${presetNames[kind]}: C ${short(voi.window.windowCenter)}  W ${short(voi.window.windowWidth)}`
        : presetNames[kind],
  presetNote: 'Radiographs have no Hounsfield scale: tissue presets are shares of this film’s own greys.',
  viewMenu: 'View',
  paneMenu: 'Layout',
  fileMenu: 'Save, read, print',
  copied: 'The view is on the clipboard',
  print: { foot: 'ELIXR Web, research use: not for diagnosis' },
  smoothings: { auto: 'Smooth, squares when large', smooth: 'Always smooth', pixel: 'Pixels as squares' },
  histogram: 'Histogram of the film',
  histogramCentre: 'Window centre',
  histogramLow: 'Lower end of the window',
  histogramHigh: 'Upper end of the window',
  cine: { bar: 'Frames', rate: 'Frames a second', perSecond: (rate: number) => `${Number(rate.toFixed(1))}/s` },
  turned: (degrees: number, flipped: boolean) => [degrees > 0 ? `turned ${degrees}°` : '', flipped ? 'flipped' : ''].filter((part) => part !== '').join(', '),
  paneLabel: (index: number) => `Pane ${index + 1}`,
  emptyPane: 'Drop a film here from the list',
  timeline: 'Films of this patient',
  timelineDoubt: 'same ID, other name, birth date or issuer',
  earlierFilms: (count: number) => `${count} earlier`,
  laterFilms: (count: number) => `${count} later`,
  noDate: 'no date',
  linked: 'linked',
  question: {
    title: 'One person?',
    body: 'The two films carry the same patient ID, and another name, birth date or issuer. They are linked only if you know that they show one person.',
    yes: 'One person: show both',
    no: 'No',
    current: 'Current',
    prior: 'Prior',
    born: (date: string) => `born ${date}`,
    issuer: (issuer: string) => `issuer ${issuer}`,
  },
  calibrate: {
    title: 'Known length',
    label: 'Length of the drawn line, in millimetres',
    apply: 'Calibrate',
    note: 'All lengths of this film follow it, and say “calibrated mm”. It holds in the plane of what you measured.',
  },
  text: { title: 'Text', label: 'Text beside the annotation', apply: 'Keep' },
  palette: { title: 'All commands', label: 'Find a command, or films', empty: 'No command has these words.', search: (text: string) => `Find films: “${text}”` },
  keys: {
    note: 'Press a command’s key to change it, then the new key. Keys are silent in text fields and dialogs.',
    press: 'press a key',
    none: 'no key',
    reset: 'Give all commands their own keys back',
    rebind: (shown: string, name: string) => `${shown}: change the key of “${name}”`,
  },
  mouse: {
    title: 'Mouse',
    right: 'Right drag',
    middle: 'Middle drag',
    shift: 'Shift and drag',
    wheel: 'Wheel',
    does: { window: 'Window', pan: 'Pan', zoom: 'Zoom at the pointer', step: 'Next film, or frame' },
    reset: 'Give the mouse its own back',
  },
  taken: (count: number, passedOver: number) =>
    `${count} ${count === 1 ? 'annotation' : 'annotations'} read${passedOver > 0 ? `, ${passedOver} passed over` : ''}`,
  hidden: 'identity hidden',
  hiddenReport: 'A report names its patient: it is covered while identity is hidden.',
  hiddenName: (place: number) => `Film ${place}`,
} as const;
