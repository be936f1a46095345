import { Download, Upload, X } from 'lucide-react';
import { Button, FileTrigger } from 'react-aria-components';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { saveFile } from '#src/ui/saveFile.ts';
import { teachingWording as words } from '#src/ui/teachingWording.ts';
import { wording } from '#src/ui/wording.ts';

/** Classifiers on this device, each with what it was measured on; in and out as files. */
export function ClassifierList() {
  const { actions } = useParts();
  const classifiers = useAppState(({ teaching }) => teaching.classifiers);
  const model = useAppState((state) => state.model);
  const card = model.stage === 'ready' ? model.status.card : null;
  return (
    <>
      {classifiers.length === 0 && <p className="quiet">{words.classifiersNone}</p>}
      <ul>
        {classifiers.map(({ classifierId, name, modelId, preprocessingVersion, metrics: { auc, aucLow, aucHigh, films, positives, patients }, training }) => (
          <li key={classifierId} className="classifier" data-testid="classifier">
            <strong>{wording.capital(name)}</strong>
            <Button
              className="icon-button small"
              aria-label={words.exportClassifier(name)}
              data-testid="export-classifier"
              onPress={() => {
                const blob = actions.exportClassifier(classifierId);
                if (blob) saveFile(blob, words.fileName(name));
              }}
            >
              <Download size={14} aria-hidden />
            </Button>
            <Button className="icon-button small" aria-label={words.removeClassifier(name)} onPress={() => actions.removeClassifier(classifierId)}>
              <X size={14} aria-hidden />
            </Button>
            <p className="small">{words.classifier(auc, aucLow, aucHigh, films, positives, patients)}</p>
            <p className="quiet small">{words.madeOn(modelId, training.taughtAt.slice(0, 10))}</p>
            {card && (card.id !== modelId || card.preprocessing.version !== preprocessingVersion) && <p className="warning small">{words.otherModel(modelId)}</p>}
          </li>
        ))}
      </ul>
      <div>
        <FileTrigger
          acceptedFileTypes={['.json']}
          onSelect={(files) => {
            const file = files?.[0];
            if (file) void actions.importClassifier(file);
          }}
        >
          <Button className="button" data-testid="import-classifier">
            <Upload size={14} aria-hidden />
            {words.importClassifier}
          </Button>
        </FileTrigger>
      </div>
    </>
  );
}
