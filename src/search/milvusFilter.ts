import type { FilmId } from '#src/lib/brand.ts';
import { lateralViews, type FilmConstraint } from '#src/search/filmConstraint.ts';

/** A boolean expression of Milvus that holds where `passes` does; empty where all films may be among the hits. */
export function milvusFilter(where: readonly FilmConstraint[], except?: FilmId): string {
  const kinds = new Set(where.map(({ kind }) => kind));
  const all = [...kinds].map((kind) => `(${where.filter((constraint) => constraint.kind === kind).map(said).join(' or ')})`);
  if (except !== undefined) all.push(`(film != "${except}")`);
  return all.join(' and ');
}

/** Those of `films` that are there. */
export function filmsExpression(films: readonly FilmId[]): string {
  return `film in ${JSON.stringify(films)}`;
}

function said(constraint: FilmConstraint): string {
  switch (constraint.kind) {
    case 'sex': return `sex == ${quoted(constraint.sex)}`;
    case 'age': return `(age >= ${constraint.from} and age <= ${constraint.to})`;
    case 'view': return constraint.view === 'LATERAL' ? `view in ${JSON.stringify(lateralViews)}` : `view == ${quoted(constraint.view)}`;
    case 'modality': return `modality == ${quoted(constraint.modality)}`;
    case 'date': return `(date >= ${quoted(constraint.from)} and date <= ${quoted(constraint.to)})`;
  }
}

/** Letters, digits and underscores alone: what else a code holds could end the string. */
function quoted(text: string): string {
  return `"${text.replace(/\W/g, '')}"`;
}
