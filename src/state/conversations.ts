import type { WeighedSentence } from '#src/assistant/weighAnswer.ts';
import { filmId, type FilmId } from '#src/lib/brand.ts';
import { isRecord } from '#src/lib/isRecord.ts';
import type { Message } from '#src/llm/endpoint.ts';

/** A question to the endpoint and what came back, as kept on this device. */
export interface Turn {
  readonly question: string;
  readonly answer: string;
  /** The answer's sentences against what was sent along then. */
  readonly weighed: readonly WeighedSentence[];
  /** Origin of the endpoint. */
  readonly host: string;
  /** ms since 1970. */
  readonly at: number;
}

export type Conversations = ReadonlyMap<FilmId, readonly Turn[]>;

const storageKey = 'elixr-web.conversations';
/** Of one film; older ones go. */
const mostTurns = 30;
/** Of these a follow-up tells the endpoint. */
const mostSent = 6;

export function addTurn(conversations: Conversations, film: FilmId, turn: Turn): Conversations {
  return new Map([...conversations, [film, [...(conversations.get(film) ?? []), turn].slice(-mostTurns)]]);
}

export function withoutFilms(conversations: Conversations, gone: ReadonlySet<FilmId>): Conversations {
  return [...gone].some((film) => conversations.has(film)) ? new Map([...conversations].filter(([film]) => !gone.has(film))) : conversations;
}

/** The last turns as an endpoint takes them, before the question that follows. */
export function earlierMessages(turns: readonly Turn[]): readonly Message[] {
  return turns.slice(-mostSent).flatMap(({ question, answer }): Message[] => [{ role: 'user', text: question }, { role: 'assistant', text: answer }]);
}

/** Those kept by earlier visits; what cannot be read is left out. */
export function readConversations(storage: Pick<Storage, 'getItem'>): Conversations {
  try {
    const stored: unknown = JSON.parse(storage.getItem(storageKey) ?? '{}');
    if (!isRecord(stored)) return new Map();
    return new Map(
      Object.entries(stored).flatMap(([film, turns]) => {
        const kept = /^[0-9a-f]{64}$/.test(film) && Array.isArray(turns) ? (turns as unknown[]).filter(isTurn) : [];
        return kept.length > 0 ? [[filmId(film), kept] as const] : [];
      }),
    );
  } catch {
    return new Map();
  }
}

function isTurn(turn: unknown): turn is Turn {
  if (!isRecord(turn)) return false;
  const { question, answer, weighed, host, at } = turn;
  const isWeighed = (each: unknown): boolean => isRecord(each) && typeof each.start === 'number' && typeof each.end === 'number' && typeof each.text === 'string' && Array.isArray(each.reasons);
  return typeof question === 'string' && typeof answer === 'string' && typeof host === 'string' && typeof at === 'number' && Array.isArray(weighed) && (weighed as unknown[]).every(isWeighed);
}

/** False where the browser keeps nothing, or no more: they last for this visit then. */
export function writeConversations(storage: Pick<Storage, 'setItem'>, conversations: Conversations): boolean {
  try {
    storage.setItem(storageKey, JSON.stringify(Object.fromEntries(conversations)));
    return true;
  } catch {
    return false;
  }
}

/** As `writeConversations`, of what has changed since `before` alone: the rest is as another tab may have left it. Only what `isKept` outlives the visit. */
export function writeTalk(storage: Pick<Storage, 'getItem' | 'setItem'>, now: Conversations, before: Conversations, isKept: (film: FilmId) => boolean): boolean {
  const stored = new Map(readConversations(storage));
  for (const film of new Set([...now.keys(), ...before.keys()])) {
    const turns = now.get(film);
    if (turns === before.get(film)) continue;
    if (turns && isKept(film)) stored.set(film, turns);
    else stored.delete(film);
  }
  return writeConversations(storage, stored);
}
