import { between, digits, idOf, inBirthYears, personOf, phoneOf, pick, timeOf, waysToWriteDay, waysToWritePerson, type Random } from './writtenIdentifiers.ts';

/** A sentence, `{}` where its identifier stands, and how that is made. */
export type Frame = readonly [sentence: string, identifier: (random: Random) => string];

export const familyNames = [
  'Okonkwo', 'Vandersteen', "O'Rourke", 'Lindqvist', 'Müller', 'Szymański', 'Fernández', 'Tanaka', 'Nguyen', 'Abernathy', 'Kowalczyk', 'Beauchamp', 'Haddad', 'Petrosyan', 'Whitcombe', 'Ravensworth', 'Smith-Jones',
  'van der Meer', 'Castellanos', 'Oyelaran', 'Grünewald', 'McAllister', 'Johansson', 'Brennan', 'Dubois', 'Turner', 'Hampton', 'Chandrasekhar', 'Zielinski', 'Marchetti', "D'Angelo", 'Thorvaldsen', 'Achterberg', 'Moreau', 'Eriksen', 'Pemberton',
];
export const givenNames = [
  'Adaeze', 'Bartholomew', 'Siobhan', 'Ingrid', 'Jürgen', 'Wojciech', 'María', 'Kenji', 'Linh', 'Theodora', 'Agnieszka', 'Renée', 'Omar', 'Anahit', 'Peregrine', 'Rosalind', 'Femi', 'Pieter', 'Lucía', 'Tunde', 'Anneliese', 'Fergus', 'Astrid',
  'Declan', 'Margaux', 'Priya', 'Bogdan', 'Chiara',
];
export const towns = ['Springfield', 'Kettering', 'Norwich', 'Albany', 'Tacoma', 'Leuven', 'Ravensburg', 'Galway', 'Dunmore', 'Hartlepool'];
export const institutions = ["St. Mary's", "Saint Luke's", 'Mercy General', 'Kettering Memorial', 'Norwich Royal', 'Dunmore County', 'Ravenscroft University', "St Bartholomew's", 'Tacoma Regional', 'Queen Adelaide'];
const streets = ['Elm', 'Maple Grove', 'Ravensbury', 'Kings', 'Old Mill', 'Chestnut', 'Willow Bank', 'Harcourt'];

const inAddresses = (text: string): string => text.normalize('NFD').replaceAll(/[^a-zA-Z]/g, '').toLowerCase();
const person = (random: Random): string => pick(random, waysToWritePerson)(personOf(random, familyNames, givenNames));
const day = (random: Random): string => pick(random, waysToWriteDay)(inBirthYears(random));
const spoken = (random: Random): string => {
  const { family, given, initial } = personOf(random, familyNames, givenNames);
  return pick(random, [family, `${given} ${family}`, `${given.charAt(0)}. ${family}`, `${given} ${initial}. ${family}`]);
};

export const frames: readonly Frame[] = [
  ['Patient name: {}.', person],
  ['Dictated by {}.', person],
  ['Electronically signed by {}.', person],
  ['Signed by: {}', person],
  ['Findings were discussed with Dr. {} by telephone.', spoken],
  ['Dr {} was informed of the pneumothorax.', spoken],
  ['Results called to Dr. {} in the emergency room.', spoken],
  ['Mr. {} has a history of smoking.', spoken],
  ['Mrs {} was unable to take a deep breath.', spoken],
  ['Referring physician: {}', person],
  ['Interpreted and approved by Prof. {}.', spoken],
  ['Technologist: {}', spoken],
  ['Thank you for the referral, Dr. {}.', spoken],
  ['Reviewed by {}, MD.', spoken],
  ['Comparison: chest radiograph of {}.', day],
  ['Compared with the prior film dated {}, the effusion is smaller.', day],
  ['Date of birth: {}.', day],
  ['The catheter was placed on {} without complication.', day],
  ['Port-A-Cath since {}, tip at the cavoatrial junction.', day],
  ['Last CT from {} showed the same nodule.', day],
  ['The critical result was called at {}.', timeOf],
  ['Film taken at {} in the supine position.', timeOf],
  ['The patient is a {} with cough.', (random) => `${between(random, 90, 104)}-year-old`],
  ['Age: {}, dyspnea.', (random) => `${between(random, 90, 104)}`],
  ['Call back at {} with questions.', phoneOf],
  ['Phone: {}', phoneOf],
  ['Fax {} for the written report.', phoneOf],
  ['Send the images to {} please.', (random) => `${inAddresses(pick(random, givenNames))}.${inAddresses(pick(random, familyNames))}@${inAddresses(pick(random, towns))}-health.org`],
  ['Images are at {} for review.', (random) => `https://pacs.${inAddresses(pick(random, towns))}.org/study/${digits(random, 7)}?view=1`],
  ['See {} for the protocol.', (random) => `www.${inAddresses(pick(random, familyNames))}clinic.com/chest`],
  ['MRN: {}', idOf],
  ['MRN {} was checked.', (random) => digits(random, 7)],
  ['Accession number {}.', idOf],
  ['Accession #: {}', idOf],
  ['Patient ID {}', idOf],
  ['SSN {}', (random) => `${digits(random, 3)}-${digits(random, 2)}-${digits(random, 4)}`],
  ['NHS number {}', (random) => `${digits(random, 3)} ${digits(random, 3)} ${digits(random, 4)}`],
  ['Device serial number {}', (random) => `SN${digits(random, 6)}`],
  ['Study {} is the reference.', (random) => `1.2.840.${digits(random, 6)}.${digits(random, 4)}.3.${digits(random, 9)}`],
  [
    'Lives at {} with a son.',
    (random) => `${digits(random, 3)} ${pick(random, streets)} ${pick(random, ['Street', 'Road', 'Avenue', 'Lane'])}, ${pick(random, towns)}, ${pick(random, ['MA', 'NY', 'OH'])} ${digits(random, 5)}`,
  ],
  ['Home address: {}', (random) => `${digits(random, 2)} ${pick(random, streets)} ${pick(random, ['Street', 'Road', 'Avenue'])}`],
  ['Postcode {}', (random) => `${pick(random, ['NR', 'SW', 'LS'])}${between(random, 1, 9)} ${between(random, 1, 9)}${pick(random, ['AB', 'QE', 'XY'])}`],
  ['Transferred from {} for further care.', (random) => `${pick(random, institutions)} Hospital`],
  ['Outside films of {} were reviewed.', (random) => `${pick(random, institutions)} Medical Center`],
  ['Follow-up in {} is advised.', (random) => `${pick(random, towns)} Chest Clinic`],
];

