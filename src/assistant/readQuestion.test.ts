import { describe, expect, test } from 'vitest';
import { readQuestion, type ReadQuestion } from '#src/assistant/readQuestion.ts';
import type { Statement } from '#src/assistant/statement.ts';

function told({ finding, asserts, side, zones, sized, given }: Statement): string {
  const where = [side, ...zones].filter((part) => part !== null).join(' ');
  return `${given ? 'the ' : ''}${sized ?? finding}${asserts === 'absent' ? ' absent' : ''}${where === '' ? '' : ` @ ${where}`}`;
}

/** A reading in one line: "effusion absent @ left", "AP or PA?", "where is effusion? left, right". */
function inWords(asked: ReadQuestion): string {
  switch (asked.kind) {
    case 'cannotTell': return `cannot tell: ${asked.reason}`;
    case 'view': return `${asked.views.join(' or ')}?`;
    case 'posture': return asked.upright ? 'upright?' : 'lying?';
    case 'picture': return `picture: ${asked.answer}`;
    case 'statements': return `${asked.statements.map(told).join(asked.any ? ' or ' : ' and ')}${asked.said ? ` → ${asked.said.join(' / ')}` : ''}`;
    case 'which': return `which: ${asked.statements.map(told).join(' / ')}`;
    case 'place': return `where: ${told(asked.statement)}? ${[...asked.sides, ...asked.zones].map(([, word]) => word).join(', ')}`;
  }
}

const read = (question: string): string => inWords(readQuestion(question));

describe('presence', () => {
  test.each([
    ['Is there evidence of consolidation?', 'consolidation'],
    ['Is pneumonia present?', 'pneumonia'],
    ['Does the film show a mass?', 'mass'],
    ['Can you see any infiltrates?', 'infiltration'],
    ['Do you see a nodule in this image?', 'nodule'],
    ['Are any pleural effusions seen?', 'effusion'],
    ['Does this patient have pulmonary edema?', 'edema'],
    ['Has the patient got a pneumothorax?', 'pneumothorax'],
    ['Isn’t there a pleural effusion?', 'effusion'],
    ['Any effusion?', 'effusion'],
    ['Pneumothorax?', 'pneumothorax'],
    ['Is there no evidence of effusion?', 'effusion absent'],
    ['Is the effusion absent?', 'effusion absent'],
    ['Are the lungs free of infiltrates?', 'infiltration absent'],
    ['Are the lungs clear?', 'lung_abnormality absent'],
    ['Are both lung fields clear?', 'lung_abnormality absent'],
    ['Are the lungs hyperinflated?', 'emphysema'],
    ['Is there hyperexpansion of the lungs?', 'emphysema'],
    ['Are the lungs well inflated?', 'low_volumes absent'],
    ['Is there good inspiratory effort?', 'low_volumes absent'],
    ['Is there poor inspiration?', 'low_volumes'],
    ['Was this film taken on expiration?', 'low_volumes'],
    ['Are the costophrenic angles blunted?', 'effusion'],
    ['Are the costophrenic angles sharp?', 'effusion absent'],
    ['Is there blunting of the left costophrenic angle?', 'blunting @ left'],
    ['Is the right costophrenic sinus obscured?', 'effusion @ right'],
    ['Is the mediastinum widened?', 'mediastinum'],
    ['Is the mediastinum normal?', 'mediastinum absent'],
    ['Is the trachea midline?', 'trachea absent'],
    ['Is the trachea deviated to the right?', 'trachea'],
    ['Is the aorta tortuous?', 'aorta'],
    ['Is there hilar lymphadenopathy?', 'hilum'],
    ['Are there rib fractures?', 'fracture'],
    ['Are the ribs intact?', 'bone absent'],
    ['Is there a pacemaker?', 'device'],
    ['Is an endotracheal tube present?', 'device'],
    ['Are there sternal wires?', 'surgery'],
    ['Has the patient had heart surgery?', 'surgery'],
    ['Are there degenerative changes in the spine?', 'degenerative'],
    ['Are there postsurgical changes?', 'surgery'],
    ['Is there subcutaneous emphysema?', 'subcutaneous_emphysema'],
    ['Is there free air under the diaphragm?', 'free_air'],
    ['Is the left hemidiaphragm elevated?', 'diaphragm @ left'],
    ['Has the right lung collapsed?', 'atelectasis @ right'],
    ['Is there a cavitary lesion?', 'cavity'],
    ['Is there an air-fluid level?', 'air-fluid level'],
    ['Does the patient have scoliosis?', 'spine_curvature'],
    ['Is there pneumonia or atelectasis?', 'pneumonia or atelectasis'],
    ['Is there an effusion and a pneumothorax?', 'effusion and pneumothorax'],
    ['Is there an effusion on the left or a pneumothorax on the right?', 'effusion @ left or pneumothorax @ right'],
    ['Is there an effusion on the left side or is there a pneumothorax on the right side?', 'effusion @ left or pneumothorax @ right'],
    ['Is the heart size normal and are the lungs clear?', 'cardiomegaly absent and lung_abnormality absent'],
    ['Is the heart normal, and is there no effusion?', 'effusion absent and cardiomegaly absent'],
    ['Are there multiple nodules?', 'nodule'],
    ['Is there a small nodule on the right-hand side?', 'small nodule @ right'],
  ])('%s', (question, expected) => {
    expect(read(question)).toBe(expected);
  });
});

