const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const hexadecimal = /^([+-]?)0[xX]([\da-fA-F]*)\.?([\da-fA-F]*)[pP]([+-]?\d+)$/;
const misplaced = /(?<!\d)_|_(?!\d)/;
const misplacedInHex = /(?<![\da-fA-F])_|_(?![\da-fA-F])/;
const infinite = /^([+-]?)(?:inf|infinity)$/i;

/** Underscores may only stand between digits, or between the prefix of a base and its digits; null where one does not. */
export function withoutUnderscores(text: string): string | null {
  if (!text.includes('_')) return text;
  const rest = text.replace(/^[+-]?(?:0[xXoObB]_?)?/, '');
  const isMisplaced = /^[+-]?0[xX]/.test(text) ? misplacedInHex.test(rest) : misplaced.test(rest);
  return isMisplaced ? null : text.replaceAll('_', '');
}

/**
 * Reads a float as Go's `strconv.ParseFloat` does: decimal or hexadecimal, `Inf` and `NaN`.
 *
 * @returns null where the text is no such number, or none that a float can hold
 */
export function parseFloat64(text: string): number | null {
  const plain = withoutUnderscores(text) ?? '';
  const found = infinite.exec(text);
  if (found !== null) return found[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (/^nan$/i.test(text)) return Number.NaN;
  const value = hexFloat(plain) ?? (decimal.test(plain) ? Number(plain) : null);
  return value === null || !Number.isFinite(value) ? null : value;
}

/** Hexadecimal digits that decide a float; of what follows only matters whether it is zero. */
const HEX_DIGITS_MAX = 20;

function hexFloat(text: string): number | null {
  const [, sign, whole = '', fraction = '', exponent] = hexadecimal.exec(text) ?? [];
  if (exponent === undefined || whole + fraction === '') return null;
  const digits = (whole + fraction).replace(/^0+/, '');
  const kept = digits.slice(0, HEX_DIGITS_MAX);
  const sticky = /[^0]/.test(digits.slice(HEX_DIGITS_MAX)) ? '1' : '0';
  const power = Number(exponent) + 4 * (digits.length - kept.length - fraction.length - 1);
  // In two steps, as two to the power alone can be too small for a float.
  const half = Math.trunc(power / 2);
  const value = Number(BigInt(`0x${kept}${sticky}`)) * 2 ** half * 2 ** (power - half);
  if (Number.isNaN(value)) return 0;
  return sign === '-' ? -value : value;
}
