/** Given names that are common and are no word of a report. */
const names = `
aaron abdul abdullah abigail adam adrian agnes ahmad ahmed aisha alan albert alejandro alexander alexandra alfred ali alice alicia amanda amelia amir amy ana anders andre andrea andreas andrew angela anita anna anne annette anthony antonio
anya arjun arthur ashley astrid barbara beatrice benjamin bernard betty beverly boris brandon brenda brian bruce camille carl carla carlos carmen carol caroline catherine charles charlotte chen cheryl chloe chris christina christine christopher claire claudia
colin cynthia daniel danielle darren david dawn deborah denise dennis derek diana diane diego dimitri dmitri donald donna doris dorothy douglas edith edward eleanor elena elizabeth ella ellen emily emma eric erik ernest esther ethan eugene eva evelyn
fatima felix fernando fiona florence frances francis francisco franz fred frederick gabriel gareth gary george gerald gerard giovanni gloria gordon grace greta gregory hannah hans harold harry hassan heather helen helga henry herbert hiroshi howard hugo
ian ibrahim igor ingrid irene isaac isabel isabella ivan jack jacob jacqueline jamal jane janet janice jason javier jean jeffrey jennifer jeremy jerry jessica joan joanna joel johan johann john jonathan jorge jose joseph joshua joyce juan judith julia julian julie
karen karin karl katarzyna kate katherine kathleen kathryn keith kelly kenneth kevin khalid kimberly klaus kofi larry lars laura lauren lawrence leila leonard li liam lillian linda lisa lorenzo louise lucas lucia lucy luigi luis luke magdalena malcolm manuel marcel
marcus margaret maria mariam marianne marilyn marina mario marta martha martin mary mateo matthew maureen megan mehmet mei melissa michael michelle miguel mohamed mohammad mohammed monika muhammad nadia nancy natalie natasha nathan nicholas nicole nikolai nina noah
olga oliver olivia omar oscar otto pablo pamela patricia patrick paul paula pauline pavel pedro peter petra philip pierre piotr priya rachel rafael raj rajesh ralph ramon raymond rebecca renee ricardo richard robert roberto roland ronald rosemary roy russell ruth
samantha samuel sandra sanjay sara sarah scott sean sebastian sergei sharon sheila shirley sofia sonia sophia sophie stefan stella stephanie stephen steven stuart sunita susan suzanne svetlana sven sylvia tanya tatiana teresa theodore theresa thomas timothy tomasz
trevor tyler ursula valerie vanessa veronica victor victoria vijay vincent virginia vladimir walter wanda wayne wei wendy wilhelm william wolfgang yasmin yolanda yuki yuri yusuf yvonne zachary zainab
`;

const givenNames: ReadonlySet<string> = new Set(names.split(/\s+/).filter((name) => name !== ''));

export function isGivenName(word: string): boolean {
  return givenNames.has(word.toLowerCase().replace(/'s$|'$/, ''));
}
