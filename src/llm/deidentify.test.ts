import { describe, expect, it } from 'vitest';
import { deidentify } from '#src/llm/deidentify.ts';
import { nothingKnown, type KnownValues } from '#src/llm/knownValues.ts';

const cleaned = (text: string, known: Partial<KnownValues> = {}): string => deidentify(text, { ...nothingKnown, ...known }).text;

describe('words of a report', () => {
  it.each([
    "Kerley B lines; Hampton's hump; Westermark sign; Palla sign.",
    'Swan-Ganz via the right IJ, Port-A-Cath on the left, Dobhoff tube in the stomach.',
    'Ghon focus, Ranke complex, Pancoast tumor, Hodgkin disease, Kaposi sarcoma, Golden S sign.',
    'The nodule is 3.2 cm, formerly 12 mm; strength 4/5, pain 3/10; 2/3 of the lung; 1.5 x 2.0 x 3.1 cm.',
    'T4, C7, L1-L3 and T10-T12; ribs 5-8; V1-V6; FEV1 65 %; S1Q3T3; G6PD; CD4 200.',
    'The opacity may 2 days later march upward. Rib 10 may be fractured. There may be fluid.',
    'Port-a-cath tip 3 cm above the carina; ETT 4.5 cm; NG tube; PICC; IABP; ICD.',
    "Dilution 1:40, I:E ratio 1:20, mass at the 10:30 o'clock position.",
    'A 57-year-old man, 89 y/o mother, 30 pack-years, in her sixties, 6 weeks ago.',
    '120 kVp, 2.5 mAs, 1800 mm, 100-120 HU, 1000-1500 ml, 12 000 cells, 20 French.',
    'DR chest and MR of the brain; MR angiography; MS with plaques; Dr will call; patient was rotated.',
    'COVID-19, SARS-CoV-2, H1N1, HIV-1, B12, PaO2, 18F-FDG, Tc-99m.',
    'Transferred to this hospital from an outside hospital; seen in the outpatient clinic.',
    'Graham Steell murmur, Wolff-Parkinson-White, Ivor Lewis esophagectomy, Blalock-Taussig shunt, Starr-Edwards valve.',
    'Read by the resident, reviewed by the attending, discussed with the referring physician.',
  ])('stay: %s', (text) => {
    expect(cleaned(text)).toBe(text);
  });
});

describe('what has the shape of an identifier', () => {
  it.each([
    ['Seen on 10.03.2026, 3/10/26, 2026-03-10T10:15:00, 10MAR2026 and March 10th.', 'Seen on [date], [date], [date], [date] and [date].'],
    ['Comparison 3/10 and 03/08; CT since May 2019.', 'Comparison [date] and [date]; CT since [date].'],
    ['On 10 March 2026 at 10:15 am, called at 1530 hrs, the fourth of July.', 'On [date], called at [time], [date].'],
    ['A 92-year-old woman, aged 101, 95M, ninety-three years old.', 'A [age] woman, aged [age], [age]M, [age].'],
    ['Dr. Smith and Mrs. van der Meer-Jones, M.D., saw dr jones.', 'Dr. [name] and Mrs. [name], M.D., saw dr [name].'],
    ['Signed by J. Q. Public, MD', 'Signed by [name], MD'],
    ['dictated by jane roe', 'dictated by [name]'],
    ["Dr. Hampton saw Hampton's hump.", "Dr. [name] saw Hampton's hump."],
    ["St. Mary's Hospital, Mayo Clinic, University Hospital of Springfield, the st. mary's hospital", '[institution], [institution], [institution], the [institution]'],
    ['Universitätsklinikum Ravensburg; Hôpital Saint-Louis', '[institution]; [institution]'],
    ['Call (617) 555-0134, +49 711 1234567, ext. 4411, fax 555-0199', 'Call [phone], [phone], [phone], fax [phone]'],
    ['a.b@c-d.org, https://x.org/a?b=1, www.x.com, 10.1.22.133', '[e-mail], [web address], [web address], [web address]'],
    ['MRN 4471; accession no. AB-12; ID: 7; SSN 123-45-6789; chart A4471', 'MRN [id]; accession no. [id]; ID: [id]; SSN [id]; chart [id]'],
    ['UID 1.2.840.113619.2.55.3', 'UID [uid]'],
    ['12 Elm Street, Springfield, MA 02115; Goethestraße 5; SW1A 1AA', '[address]; [address]; [address]'],
    ['Jo\u200bhn Ｓｍｉｔｈ saw MÜLLER^HANS.', '[name] saw [name].'],
  ])('goes: %s', (text, clean) => {
    expect(cleaned(text)).toBe(clean);
  });
});

describe("the film's own values", () => {
  const known = {
    names: ["O'BRIEN^Jean-Luc^Q^Dr", 'Müller^Änne', '山田^太郎=Yamada^Taro'],
    ids: ['PH-00417', '0012345'],
    birthDates: ['19680504'],
    dates: ['20260310'],
    places: ['Computed, no patient', 'Charité Berlin'],
  };

  it.each([
    ['jean luc o brien or OBRIEN JEANLUC or Brien', '[name] or [name] or [name]'],
    ["J. O'Brien's effusion", "[name]'s effusion"],
    ['Frau mueller and MULLER or Muller Aenne', 'Frau [name] and [name] or [name]'],
    ['山田太郎 and YAMADA', '[name] and [name]'],
    ['ph00417, PH 00417, 12345, 0012345', '[id], [id], [id], [id]'],
    ['born 04/05/1968, 4 may, 040568, 1968', 'born [date], [date], [date], [date]'],
    ['at Computed no patient or charite', 'at [institution] or [institution]'],
  ])('go in any writing: %s', (text, clean) => {
    expect(cleaned(text, known)).toBe(clean);
  });

  it('that are words of reports go where they are written as names', () => {
    const long = { names: ['LONG^MAY'], texts: ['CXR for Dr. Abernathy'] };
    expect(cleaned("There may be a long line. Is Long's film, or that of Mrs long or May Long or Abernathy, normal?", long)).toBe(
      "There may be a long line. Is [name]'s film, or that of Mrs [name] or [name] or [name], normal?",
    );
  });

  it('are counted by kind, in order', () => {
    expect(deidentify('Dr. Roe, 10 March 2026', nothingKnown).removed).toEqual(['name', 'date']);
  });
});
