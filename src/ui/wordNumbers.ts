/** A share in per cent, as exact as a reader can use it. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return '< 0.1 %';
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** With a true minus sign. */
export function decimal(value: number, digits: number): string {
  return value.toFixed(digits).replace('-', '−');
}

/** The same with a plus sign where it is one. */
export function signed(value: number, digits: number): string {
  const text = decimal(value, digits);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

export function ordinal(count: number): string {
  const tens = count % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][count % 10] ?? 'th');
  return `${count.toLocaleString('en')}${ending}`;
}
