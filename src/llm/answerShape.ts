import { isRecord } from '#src/lib/isRecord.ts';
import type { AnswerSchema } from '#src/llm/endpoint.ts';

/** A structured answer, or what keeps it from being one: a place and a word, none of the answer's own. */
export type Shaped = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly fault: string };

/** Reads `text` as JSON of this shape. A fence around it is no fault: many models write one. */
export function readShaped(text: string, schema: AnswerSchema): Shaped {
  const bare = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/i.exec(text)?.[1] ?? text;
  let value: unknown;
  try {
    value = JSON.parse(bare);
  } catch {
    return { ok: false, fault: 'not JSON' };
  }
  const fault = faultOf(value, schema, 'answer');
  return fault === null ? { ok: true, value } : { ok: false, fault };
}

/** The first place where `value` is not as `schema` wants it; null where all is. Fields that the schema does not name are faults. */
function faultOf(value: unknown, schema: AnswerSchema, at: string): string | null {
  switch (schema.type) {
    case 'object': {
      if (!isRecord(value)) return `${at} is no object`;
      const properties = schema.properties ?? {};
      const missing = (schema.required ?? []).find((name) => !(name in value));
      if (missing !== undefined) return `${at}.${missing} is missing`;
      if (Object.keys(value).some((name) => !(name in properties))) return `${at} has a field that was not asked for`;
      return first(Object.entries(properties).filter(([name]) => name in value), ([name, inner]) => faultOf(value[name], inner, `${at}.${name}`));
    }
    case 'array': {
      if (!Array.isArray(value)) return `${at} is no list`;
      const { items } = schema;
      return items ? first([...(value as unknown[]).entries()], ([index, item]) => faultOf(item, items, `${at}[${index}]`)) : null;
    }
    case 'string':
      if (typeof value !== 'string') return `${at} is no string`;
      return schema.enum && !schema.enum.includes(value) ? `${at} is none of ${schema.enum.join(', ')}` : null;
    case 'integer': return Number.isInteger(value) ? null : `${at} is no integer`;
    case 'number': return typeof value === 'number' && Number.isFinite(value) ? null : `${at} is no number`;
    case 'boolean': return typeof value === 'boolean' ? null : `${at} is neither true nor false`;
  }
}

function first<T>(items: readonly T[], of: (item: T) => string | null): string | null {
  for (const item of items) {
    const found = of(item);
    if (found !== null) return found;
  }
  return null;
}

/** The shape for models that take no schema: in the prompt. */
export function shapeInWords(schema: AnswerSchema): string {
  return `Answer with JSON alone, of this JSON Schema:\n${JSON.stringify(schema)}`;
}
