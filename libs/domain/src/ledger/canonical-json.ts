/** JSON with nothing left to choose. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/**
 * The one text of a value by RFC 8785 (JSON Canonicalization Scheme): no white space, fields in the order of their names'
 * UTF-16 code units, numbers and strings as ECMAScript writes them.
 *
 * @throws RangeError for what has no such text: numbers that are not finite, and strings with half a surrogate pair
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return textOf(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${value} is no number of JSON`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${textOf(name)}:${canonicalJson(field)}`).join(',')}}`;
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function textOf(text: string): string {
  if (/\p{Surrogate}/u.test(text))
    throw new RangeError('a string holds half a surrogate pair, which is no Unicode text');
  return JSON.stringify(text);
}

const repaired = (text: string): string => text.replaceAll(/\p{Surrogate}/gu, '\ufffd');

/** The value with every half of a surrogate pair replaced by U+FFFD, so that it has a canonical text. */
export function wellFormed(value: Json): Json {
  if (typeof value === 'string') return repaired(value);
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(wellFormed);
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [repaired(name), wellFormed(field)]));
}
