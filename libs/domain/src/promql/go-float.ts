/** Decimal digits without leading or trailing zeros, and where the point stands: 0.d1d2d3… × 10^point. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** Bits of a float's mantissa that are written down, and how far its exponent is shifted. */
const MANTISSA_BITS = 52n;
const EXPONENT_BIAS = 1_075n;

/** The whole number and the power of two that a finite, positive float is made of. */
function partsOf(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const bits = new BigUint64Array(new Float64Array([value]).buffer)[0] as bigint;
  const raw = bits >> MANTISSA_BITS;
  const fraction = bits & ((1n << MANTISSA_BITS) - 1n);
  return raw === 0n
    ? { mantissa: fraction, exponent: Number(1n - EXPONENT_BIAS) }
    : { mantissa: fraction | (1n << MANTISSA_BITS), exponent: Number(raw - EXPONENT_BIAS) };
}

/** All digits of a float: every float is a finite decimal number. */
function exactDecimal(value: number): Decimal {
  const { mantissa, exponent } = partsOf(value);
  if (exponent >= 0) {
    const digits = String(mantissa << BigInt(exponent));
    return trimmed(digits, digits.length);
  }
  // m / 2^k is m × 5^k / 10^k.
  const digits = String(mantissa * 5n ** BigInt(-exponent));
  return trimmed(digits, digits.length + exponent);
}

/** The fewest digits that stand for this float and no other. */
function shortestDecimal(value: number): Decimal {
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  return trimmed(mantissa.replace('.', ''), Number(exponent) + 1);
}

function trimmed(digits: string, point: number): Decimal {
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? { digits: '', point: 0 } : { digits: kept, point };
}

/** Rounds to a number of digits; a tie goes to the even digit, as the digits are exact. */
function rounded({ digits, point }: Decimal, count: number): Decimal {
  if (count >= digits.length) return { digits, point };
  if (count < 0) return { digits: '', point: 0 };
  const kept = digits.slice(0, count);
  const rest = digits.slice(count);
  const isTie = rest === '5';
  const isOdd = count > 0 && (kept.charCodeAt(count - 1) & 1) === 1;
  if (isTie ? !isOdd : rest.charAt(0) < '5') return trimmed(kept, point);
  const up = String(BigInt(`0${kept}`) + 1n).padStart(count, '0');
  return trimmed(up, point + up.length - count);
}

/**
 * Formats a float as Go's `strconv.FormatFloat` does.
 *
 * @param verb - `e`, `f` or `g` for decimal, `x` for hexadecimal and `b` for binary exponents; `E`, `G` and `X` likewise
 * @param precision - digits after the point, for `g` all digits; -1 for as many as it takes
 */
export function formatFloat(value: number, verb: string, precision: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  const lower = verb.toLowerCase();
  const text =
    lower === 'x' || lower === 'b' ? formatBinary(size, lower, precision) : formatDecimal(size, lower, precision);
  return sign + (verb === lower ? text : text.toUpperCase());
}

function formatDecimal(size: number, verb: string, precision: number): string {
  const isShortest = precision < 0;
  const exact = isShortest ? shortestDecimal(size) : exactDecimal(size);
  const { length } = exact.digits;
  if (verb === 'e') {
    const decimals = isShortest ? Math.max(length - 1, 0) : precision;
    return withExponent(rounded(exact, decimals + 1), decimals);
  }
  if (verb === 'f') {
    const decimals = isShortest ? Math.max(length - exact.point, 0) : precision;
    return withoutExponent(rounded(exact, exact.point + decimals), decimals);
  }
  return formatGeneral(exact, isShortest ? length : Math.max(precision, 1), isShortest);
}

/** Digits from which a number without a precision is written with an exponent. */
const SHORTEST_EXPONENT_FROM = 6;
const SMALLEST_PLAIN_EXPONENT = -4;

function formatGeneral(exact: Decimal, precision: number, isShortest: boolean): string {
  const decimal = rounded(exact, precision);
  const count = decimal.digits.length;
  let exponentFrom = precision > count && count >= decimal.point ? count : precision;
  if (isShortest) exponentFrom = SHORTEST_EXPONENT_FROM;
  const exponent = decimal.point - 1;
  return exponent < SMALLEST_PLAIN_EXPONENT || exponent >= exponentFrom
    ? withExponent(decimal, Math.max(Math.min(precision, count) - 1, 0))
    : withoutExponent(decimal, Math.max(count - decimal.point, 0));
}

function withExponent({ digits, point }: Decimal, decimals: number): string {
  const exponent = digits === '' ? 0 : point - 1;
  const first = digits.charAt(0) || '0';
  const fraction = decimals > 0 ? `.${digits.slice(1).padEnd(decimals, '0')}` : '';
  return `${first}${fraction}e${exponentText(exponent)}`;
}

function withoutExponent({ digits, point }: Decimal, decimals: number): string {
  const whole = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0';
  if (decimals === 0) return whole;
  const fraction = point >= 0 ? digits.slice(point) : '0'.repeat(Math.min(-point, decimals)) + digits;
  return `${whole}.${fraction.padEnd(decimals, '0')}`;
}

const exponentText = (exponent: number): string =>
  `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;

/** Hexadecimal digits after the point of a float's mantissa. */
const HEX_DIGITS = 13;

function formatBinary(size: number, verb: string, precision: number): string {
  let { mantissa, exponent } = partsOf(size);
  if (verb === 'b') return `${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`;
  if (mantissa === 0n) return `0x0${precision > 0 ? `.${'0'.repeat(precision)}` : ''}p+00`;
  while (mantissa >> MANTISSA_BITS === 0n) {
    mantissa <<= 1n;
    exponent -= 1;
  }
  if (precision >= 0 && precision < HEX_DIGITS) {
    const drop = BigInt(4 * (HEX_DIGITS - precision));
    const isOdd = (mantissa >> drop) & 1n;
    mantissa = ((mantissa + (1n << (drop - 1n)) - 1n + isOdd) >> drop) << drop;
    if (mantissa >> (MANTISSA_BITS + 1n) > 0n) {
      mantissa >>= 1n;
      exponent += 1;
    }
  }
  const all = mantissa.toString(16);
  const digits = precision < 0 ? all.slice(1).replace(/0+$/, '') : all.slice(1, 1 + precision).padEnd(precision, '0');
  return `0x${all.charAt(0)}${digits === '' ? '' : `.${digits}`}p${exponentText(exponent + Number(MANTISSA_BITS))}`;
}
