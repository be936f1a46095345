import { AppError } from '#src/lib/appError.ts';
import type { Message } from '#src/llm/endpoint.ts';

/** For dialects of text alone. Errors: `EndpointTakesNoPictures`, so that a film is never dropped in silence. */
export function withoutPictures(messages: readonly Message[]): readonly Message[] {
  if (messages.some(({ picture }) => picture !== undefined)) throw new AppError('EndpointTakesNoPictures', 'this dialect carries text alone');
  return messages;
}

export function systemText(messages: readonly Message[]): string {
  return messages.filter(({ role }) => role === 'system').map(({ text }) => text).join('\n\n');
}

/** The turns of user and assistant, in order. */
export function turnsOf(messages: readonly Message[]): readonly Message[] {
  return messages.filter(({ role }) => role !== 'system');
}

/** All messages as one prompt, for models that take no turns. One turn stands without a name before it. */
export function joinedPrompt(messages: readonly Message[]): string {
  const turns = turnsOf(withoutPictures(messages));
  const said = turns.length === 1 ? turns.map(({ text }) => text) : [...turns.map(({ role, text }) => `${role === 'user' ? 'User' : 'Assistant'}: ${text}`), 'Assistant:'];
  return [systemText(messages), ...said].filter((part) => part !== '').join('\n\n');
}

/** The messages as a person reads them in the preview. */
export function readableMessages(messages: readonly Message[]): string {
  return messages
    .map(({ role, text, picture }) => {
      const film = picture ? `\n[the film: ${picture.columns} × ${picture.rows} px, ${picture.mimeType}]` : '';
      return messages.length === 1 ? `${text}${film}` : `${{ system: 'System', user: 'User', assistant: 'Assistant' }[role]}\n${text}${film}`;
    })
    .join('\n\n');
}