export const clinicalSentences: readonly string[] = [
  'Kerley B lines are seen at both bases.',
  'There may be a small left pleural effusion.',
  'No Hampton hump or Westermark sign is identified.',
  'A Swan-Ganz catheter ends in the right pulmonary artery.',
  'The Dobhoff tube passes below the diaphragm.',
  'The Port-A-Cath tip lies in the superior vena cava.',
  'A calcified Ghon focus is noted in the right mid lung.',
  'A Pancoast tumor of the right apex cannot be excluded.',
  'History of Hodgkin lymphoma, treated with radiation.',
  'The endotracheal tube ends 3.2 cm above the carina.',
  'A 12 mm nodule projects over the left fifth rib.',
  'Strength is 4/5 in the right arm.',
  'There is compression of T4 and degenerative change at C7.',
  'Fractures of ribs 5-8 on the left, and of the 9th rib on the right.',
  'The cardiothoracic ratio is 0.54, formerly 0.51.',
  'Heart size is at the upper limit of normal.',
  'The lungs are clear without focal consolidation.',
  'Low lung volumes with bibasilar atelectasis.',
  'The mass measures 4.5 x 3.8 cm, and was 4.1 x 3.5 cm.',
  'No pneumothorax is seen on this AP view.',
  'Right lower lobe opacity, likely pneumonia in the right clinical context.',
  'The 57-year-old woman complains of chest pain for 3 days.',
  'Stable cardiomegaly with mild pulmonary vascular congestion.',
  'Blunting of the left costophrenic angle by 200 ml of fluid.',
  'Follow-up in 6 to 8 weeks is recommended.',
  'A Hickman catheter and an ICD are in unchanged position.',
  'Rounded density over the right heart border may represent a Morgagni hernia.',
  'Right paratracheal stripe measures 5 mm.',
  'Median sternotomy wires are intact after CABG x3.',
  'Chilaiditi syndrome on the right, an incidental finding.',
  'Exposure was 120 kVp and 2.5 mAs at 180 cm.',
  'Oxygen saturation was 92 % on 2 L of oxygen.',
  'FEV1 is 65 percent of predicted, COPD GOLD 2.',
  'COVID-19 pneumonia is in the differential, as is SARS-CoV-2 reinfection.',
  'The scapulae overlie the upper zones; the patient is rotated to the left.',
  'Bochdalek hernia, 2 to 3 cm wide, behind the left hemidiaphragm.',
  'The apical cap on the left is 1 of 3 new findings.',
  'Scarring of both apices, more on the right, as after tuberculosis.',
  'Compared with the prior study there is no change.',
  'Heimlich valve in place, the lung has re-expanded.',
  'The thoracic spine shows an S-shaped scoliosis with a Cobb angle of 18 degrees.',
  'Sjogren disease and Wegener granulomatosis are known.',
  'Scheuermann changes from T6 to T10.',
  'Resident and attending agree on the reading.',
  'Air under the right hemidiaphragm, Rigler sign positive.',
  'Pacemaker leads end in the right atrium and right ventricle.',
  'The patient was admitted to the intensive care unit of this hospital.',
  'Nasogastric tube side port is at the level of L1.',
  'Fleischner guidelines ask for CT in 12 months.',
  'The march of the opacities from base to apex is typical of edema.',
];