describe('size', () => {
  test.each([
    ['Is the heart enlarged?', 'cardiomegaly'],
    ['Is the heart normal in size?', 'cardiomegaly absent'],
    ['Does the cardiac silhouette appear enlarged?', 'cardiomegaly'],
    ['Is the heart more than half the width of the thorax?', 'cardiomegaly'],
    ['Does the heart take up more than 50% of the thoracic cavity?', 'cardiomegaly'],
    ['Is the width of the heart less than one half of the thorax?', 'cardiomegaly absent'],
    ['Is the CT ratio greater than 0.5?', 'cardiomegaly'],
    ['Is the cardiothoracic ratio normal?', 'cardiomegaly absent'],
    ['Is the cardiothoracic ratio increased?', 'cardiomegaly'],
    ['Is the heart size normal or enlarged?', 'cardiomegaly absent → normal / enlarged'],
    ['Is the heart enlarged or normal?', 'cardiomegaly → enlarged / normal'],
    ['Is there a large pleural effusion?', 'large pleural effusion'],
    ['Is the aorta enlarged?', 'aorta enlarged'],
  ])('%s', (question, expected) => {
    expect(read(question)).toBe(expected);
  });
});

describe('normal or not', () => {
  test.each([
    ['Is this a normal chest x-ray?', 'abnormality absent'],
    ['Does this x-ray look normal?', 'abnormality absent'],
    ['Is this patient healthy?', 'abnormality absent'],
    ['Is there anything wrong?', 'abnormality'],
    ['Is there any abnormality?', 'abnormality'],
    ['Is there any pathology in this film?', 'abnormality'],
    ['Are there any abnormalities in the lungs?', 'lung_abnormality'],
    ['Is the left lung normal?', 'lung_abnormality absent @ left'],
    ['Are the bones normal?', 'bone absent'],
    ['Is the cardiac contour abnormal?', 'cardiomegaly'],
    ['Is this film normal or abnormal?', 'abnormality absent → normal / abnormal'],
    ['Are there no abnormalities?', 'abnormality absent'],
  ])('%s', (question, expected) => {
    expect(read(question)).toBe(expected);
  });
});

