"""The fourteen findings of NIH ChestX-ray14, in the order that every array of labels here has."""

FINDINGS = (
    "Atelectasis",
    "Cardiomegaly",
    "Effusion",
    "Infiltration",
    "Mass",
    "Nodule",
    "Pneumonia",
    "Pneumothorax",
    "Consolidation",
    "Edema",
    "Emphysema",
    "Fibrosis",
    "Pleural_Thickening",
    "Hernia",
)

NO_FINDING = "No Finding"


def readable(finding: str) -> str:
    """ "Pleural_Thickening" → "pleural thickening"."""
    return finding.replace("_", " ").lower()
