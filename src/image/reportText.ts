import type { DataSet } from 'dicom-parser';
import type { DicomTextDecoder } from '#src/image/characterSets.ts';
import { readText, textDecoderOf } from '#src/image/dicomText.ts';

/** A structured report (PS3.3 C.17.3) as indented lines: concept name, then the value. */
export function reportText(dataSet: DataSet): string {
  const lines: string[] = [];
  appendItem(dataSet, textDecoderOf(dataSet), 0, lines);
  return lines.join('\n');
}

function appendItem(item: DataSet, decoder: DicomTextDecoder, depth: number, lines: string[]): void {
  const name = codeMeaning(item, 'x0040a043', decoder);
  const value = valueOf(item, decoder);
  if (name || value) lines.push(`${'  '.repeat(depth)}${[name, value].filter((part) => part !== '').join(': ')}`);
  for (const child of item.elements.x0040a730?.items ?? []) {
    if (child.dataSet) appendItem(child.dataSet, textDecoderOf(child.dataSet, decoder), depth + 1, lines);
  }
}

function codeMeaning(item: DataSet, tag: string, decoder: DicomTextDecoder): string {
  const code = item.elements[tag]?.items?.[0]?.dataSet;
  return code ? readText(code, 'x00080104', decoder) : '';
}

function valueOf(item: DataSet, decoder: DicomTextDecoder): string {
  const text = (tag: string): string => readText(item, tag, decoder);
  switch (text('x0040a040')) {
    case 'TEXT':
      return text('x0040a160');
    case 'CODE':
      return codeMeaning(item, 'x0040a168', decoder);
    case 'NUM': {
      const measured = item.elements.x0040a300?.items?.[0]?.dataSet;
      if (!measured) return '';
      const unit = codeMeaning(measured, 'x004008ea', decoder);
      return `${readText(measured, 'x0040a30a', decoder)} ${unit}`.trim();
    }
    case 'DATE':
      return text('x0040a121');
    case 'TIME':
      return text('x0040a122');
    case 'DATETIME':
      return text('x0040a120');
    case 'PNAME':
      return text('x0040a123');
    case 'UIDREF':
      return text('x0040a124');
    default:
      return '';
  }
}
