/** Reads a number as Go does, for bucket bounds: decimal, `Inf` with a sign or none; null when it is none. */
export function parseNumber(text: string): number | null {
  if (/^[+-]?inf(inity)?$/i.test(text))
    return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}

/** A number as Prometheus writes it in JSON and in labels: all its digits, no exponent. */
export function decimalText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  const text = Object.is(value, -0) ? '-0' : String(value);
  const parts = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (parts === null) return text;
  const [, sign, whole, fraction = '', exponent] = parts as unknown as [string, string, string, string, string];
  const digits = whole + fraction;
  const point = 1 + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, '0');
}

/** A quantile as a label: with a point or an exponent always, as OpenMetrics writes it. */
export function quantileText(value: number): string {
  const text = Number.isFinite(value) ? String(value) : decimalText(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** A number as Go's `%g` writes it, for messages. */
export function shortText(value: number): string {
  if (!Number.isFinite(value)) return decimalText(value);
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 21) return decimalText(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
