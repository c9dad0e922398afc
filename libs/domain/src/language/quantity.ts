import type { SaidWord } from './said-word.js';
import { type Unit, unitOfWord, units } from './unit.js';

/** A number with the unit that was said; null where none was. */
export interface Quantity {
  readonly value: number;
  readonly unit: Unit | null;
}

export interface ReadQuantity {
  readonly quantity: Quantity;
  /** How many words it took. */
  readonly length: number;
}

const numberWords: ReadonlyMap<string, number> = new Map(
  ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve']
    .map((word, i): [string, number] => [word, i])
    .concat([
      ['fifteen', 15],
      ['twenty', 20],
      ['thirty', 30],
      ['forty', 40],
      ['fifty', 50],
      ['sixty', 60],
      ['ninety', 90],
    ]),
);
const multipliers: ReadonlyMap<string, number> = new Map([
  ['k', 1e3],
  ['thousand', 1e3],
  ['mio', 1e6],
  ['million', 1e6],
  ['billion', 1e9],
  ['hundred', 100],
]);

/** Reads a number with its unit, such as `500ms`, `5 GB`, `3 %`, `1h30m`, `half an hour` or `an hour`. */
export function quantityAt(words: readonly SaidWord[], at: number): ReadQuantity | null {
  const lead = leadingNumber(words, at);
  if (lead === null) return null;
  let { value } = lead;
  let next = at + lead.length;
  const multiplier = multipliers.get(words[next]?.lower ?? '');
  if (multiplier !== undefined) {
    value *= multiplier;
    next += 1;
  }
  const found = unitAt(words, next);
  if (found === null) return lead.isArticle ? null : { quantity: { value, unit: null }, length: next - at };
  if (lead.isArticle && found.unit.dimension !== 'time') return null;
  next += found.length;
  const rest = found.unit.dimension === 'time' ? smallerTime(words, next, found.unit) : null;
  if (rest === null) return { quantity: { value, unit: found.unit }, length: next - at };
  return {
    quantity: { value: value * found.unit.size + rest.seconds, unit: units.seconds },
    length: next + rest.length - at,
  };
}

interface Lead {
  readonly value: number;
  readonly length: number;
  /** `a` or `an`, which is a number only before a unit of time. */
  readonly isArticle: boolean;
}

function leadingNumber(words: readonly SaidWord[], at: number): Lead | null {
  const word = words[at];
  if (word === undefined) return null;
  if (word.kind === 'number') return { value: word.value as number, length: 1, isArticle: false };
  if (word.kind !== 'word') return null;
  const isHalf = word.lower === 'half';
  if (isHalf) {
    const isOfOne = words[at + 1]?.lower === 'an' || words[at + 1]?.lower === 'a';
    return { value: 0.5, length: isOfOne ? 2 : 1, isArticle: true };
  }
  if (word.lower === 'a' || word.lower === 'an') return { value: 1, length: 1, isArticle: true };
  const value = numberWords.get(word.lower);
  return value === undefined ? null : { value, length: 1, isArticle: false };
}

const perWords: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['sec', 1],
  ['second', 1],
  ['m', 60],
  ['min', 60],
  ['minute', 60],
  ['h', 3_600],
  ['hour', 3_600],
  ['d', 86_400],
  ['day', 86_400],
]);

/** The seconds of a unit of time behind `per` or a slash; null where it is none. */
export const secondsPer = (word: string): number | null => perWords.get(word) ?? null;

function unitAt(words: readonly SaidWord[], at: number): { unit: Unit; length: number } | null {
  const word = words[at];
  if (word === undefined || word.kind === 'quoted') return null;
  const unit = unitOfWord(word.lower);
  const [slash, per] = [words[at + 1], words[at + 2]];
  const isPer = slash !== undefined && (slash.lower === '/' || slash.lower === 'per') && per !== undefined;
  const seconds = isPer ? secondsPer(per.lower) : null;
  if (unit !== null && seconds !== null && unit.dimension === 'bytes')
    return {
      unit: { dimension: 'byte_rate', size: unit.size / seconds, name: `${unit.name}/${per?.lower}` },
      length: 3,
    };
  if (unit !== null) return { unit, length: word.lower === '°' && slash?.lower === 'c' ? 2 : 1 };
  if (seconds !== null && eventWords.has(word.lower)) return { unit: rateOf(seconds), length: 3 };
  const own = word.lower === '/' || word.lower === 'per' ? secondsPer(slash?.lower ?? '') : null;
  return own === null ? null : { unit: rateOf(own), length: 2 };
}

const eventWords: ReadonlySet<string> = new Set(['req', 'reqs', 'ops', 'times']);

const rateOf = (seconds: number): Unit => ({
  dimension: 'rate',
  size: 1 / seconds,
  name: seconds === 1 ? '/s' : seconds === 60 ? '/min' : seconds === 3_600 ? '/h' : '/d',
});

/** The minutes of `1h30m`. */
function smallerTime(words: readonly SaidWord[], at: number, than: Unit): { seconds: number; length: number } | null {
  const [number, name] = [words[at], words[at + 1]];
  if (number?.kind !== 'number' || name === undefined) return null;
  const unit = unitOfWord(name.lower);
  if (unit?.dimension !== 'time' || unit.size >= than.size) return null;
  return { seconds: (number.value as number) * unit.size, length: 2 };
}
