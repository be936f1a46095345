import type { RemovedKind } from '#src/llm/identifierSpan.ts';

const kinds: Readonly<Record<RemovedKind, readonly [one: string, many: string]>> = {
  name: ['name', 'names'],
  date: ['date', 'dates'],
  time: ['time', 'times'],
  age: ['age over 89', 'ages over 89'],
  id: ['ID', 'IDs'],
  uid: ['UID', 'UIDs'],
  phone: ['phone number', 'phone numbers'],
  'e-mail': ['e-mail address', 'e-mail addresses'],
  'web address': ['web address', 'web addresses'],
  address: ['address', 'addresses'],
  institution: ['institution', 'institutions'],
};

/** How much was taken out of a request, by kind, in the order of the first of each. */
export function wordRemoved(removed: readonly RemovedKind[]): string {
  if (removed.length === 0) return 'Nothing had to be taken out.';
  const counts = new Map<RemovedKind, number>();
  for (const kind of removed) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const each = [...counts].map(([kind, count]) => `${count} ${kinds[kind][count === 1 ? 0 : 1]}`).join(', ');
  return `Taken out, in brackets below: ${each}.`;
}
