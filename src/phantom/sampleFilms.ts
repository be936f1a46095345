import { writeDicom, type DicomElement } from '#src/image/writeDicom.ts';
import { fieldOfView, normalChest, type ChestParameters, type PhantomTruth } from '#src/phantom/chestParameters.ts';
import { renderChest } from '#src/phantom/renderChest.ts';
import { sampleFileNames } from '#src/phantom/sampleFileNames.ts';

export interface SampleDescription {
  readonly chest: ChestParameters;
  readonly patient: { readonly name: string; readonly id: string; readonly birthDate: string; readonly age: string };
  readonly studyDate: string;
  readonly studyDescription: string;
  readonly monochrome1: boolean;
}

const sampleSide = 2048;
const digitalXRayForPresentation = '1.2.840.10008.5.1.4.1.1.1.1';
/** A UUID-derived root (PS3.5 B.2); what follows is the film's place in the list. */
const uidRoot = '2.25.20839118587106228409415';

const sample = (
  name: string,
  age: number,
  chest: Partial<ChestParameters>,
  studyDescription: string,
  change: Partial<Omit<SampleDescription, 'chest' | 'studyDescription'>> = {},
): SampleDescription => ({
  chest: { ...normalChest, seed: name.length * 131 + age, ...chest },
  patient: { name: `PHANTOM^${name}`, id: `PH-${name}`, birthDate: `${2026 - age}0101`, age: `${String(age).padStart(3, '0')}Y` },
  studyDate: '20260310',
  studyDescription,
  monochrome1: false,
  ...change,
});

/** The sample films, in the order of `sampleFileNames`. The last two are one patient, four months apart. */
export const sampleFilms: readonly SampleDescription[] = [
  sample('ALPHA', 41, {}, 'Chest PA'),
  sample('BRAVO', 36, { sex: 'F', build: 0.93, habitus: 0.3, cardiothoracicRatio: 0.44 }, 'Chest PA'),
  sample('CHARLIE', 67, { cardiothoracicRatio: 0.62, age: 0.7, habitus: 0.5 }, 'Chest PA'),
  sample('DELTA', 58, { effusionRight: 48, age: 0.5 }, 'Chest PA'),
  sample('ECHO', 72, { sex: 'F', build: 0.94, effusionLeft: 105, cardiothoracicRatio: 0.5, age: 0.7 }, 'Chest PA'),
  sample('FOXTROT', 24, { pneumothoraxLeft: 32, habitus: 0.1, build: 1.03, age: 0.1 }, 'Chest PA'),
  sample('GOLF', 63, { nodule: { x: 78, y: -28, diameter: 24 }, age: 0.6 }, 'Chest PA'),
  sample('HOTEL', 49, { consolidation: { x: -74, y: 48, diameter: 84 } }, 'Chest PA'),
  sample('INDIA', 77, { view: 'AP', cardiothoracicRatio: 0.57, habitus: 0.7, age: 0.8 }, 'Chest AP bedside'),
  sample('JULIETT', 84, { sex: 'F', build: 0.9, cardiothoracicRatio: 0.54, age: 1, habitus: 0.2 }, 'Chest PA', { monochrome1: true }),
  sample('KILO', 60, { age: 0.5, cardiothoracicRatio: 0.48 }, 'Chest PA'),
  sample('KILO', 60, { age: 0.5, cardiothoracicRatio: 0.53, effusionRight: 62, effusionLeft: 30 }, 'Chest PA follow-up', { studyDate: '20260714' }),
];

/** One sample film as a DX file and what is known about it. `side` in px; every call gives the same bytes. */
export function renderSample(index: number, side = sampleSide): { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer>; readonly truth: PhantomTruth } {
  const description = sampleFilms[index];
  const name = sampleFileNames[index];
  if (!description || !name) throw new RangeError(`there is no sample film ${index}`);
  const { pixels, truth } = renderChest(description.chest, side);
  if (description.monochrome1) for (let at = 0; at < pixels.length; at++) pixels[at] = 4095 - (pixels[at] ?? 0);
  return { name, bytes: asDicom(description, pixels, side, index), truth };
}

function asDicom({ chest, patient, studyDate, studyDescription, monochrome1 }: SampleDescription, pixels: Uint16Array, side: number, index: number): Uint8Array<ArrayBuffer> {
  const uid = (level: number): string => `${uidRoot}.${level}.${index + 1}`;
  const spacing = (fieldOfView / side).toFixed(6);
  const text = (tag: string, vr: string, value: string): DicomElement => ({ tag, vr, value });
  const count = (tag: string, value: number): DicomElement => ({ tag, vr: 'US', value });
  return writeDicom(
    [
      text('00080005', 'CS', 'ISO_IR 192'),
      { tag: '00080008', vr: 'CS', value: ['DERIVED', 'PRIMARY'] },
      text('00080020', 'DA', studyDate),
      text('00080030', 'TM', '101500'),
      text('00080050', 'SH', `PHANTOM${index + 1}`),
      text('00080060', 'CS', 'DX'),
      text('00080068', 'CS', 'FOR PRESENTATION'),
      text('00080070', 'LO', 'ELIXR Web phantom'),
      text('00080080', 'LO', 'Computed, no patient'),
      text('00081030', 'LO', studyDescription),
      text('0008103E', 'LO', `Chest ${chest.view}`),
      text('00100010', 'PN', patient.name),
      text('00100020', 'LO', patient.id),
      text('00100030', 'DA', patient.birthDate),
      text('00100040', 'CS', chest.sex),
      text('00101010', 'AS', patient.age),
      text('00180015', 'CS', 'CHEST'),
      text('00181110', 'DS', '1800'),
      text('00181111', 'DS', '1650'),
      text('00181114', 'DS', '1.0909'),
      { tag: '00181164', vr: 'DS', value: [spacing, spacing] },
      text('00185101', 'CS', chest.view),
      text('0020000D', 'UI', uid(1)),
      text('0020000E', 'UI', uid(2)),
      text('00200010', 'SH', String(index + 1)),
      text('00200011', 'IS', '1'),
      text('00200013', 'IS', '1'),
      text('00200062', 'CS', 'U'),
      count('00280002', 1),
      text('00280004', 'CS', monochrome1 ? 'MONOCHROME1' : 'MONOCHROME2'),
      count('00280010', side),
      count('00280011', side),
      count('00280100', 16),
      count('00280101', 12),
      count('00280102', 11),
      count('00280103', 0),
      text('00281050', 'DS', '2048'),
      text('00281051', 'DS', '4096'),
      text('00281052', 'DS', '0'),
      text('00281053', 'DS', '1'),
      text('00281054', 'LO', 'US'),
      text('00281055', 'LO', 'Standard'),
      text('20500020', 'CS', monochrome1 ? 'INVERSE' : 'IDENTITY'),
      { tag: '7FE00010', vr: 'OW', value: new Uint8Array(pixels.buffer) },
    ],
    { sopClassUid: digitalXRayForPresentation, sopInstanceUid: uid(3) },
  );
}
