/** Words of chest radiography, in English: findings, places, degrees, devices. A phrase needs one of them to mean something. */
export const groundWords: readonly string[] = `
abdomen abnormal abnormality abscess absent acute adenopathy aerated aeration air airspace airway airways alveolar aneurysm angle
angles ankylosis anterior aorta aortic apex apical apices arch arteries artery arthritis aspiration asymmetry atelectasis
atelectatic atherosclerosis atrial atrium axilla azygos base bases basal basilar bibasilar bilateral blunted blunting body bone
bones bony border borders borderline bowel bronchi bronchial bronchiectasis bronchitis bronchogram bronchovascular bronchus bulla
bullae bullous bypass calcification calcified calcium cancer carcinoma cardiac cardiomegaly cardiomediastinal cardiopulmonary
cardiothoracic carina catheter cavitary cavitation cavity central cephalization chest chf chronic circumscribed clavicle
clear clip clips coarse collapse collapsed compression confluent congested congestion congestive consolidated consolidation contour
contours copd coronary costal costophrenic crowding cuffing curvature cyst cystic deformity degenerative dense densities density
depressed deviated deviation device diaphragm diaphragmatic diffuse dilated dilatation disc disease dislocation displaced drain
drainage ecg edema effusion effusions eggshell elevated elevation embolism embolus emphysema emphysematous empyema endotracheal
enlarged enlargement esophageal esophagus exchange expanded expansion exudate failure fibrosis fibrotic fibrothorax field fields
filling fissure fissural flattened flattening fluid focal foci focus foreign fracture fractured fractures free frontal gas gastric
glass granuloma granulomas granulomatous ground haemothorax haziness hazy healed heart hemidiaphragm hemidiaphragms hemithorax
hemothorax hernia hiatal hiatus hila hilar hilum humerus hydropneumothorax hyperexpanded hyperexpansion hyperinflated hyperinflation
hyperlucency hyperlucent hypertension hypoventilation ill implant implantable inadequate increased infection infectious infiltrate
infiltrates infiltration inflated inflation inspiration inspiratory interstitial interstitium intubated intubation jugular kerley kyphosis
kyphotic large larger lateral lead leads left lesion lesions line linear lines lingula lingular lobar lobe lobes lobulated low lower
lucency lung lungs lymph lymphadenopathy malignancy malignant malpositioned markings mass masses mastectomy medial mediastinal
mediastinum medium metastases metastasis metastatic middle mild mildly minimal moderate moderately multifocal multiple narrowing
nasogastric negative neoplasm nipple nodular nodularity nodule nodules normal normally obliterated obscured obstruction obstructive
opacification opacified opacities opacity osseous osteopenia osteophyte osteophytes osteoporosis overinflated pacemaker paratracheal
parenchyma parenchymal patchy perfusion peribronchial pericardial perihilar peripheral picc plaque plaques plate plethora pleura
pleural pneumomediastinum pneumonia pneumonias pneumonectomy pneumonitis pneumoperitoneum pneumothoraces pneumothorax port portacath
position positioned posterior postoperative postsurgical prominence prominent prosthesis prosthetic pulmonary radiograph redistribution
replacement resection residual resolved respiratory reticular reticulation reticulonodular retrocardiac rib ribs right rotated rotation
round rounded sarcoid sarcoidosis scapula scar scarring scars sclerosis sclerotic scoliosis segment segmental septal severe severely
shadow shift shifted shoulder side sided silhouette silhouettes silicosis size small smaller soft spine spinal spiculated spondylosis
sternal sternotomy sternum stent stomach subcutaneous subclavian subpulmonic subsegmental subtle superior support surgical sutures
swan symmetric tenting thick thickened thickening thoracentesis thoracic thoracotomy thorax tip tissue tissues tortuosity tortuous
trachea tracheal tracheostomy trapped trauma traumatic tube tuberculosis tuberculous tubes tumor tumour ulcer uncoiled unfolded
unilateral upper valve valves vascular vascularity vasculature vein veins vena cava venous ventricle ventricular vertebra vertebrae vertebral
vessel vessels volume volumes widened widening wire wires wireless x-ray xray xrays film
oedema haemorrhage hemorrhage bleeding blood lobectomy pectus excavatum carinatum icd defibrillator electrode sign batwing butterfly
honeycombing honeycomb miliary mosaic tree bud lymphoma thymoma goitre goiter thyroid teratoma substernal hyperlucent covid viral
bacterial fungal fungus aspergilloma edematous apicolordotic bulging bulge lucent whiteout
acromioclavicular artifact arthritic atherosclerotic axillary bandlike biapical breast cabg caliber calcific cavoatrial cervical
dextroscoliosis levoscoliosis ectasia ectatic endplate engorgement epicardial eventration generator humeral hypoinflated hypoinflation
intact intraperitoneal intrathoracic irregular irregularity joint loculated lumbar midline midlung midthoracic monitor multilevel
noncalcified obscuration pelvis preoperative projecting quadrant retrosternal scattered senescent skeletal spurring stable streaky
subdiaphragmatic sulcus suprahilar svc thoracolumbar unremarkable wall wedge wedging whole loss inferior descending ascending
interval persistent improved worsening worse unchanged significant extensive vague abdominal inflammatory posttraumatic node loops
`.trim().split(/\s+/);