describe('position', () => {
  test.each([
    ['Is the pneumothorax on the left or right side?', 'where: the pneumothorax? left, right'],
    ['Is the mass located in the left lung or the right lung?', 'where: the mass? left, right'],
    ['Is it in the left or the right lung?', 'where: the lung_abnormality? left, right'],
    ['Is the lesion in the right or left lobe?', 'where: the lung_abnormality? left, right'],
    ['Which side is the effusion on?', 'where: the effusion? left, right, both'],
    ['On which side is the pneumothorax?', 'where: the pneumothorax? left, right, both'],
    ['Which lung is collapsed?', 'where: the atelectasis? left, right, both'],
    ['What side is the opacity on, left or right?', 'where: the opacity? left, right, both'],
    ['Is the nodule in the upper or lower lobe?', 'where: the nodule? upper, lower'],
    ['Is the consolidation in the apex or the base?', 'where: the consolidation? apex, base'],
    ['Is the mass in the upper, middle or lower zone?', 'where: the mass? upper, middle, lower'],
    ['In which lobe is the pneumonia?', 'where: the pneumonia? left, right, upper, middle, lower'],
    ['Is the infiltrate central or peripheral?', 'where: the infiltration? central, peripheral'],
    ['Is the effusion unilateral or bilateral?', 'where: the effusion? bilateral, unilateral'],
    ['Is the nodule in the left lung?', 'the nodule @ left'],
    ['Is the opacity in the right lower lobe?', 'the opacity @ right lower'],
    ['Is the lesion on the right?', 'the lung_abnormality @ right'],
    ['Is there a nodule in the left upper lobe?', 'nodule @ left upper'],
    ['Are the effusions bilateral?', 'the effusion @ bilateral'],
    ['Is this a cyst in the left lung?', 'cyst in the left lung @ left'],
  ])('%s', (question, expected) => {
    expect(read(question)).toBe(expected);
  });
});

describe('view and kind of picture', () => {
  test.each([
    ['Is this a PA film?', 'PA?'],
    ['Is this AP?', 'AP?'],
    ['AP or PA?', 'AP or PA?'],
    ['Was this x-ray taken PA or AP?', 'PA or AP?'],
    ['Is this a posteroanterior view?', 'PA?'],
    ['Is this an antero-posterior radiograph?', 'AP?'],
    ['Is the image posterior-anterior?', 'PA?'],
    ['Is this a lateral view?', 'LATERAL?'],
    ['Is this a frontal or lateral film?', 'picture: frontal'],
    ['Is this a lateral or a frontal view?', 'picture: frontal'],
    ['Is this a frontal view?', 'picture: yes'],
    ['Is this an axial or coronal image?', 'picture: coronal'],
    ['Is this an axial image?', 'picture: no'],
    ['Is this an x-ray or a CT?', 'picture: x-ray'],
    ['Is this a CT scan?', 'picture: no'],
    ['Is this a plain film?', 'picture: yes'],
    ['Is this an image of the chest?', 'picture: yes'],
    ['Was contrast used in this study?', 'picture: no'],
    ['Are the clavicles visible?', 'picture: yes'],
    ['Is this an adult?', 'picture: yes'],
    ['Is the patient standing?', 'upright?'],
    ['Was this taken supine?', 'lying?'],
    ['Is this a portable x-ray?', 'lying?'],
    ['Is the opacity in the lateral lung on this film?', 'opacity'],
    ['Is there a PA catheter in this image?', 'device'],
    ['Is there wedging of T2 on this film?', 'fracture'],
  ])('%s', (question, expected) => {
    expect(read(question)).toBe(expected);
  });
});

describe('one of several findings', () => {
  test.each([
    ['Is this a mass or a nodule?', 'which: mass / nodule'],
    ['Is the opacity a consolidation or an effusion?', 'which: consolidation / effusion'],
  ])('%s', (question, expected) => {
    expect(read(question)).toBe(expected);
  });
});

describe('what no film tells', () => {
  test.each([
    ['What is the diagnosis?', 'cannot tell: open'],
    ['Where is the nodule?', 'cannot tell: open'],
    ['How many ribs are fractured?', 'cannot tell: open'],
    ['Is the effusion due to heart failure?', 'cannot tell: detail'],
    ['Has the effusion changed?', 'cannot tell: detail'],
    ['Is the pneumonia improved?', 'cannot tell: detail'],
    ['Is there a mass in the liver?', 'cannot tell: otherBodyPart'],
    ['Is tomorrow a holiday?', 'cannot tell: beyondModel'],
    ['Hello there', 'cannot tell: open'],
  ])('%s', (question, expected) => {
    expect(read(question)).toBe(expected);
  });
});
