/** Words of everyday English, of requests and of reports, in their base form: none of them is a name by itself. */
const words = `
a about above absence absent accept access accompany according account ache achieve acknowledge across act action active actual acute add addendum addition
additional address adequate adhesion adjacent adjust administer admission admit adult advance adverse advise after afternoon again against age aged agent ago
agree ahead aid aim air airspace airway alcohol alert align all allergy allow almost alone along already also alter alternate although alveolar always am
amenable among amount an analysis anatomic anatomy and anemia anesthesia aneurysm angina angio angiogram angle ankle anomaly another answer anterior anticipate any aorta
aortic ap apex apical apices apparent appear appearance apply appointment appreciate approach appropriate approve approximate april arch architecture are area arise arm around arrange
arrest arrival arrive arterial artery arthritis arthroplasty article artifact as ascend ascites ask aspect aspirate aspiration assess assessment assign assist associate
asthma asymmetric asymmetry at atelectasis atherosclerosis atrial atrium attach attempt attend attention attenuation atypical august authenticate author available average avoid
awake aware away axilla axillary axis azygos back background balloon band bariatric barium basal base baseline bases basilar be because become bed bedside been before
begin behind being believe below beneath benign best better between beyond bicuspid big bilateral bill biopsy birth bit black blade bleb blood blunt body
bone both bowel brain branch breast breath brief bright bring broad bronchial bronchiectasis bronchitis bronchus brother brown bubble build bulla bullous bundle
burden business but button by bypass calcific calcification calcify calcium calculate caliber call cancer candidate cannot cannula cap capacity capsule carcinoma
cardiac cardiology cardiomediastinal cardiomegaly cardiopulmonary cardiothoracic cardiovascular care carina carinal carotid carry case cast catheter caudal cause caution caval cavitary cavity cavoatrial
cell center central centre centrilobular cephalization certain certify cervical change channel characteristic chart check chemistry chemotherapy chest child chin chronic cicatricial circulation
circumference clarify class classic clavicle clavicular clear clearance clerk clinic clinical clinician clip close closely coarse coil cold colitis collapse collateral
collect collection college colon column combine come comfort comment common communicate community company compare comparison compatible compensate complaint complete complex complicate component
compress compression compromise compute concave concern conclude conclusion condition confidential configuration confine confirm confluent congenital congest congestion congestive conscious consider considerable consist
consistent consolidation consolidative conspicuous constant construct consult consultant consultation contact contain content context contiguous continue contour contraction contraindicate contralateral contrast contribute control
contusion convex copd copy cord core coronal coronary correct correlate correlation cortex cortical cost costal costophrenic cough could count course cover covid craniocaudal
crisis criteria critical cross crowd culture current curvature curve cyst cystic daily damage dark data date daughter day dead dear death debris december
decision decline decompensate decompress decrease deep default defect defibrillator define definite deform deformity degenerate degenerative degree delay demonstrate dense density dental department dependent depict
depress depth derive descend describe description desk detail detect deteriorate determine develop deviate deviation device diabetes diabetic diagnose diagnosis diagnostic diameter diaphragm diaphragmatic dictate
did die differ difference differential difficult diffuse digital dilate dilation diminish direct director discharge discoid discomfort discrete discuss disease dislocate disorder displace displacement disposition disruption dissection
distal distant distend distension distinct distress distribution disturb divide do doctor document does dorsal dose double doubt down drain drainage draw drew drink
drive drop drug dry dual duct due duplex duration during dyspnea dysfunction each early ear east easy ecg echo echocardiogram edema edge edit education effect
effusion either ejection elastic elbow elderly elective electrode electronic elevate elevation elicit else elsewhere embolism embolus emergency emergent emphysema emphysematous employ empty empyema enable
encase encounter end endobronchial endotracheal enlarge enough enter entire entity entry environment enzyme eosinophil epicardial epigastric episode equal equip equivocal erect erode erosion erythema esophageal
esophagus essential establish etiology evaluate evaluation evaluable evening event eventration ever every evidence evolve exact exaggerate exam examination examine example exceed excellent except excess exchange
exclude excursion exercise exertion exist expand expansion expect expiration expiratory explain expose exposure express extend extension extensive extent exterior external extra extract extrapleural
extreme extremity extrinsic extubate eye facility factor fail failure faint fair fall false family far fast fat fatigue feature february feed feel feet fell fellow
female femoral fever few fibrillation fibrosis fibrotic field fill film final find fine finger finish firm first fissural fissure fistula fit five fix flank flat flatten floor
flow fluid fluoroscopy foci focal focus fold follow followup foot for force forearm foreign form formal former forward four fraction fracture fragment frank free frequent fresh friday
friend from front frontal full function fundus further fusion future gain gallbladder gas gastric gastrointestinal gate gather gauge general generate geriatric get giant girl
give given glass gland glenohumeral go goiter gone good grade gradual gram grand grant granular granuloma granulomatous graft grave gray great green grey gross ground group grow growth
guard guide gun had hair half hand happen hard hardware has have haziness hazy he head headache heal health healthcare hear heart heavy height held hello
helical help hematocrit hematoma hemidiaphragm hemithorax hemoglobin hemoptysis hemorrhage hemothorax hence hepatic her here hernia herniation herself heterogeneous hiatal hiatus hide high hila hilar hill hilum him hip
his histology history hold hole home homogeneous honeycomb horizontal hospice hospital hospitalization host hot hour house how however human humeral humerus hundred hydropneumothorax hyperexpand hyperinflate hyperinflation
hyperlucency hyperlucent hypertension hypertensive hypertrophic hypertrophy hypoinflation hypotension hypoventilation hypoxia hypoxic ice icu ideal identical identify idiopathic if ill illness image immediate immobile immune
impact impair implant importance important impress impression improve improvement in inadequate incidental incision include inclusion incomplete increase increasing indeterminate index indicate indication indistinct individual induce
infant infarct infect infection infectious inferior inferolateral infiltrate infiltration inflame inflammation inflammatory inflate inflation influenza inform information infrahilar infusion ingest inhale initial injury inlet inner innominate insert
insertion inside inspiration inspiratory institute institution insufficiency insufficient insurance intact intend intense intensive interface interim interior interlobar intermediate internal internist interpret interpretation interrupt interruption interstitial interstitium interval
intervene intervention intestinal into intra intrathoracic intravenous introduce intubate intubation invade invasive inverse involve irregular ischemic is isolate issue it item its itself jacket january joint
jugular july june just keep kidney kilo kind knee knob knot know kyphosis kyphotic label laboratory lack laceration lady laminectomy large last late lateral laterality latter
lay layer lead leaf leak least leave left leg length less lesion let letter level liaison license lie life lift ligament light like likely limb limit line linear
lingula lingular list litre little live liver load lobar lobe lobectomy lobular lobulate local localize locate location long longitudinal look loop loose lordotic lose loss lot low
lower lucency lucent lumbar lumen lump lung lymph lymphadenopathy lymphangitic lymphatic lymphoma machine made magnetic main maintain major make malaise male malignancy malignant mallet malposition man manage
management mandible manner manual many march margin mark mask mass massive mastectomy match material matter maximal maximum may me mean measure measurement mechanical medial median mediastinal
mediastinum medical medication medicine medium meet member memory men mention mesh mesothelioma metal metallic metastasis metastatic method middle midline midlung midthoracic midzone might migrate mild miliary milk mind
minimal minimum minor minute miss mitral mix mobile mobility moderate modify moment monday monitor month moore more morning morphology mosaic most motion mottle mount mouth
move movement much mucous mucus multi multifocal multilevel multilobar multiple multiplanar murmur muscle musculoskeletal must my myocardial nasal nasogastric nature nausea near necessary neck necrosis necrotic need needle
negative neither neonatal neoplasm neoplastic nephrostomy nerve never new next night nine nipple no nocturnal nodal node nodular nodularity nodule non none nonspecific nor normal north nose not notable note
nothing notice notify november now number numerous nurse object oblique obliterate obscure observation observe obstruct obstruction obstructive obtain obvious occlude occur october odd of off offer office often old
on oncology one only onset opacification opacify opacity open operate operation operator opinion opposite optimal or oral orbit order organ orient origin osseous osteoarthritis osteopenia osteophyte osteoporosis other
otherwise our out outer outlet outline outpatient outside over overall overexpand overexposed overinflate overlap overlie overload overlying overnight overt own oxygen pa pacemaker pacer page pain palpable
pancreas panel parallel paramediastinal parapneumonic paraspinal parasternal paratracheal parenchyma parenchymal part partial partially particular partner past patch path pathologic pathology patient pattern pay peak pectus pediatric
peel pelvic pelvis penetrate penetration people per percent percutaneous perfect perform perfusion perhaps peribronchial pericardial pericardium perihilar period peripheral periphery peritoneal permanent permit persist persistent person phone physical physician
picc picture piece pigtail pin pink place plain plan plane plaque plasma plate platelike play please pleura pleural plexus pm pneumatocele pneumomediastinum pneumonectomy pneumonia pneumonitis pneumoperitoneum
pneumothorax point poor port portable portion position positive possible possibility post posterior posteroanterior postoperative postsurgical potential pouch practice practitioner precede predominant pregnant preliminary preop preoperative prepare prescribe presence present
preserve press pressure presume prevent previous price primary prior private probable problem procedure proceed process produce product productive professor profile program progress progression progressive project prominence prominent prompt prone proper prosthesis
prosthetic protect protein protocol protrude prove provide provider proximal pulmonary pulse puncture purpose push put quadrant quality quantity query question quick quiet quit quite radial radiate radiation radio radiograph radiographer radiographic
radiologic radiologist radiology radiopaque raise ramus range rapid rare rate rather ratio ray re reach reaction read ready real really reason reassess recall receive recent recheck recommend recommendation
record recover rectal recur recurrent red redemonstrate reduce reduction reexpand refer reference referral reflect reflux regard region register registrar regular reinterpret relate relation relative release relevant reliable relieve remain remainder
remark remodel remote removal remove renal repair repeat replace replacement report represent request require resect resection resident residual resolve resolution respect respiration respiratory respond response rest result resuscitate reticular reticulation reticulonodular retract
retraction retrocardiac retrosternal return reveal reverse review rhythm rib rich right ring rise risk rod role room root rose rotate rotation round routine row rule run rupture rv sacral sad safe same sample sarcoid
sarcoidosis satisfactory saturday save saw say scallop scan scapula scapular scar scatter schedule science sclerosis sclerotic scoliosis scoliotic score screen screw season second secondary secretion section see seem
segment segmental seizure self send sense sensitive separate sepsis septal septic september septum sequela sequelae sequence series serious serum serve service set seven several severe severity shadow shape sharp she shift
shock short should shoulder show shunt sick side sign signal significance significant silhouette similar simple simulate since single sinus sister site situ situation six size skin slight slope slow small smoke
smooth so soft solid solitary some soon sore sort sound source south space span spare specific specimen spell spiculate spinal spine spleen splenic spondylosis spontaneous spot spouse sprain spread spring spur sputum square stability
stable staff stage stand standard staple start stat state station status stay steady stenosis stent step sternal sternotomy sternum steroid still stimulate stomach stone stool stop straight strain streak strength stress stretch strict stroke strong
structure student study subacute subclavian subcutaneous subdiaphragmatic subglottic submit suboptimal subpleural subsegmental subsequent subset substance substantial subtle successful such sudden suffer suffice sufficient suggest suggestion suggestive suite summary summer
sunday superimpose superior supine supply support suppress supraclavicular suprahilar sure surface surgeon surgery surgical surround surveillance survive suspect suspicion suspicious suture swell symmetric symmetrical symmetry symptom syncope syndrome system
systemic tachycardia take talk tall taper target team technical technician technique technologist technology telephone tell temperature temporary ten tender tension term terminal test text than thank that the their them then therapy there these
they thick thicken thin thing think third thirty this thoracentesis thoracic thoracotomy thorax those though three through throughout thursday thus thymic thyroid tie time tiny tip tissue to tobacco today together tolerate tomogram tomography tone
too top tortuosity tortuous total toward town trachea tracheal tracheostomy track tract traction train transfer transient transit transition translucent transmit transplant transverse trap trauma traumatic treat treatment tree trial tricuspid trouble true trunk tube
tuberculosis tuberculous tumor tumour tuesday turn twelve twenty twice twist two type typical ulcer ultrasound umbilical unable unchanged under underexposed underlie underlying undergo understand unenhanced unexpected unfold uniform unilateral unit university unless unlikely
unremarkable unsatisfactory unspecified until unusual up upper upright upward urgent urine use usual vague valve valvular value variable variant variation variceal various vary vascular vasculature vasculitis vein velocity vena venous ventilate ventilation ventilator ventral
ventricle ventricular verify versus vertebra vertebrae vertebral vertical very vessel via video view viral virus visible visit visual visualize vital void volume vomit wait walk wall want warm was wash watch water wave way we weak wear wedge wednesday
week weekend weight well were west what wheeze when where whether which while white whole who whose why wide widen width wife will winter wire wish with within without woman women wonder word work workup world worse worsen worst would wound
wrist write written wrong yard year yellow yes yesterday yet yield you young your zone
abdomen abdominal ability abnormal abnormality able abrupt abscess absolute abut abuse accentuate accentuation accident accumulation accurate bronchogenic bronchovascular chf ct cxr er hiv lll lul mri na ng og rll rml rul svc tb
hypoventilatory cardiophrenic cholecystectomy esophagectomy gastrostomy hyperdense hypodense juxta lymphocyte manubrium neurogenic osteolytic osteoblastic perivascular phrenic scaphoid sulcus sulci supradiaphragmatic tracheobronchial ureter xray
attest fax finalise finalize log transcribe spoke spoken sent regards sincerely yours thanks dr mr mrs ms prof md phd rn np pt hx tx dx sx rx fx sob cp doa los nkda npo ekg iv us usa uk eu ed ot cc fyi asap
known unknown confuse somewhat obese obesity complain habitus receipt hasn't isn't wasn't doesn't didn't can't won't haven't aren't couldn't pod pacu ccu nicu ew ae deny refuse underwent swallow febrile afebrile ambulatory unresponsive responsive
experience vape ex-smoker nonsmoker immunocompromised immunosuppressed diaphoretic cyanotic struck hit kick slip trip crash motorcycle bicycle pedestrian homeless veteran anxious agitate lethargic combative sedate paralyze
morbid overweight underweight tachypneic dyspneic choke snore sleep sit semi-erect semi-upright kyphoscoliotic breathe desaturate
newly thorax pre op preop post-op today's theatre theater mother father son aunt uncle cousin nephew niece caregiver nobody somebody everybody anybody someone anyone everyone
name id mrn ssn nhs npi csn pid surname forename alias dob accession serial mobile postcode zip title
sarcoma fibroma lipoma thymoma angioma glioma osteoma neuroma larger greater longer shorter wider narrower higher lighter heavier denser darker thicker thinner clearer sharper closer nearer older bigger smaller fewer earlier elder
reader wearer user manager blocker stapler computer transducer scanner smoker bladder finer later latest largest smallest greatest longest
patchy streaky cloudy fluffy wooly bony fatty wavy sticky smoky noisy healthy sleepy dizzy shaky achy itchy
capable noticeable measurable identifiable appreciable reasonable comparable acceptable suitable valuable questionable resectable treatable implantable
fullness shortness weakness tenderness thickness fitness awareness soreness tightness darkness brightness sharpness sickness wellness readiness redness
taken shown drawn broken fallen grown worn driven chosen frozen gotten ridden shaken swollen torn thrown done felt lost met paid ran sat slept sought spent stood stuck told thought awoke won born seen
`;

