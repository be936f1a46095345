import { toAppError } from '#src/lib/appError.ts';
import { parsePromptSet } from '#src/findings/promptSet.ts';
import type { ModelCard } from '#src/model/modelCard.ts';
import type { AppActions, Failure } from '#src/state/appState.ts';
import type { AppStore } from '#src/state/appStore.ts';
import { failureOf } from '#src/state/changes.ts';
import { packSession, readSession } from '#src/state/sessionFile.ts';
import { parseClassifier } from '#src/teaching/classifier.ts';

interface SessionParts {
  readonly store: AppStore;
  readonly card: () => Promise<ModelCard>;
  readonly takeTeaching: AppActions['takeTeaching'];
  readonly rest: Pick<AppActions, 'importSet' | 'importClassifier' | 'takeAnnotations' | 'setLayout' | 'setLinked' | 'openWorkshop'>;
}

export type SessionTransfer = Pick<AppActions, 'exportSession' | 'importSession'>;

/** All that was made of the films, out as one file and in again: checked as a whole before anything of it is taken. */
export function createSessionTransfer({ store, card, takeTeaching, rest }: SessionParts): SessionTransfer {
  const say = (failure: Failure | null): void => store.setState(({ teaching }) => ({ teaching: { ...teaching, failure } }));
  return {
    exportSession: async () => {
      await rest.openWorkshop();
      const { order, reading, teaching, workshop, annotations } = store.getState();
      return packSession({
        films: order,
        layout: reading.layout,
        linked: reading.linked,
        sets: teaching.sets,
        labels: [...teaching.labels.values()].flatMap((labels) => [...labels.values()]),
        classifiers: teaching.classifiers.map((classifier) => JSON.stringify(classifier)),
        promptSets: workshop.library.map((set) => JSON.stringify(set)),
        annotations: [...annotations.values()].flatMap(({ present }) => (present.annotations.length > 0 || present.calibration ? present : [])),
      });
    },
    importSession: async (file) => {
      try {
        const { films, layout, linked, sets, labels, classifiers, promptSets, annotations } = await readSession(file);
        const { id, preprocessing, embeddingSize } = await card();
        // What was made for another model is passed over, what is damaged refuses the session.
        const fitting = async (files: readonly string[], read: (json: string) => unknown): Promise<string[]> => {
          const kept: string[] = [];
          for (const json of files) {
            try {
              await read(json);
              kept.push(json);
            } catch (thrown) {
              if (!['ClassifierOfOtherModel', 'PromptSetOfOtherModel'].includes(toAppError(thrown).kind)) throw thrown;
            }
          }
          return kept;
        };
        const taught = await fitting(classifiers, (json) => parseClassifier(json, { modelId: id, preprocessingVersion: preprocessing.version, embeddingSize }));
        const prompts = await fitting(promptSets, (json) => parsePromptSet(json, id));
        say(null);
        takeTeaching(sets, labels);
        for (const json of taught) await rest.importClassifier(new Blob([json]));
        if (prompts.length > 0) await rest.openWorkshop();
        for (const json of prompts) await rest.importSet(json);
        rest.takeAnnotations(annotations);
        rest.setLayout(layout);
        rest.setLinked(linked);
        return {
          labels: labels.length,
          classifiers: taught.length,
          promptSets: prompts.length,
          annotated: annotations.length,
          otherModel: classifiers.length + promptSets.length - taught.length - prompts.length,
          filmsNotHere: films.filter((filmId) => !store.getState().films.has(filmId)).length,
        };
      } catch (thrown) {
        say(failureOf(thrown));
        return null;
      }
    },
  };
}
