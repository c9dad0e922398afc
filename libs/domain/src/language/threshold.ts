import { type Decisions, refused } from './decisions.js';
import type { Measured } from './measured.js';
import type { Quantity } from './quantity.js';
import { converted, rounded, type Unit, units } from './unit.js';

/** A number as it was said, in the unit of what it is compared with. @throws NoRule when the two do not fit */
export function thresholdOf(
  { value, unit }: Quantity,
  measured: Pick<Measured, 'unit' | 'text'>,
  decisions: Decisions,
): number {
  const { unit: own, text } = measured;
  if (unit === null) return bare(value, own, text, decisions);
  if (own === null) return unknownUnit(value, unit, text, decisions);
  if (unit.dimension === own.dimension) return converted(value, unit, own);
  throw refused('unit_misfit', `It is compared in ${nameOf(unit)}, and ${text} is ${kindOf(own)}`);
}

function bare(value: number, own: Unit | null, text: string, decisions: Decisions): number {
  if (own === null || own.name === '') {
    if (own?.dimension !== 'share' || Math.abs(value) <= 1) return value;
    if (Math.abs(value) > 100)
      throw refused('unit_misfit', `It is compared with ${value}, and ${text} is a share: 0 to 100 %`);
    decisions.assume(`${value} is taken to be ${value} %.`);
    return rounded(value / 100);
  }
  decisions.assume(`${value} is taken in the unit of ${text}: ${value} ${own.name}.`);
  return value;
}

/** A name that tells no unit: what was said may be in another one than the values are. */
function unknownUnit(value: number, unit: Unit, text: string, decisions: Decisions): number {
  switch (unit.dimension) {
    case 'share': {
      const ways = [value, rounded(value / 100)];
      return decisions.choose(`Is ${text} in percent, or a share of 1?`, ways, (way) =>
        way === value ? `percent: ${value}` : `a share: ${way}`,
      );
    }
    case 'time': {
      const ways = [units.milliseconds, units.seconds].map((of) => ({ of, number: converted(value, unit, of) }));
      return decisions.choose(`In what unit is ${text}?`, ways, ({ of, number }) => `${of.name}: ${number}`).number;
    }
    case 'bytes': {
      const ways = [units.bytes, { ...units.bytes, size: 1e6, name: 'MB' }, { ...units.bytes, size: 1e9, name: 'GB' }];
      const told = ways.map((of) => ({ of, number: converted(value, unit, of) }));
      return decisions.choose(`In what unit is ${text}?`, told, ({ of, number }) => `${of.name}: ${number}`).number;
    }
    default:
      decisions.assume(`${text} is taken to be in ${nameOf(unit)}.`);
      return value;
  }
}

const nameOf = (unit: Unit): string => (unit.name === '' ? unit.dimension : unit.name);

function kindOf({ dimension, name }: Unit): string {
  const kinds = {
    time: 'a time',
    bytes: 'an amount of bytes',
    share: 'a share',
    temperature: 'a temperature',
    rate: 'a rate',
    byte_rate: 'bytes per time',
    count: 'a count',
    money: 'money',
  };
  return name === '' ? kinds[dimension] : `${kinds[dimension]} in ${name}`;
}