const ordinary: ReadonlySet<string> = new Set(words.split(/\s+/).filter((word) => word !== ''));

/** Endings that words of medicine have and names have not. */
const medical =
  /.{5}omas?$|.{5}omata$|.{3}(?:itis|osis|oses|emia|aemia|uria|ectomy|ostomy|otomy|graphy|gram|grams|pathy|megaly|thorax|scopy|plasty|centesis|ectasis|ectasia|trophy|plasia|plastic|oid|iasis|algia|phagia|lysis|genic|cardia|cardial|ural|ular|cular|tomy|tion|tions|sion|sions|ment|ments|ible|ally|ated|ating|ized|izing|ively|ically|ology|ologic|ologist|opathic|thoracic|pleural|bronchial|vascular|spinal|costal|hilar)$/;

/** An ending, and what stands in its place in the base form. */
const endings: readonly (readonly [string, readonly string[]])[] = [
  ['ies', ['y']], ['es', ['', 'e', 'is']], ['s', ['']], ['ied', ['y']], ['ed', ['', 'e']], ['ing', ['', 'e']], ['ings', ['', 'e']], ['ly', ['', 'le']], ['ally', ['', 'al']], ['ae', ['a']], ['al', ['', 'e']], ['ity', ['', 'e']],
  ['tting', ['t']], ['pping', ['p']], ['rring', ['r']], ['nning', ['n']], ['mming', ['m']], ['tted', ['t']], ['pped', ['p']], ['rred', ['r']], ['nned', ['n']], ['gged', ['g']], ['mmed', ['m']],
];

/** Whether `word` is an everyday or clinical word rather than a name. Compounds are where each part is. */
export function isOrdinary(word: string): boolean {
  const plain = word.toLowerCase().replace(/'s$|'$/, '');
  if (ordinary.has(plain)) return true;
  if (plain.includes('-')) return plain.split('-').every((part) => part.length < 2 || isOrdinary(part));
  if (medical.test(plain)) return true;
  return endings.some(([ending, instead]) => plain.endsWith(ending) && instead.some((stem) => ordinary.has(plain.slice(0, -ending.length) + stem)));
}
