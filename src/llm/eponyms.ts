/** People that signs, diseases, tubes and procedures of the chest are called after, makers of devices, and germs. */
const names = `
abrams addison adson alzheimer amplatz angelman austin balthazar bankart bard barlow barrett barth beck becker behcet bell bence bentall berry bernoulli billroth biot birt bjork blake blakemore blalock
bochdalek boerhaave bowditch brodie broviac brugada bucky budd bull burkitt caplan carney castleman chagas chance charcot chester chiari chiba chilaiditi christian churg clagett cobb collis cooley
coombs cope cordis coumadin crawford crohn cushing danlos davidson debakey denver dieulafoy doppler dornhorst down dobbhoff dobhoff dressler dube duchenne duroziez ebstein edwards ehlers eisenmenger ekos eloesser epstein erb
erdheim evans ewing fallot fanconi felson felty fick fleischner flint fogarty foley fontan fowler friedlander gamna gandy gaucher gerbode ghon gianturco gilbert glenn gohn golden goodpasture gorham gottron
graham gram graves greenfield groshong guillain hagl haller hamman hampton harrington harrison hashimoto heaf heerfordt heimlich heineke heller henle henoch hickman hirschsprung hodgkin hoffman hogg horner hounsfield hunter huntington hurler
hutchinson ivor jackson james jarcho jatene jefferson jeune kaposi kartagener katayama kawasaki kerley kimura kirschner klatskin klippel koch konno korsakoff kussmaul kveim lambert langerhans larmor leigh letterer leser levin lewis libman
lodwick loeffler loffler lofgren louis lown ludwig luque lutembacher lyme mach macklin macleod mallory mantoux marfan marie mayo mcgoon mckeown mckusick medtronic meigs mendelson menetrier minnesota mirizzi monaldi mondor monod monro monteggia
morgagni morison morquio mounier mueller muller mustard nelson niemann nissen noonan nuss osborn osler ouchterlony paget palla pancoast papanicolaou parkinson patau permcath pick poland pompe pott potter potts pratt prinzmetal purkinje quinton ranke
rasmussen rastelli ravitch raynaud reed reid reiter rendu rezek rich riedel rigler risser robin roger rosai ross roth roux sachs salem sander sanders schatzki scheuermann schmorl schuller seldinger sengstaken senning shiley shone simon
siwe sjogren sonnenberg sprengel stanford starr steell steinmann sternberg stewart still stokes strauss sutton swan swyer sydenham takayasu taussig tesio thebesius tietze tine todd towne trendelenburg trousseau turner uhl valsalva vater
virchow waldenstrom waldeyer waterston weber wegener weil weiss werner westermark whipple white wilms wilson wolff wolman yankauer zellweger zenker ziehl zollinger ganz portacath mediport hickmann impella abiomed jude carpentier hancock zephyr zenith
gore cook boston biotronik sorin guidant taser micra watchman amplatzer mitraclip sapien corevalve evita dacron gortex kevlar teflon omnipaque isovue gastrografin visipaque heartmate thoratec levitronix
aspergillus pneumocystis staphylococcus streptococcus haemophilus legionella mycoplasma mycobacterium nocardia histoplasma coccidioides cryptococcus blastomyces echinococcus candida klebsiella pseudomonas francisella
`;

const eponyms: ReadonlySet<string> = new Set(names.split(/\s+/).filter((name) => name !== ''));

/** Whether `word` is known to name a sign, disease or device. Such a word alone names nobody; after "Dr." it does. */
export function isEponym(word: string): boolean {
  const plain = word.toLowerCase().replace(/'s$|'$/, '');
  return eponyms.has(plain) || (plain.includes('-') && plain.split('-').some((part) => eponyms.has(part)));
}
