/** A number as it was written, read as Go reads its own number literals. */
export type ReadNumber =
  { readonly kind: 'number'; readonly value: number } | { readonly kind: 'refused'; readonly message: string };

/** What a signed integer of 64 bits holds; a larger number is read as a float. */
const integerMax = 2n ** 63n - 1n;

const integer = /^(?:0[xX](?:_?[0-9a-fA-F])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/;
const decimal = /^(?:[0-9](?:_?[0-9])*)?\.?(?:[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?$/;
const word = /^(?:inf|nan)$/i;

function readInteger(text: string): bigint | null {
  if (!integer.test(text)) {
    return null;
  }
  const digits = text.replaceAll('_', '');
  const isOctal = /^0[0-7]/.test(digits);
  const value = BigInt(isOctal ? `0o${digits.slice(1)}` : digits);
  return value <= integerMax ? value : null;
}

/**
 * Reads a number: decimal, with an exponent, hexadecimal, or octal behind a leading zero, with underscores between
 * digits; `Inf` and `NaN` in any case.
 */
export function readNumber(text: string): ReadNumber {
  const whole = readInteger(text);
  if (whole !== null) {
    return { kind: 'number', value: Number(whole) };
  }
  if (word.test(text)) {
    return { kind: 'number', value: text.toLowerCase() === 'inf' ? Infinity : NaN };
  }
  const refused = (why: string): ReadNumber => ({
    kind: 'refused',
    message: `error parsing number: strconv.ParseFloat: parsing "${text}": ${why}`,
  });
  if (!decimal.test(text) || !/[0-9]/.test(text)) {
    return refused('invalid syntax');
  }
  const value = Number(text.replaceAll('_', ''));
  return Number.isFinite(value) ? { kind: 'number', value } : refused('value out of range');
}
