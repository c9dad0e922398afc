import { formatFloat } from '../promql/go-float.js';
import { FormatReader, noFlags, type Flags } from './directive.js';
import { canBackquote, goQuote, isPrintable } from '../promql/go-text.js';
import { durationText, timeText } from './go-time.js';
import { formatSteps, TextSink, type Meter } from './limits.js';
import { runeCount, sortedKeys, utf8Bytes } from './utf8.js';
import { typeName, type IntValue, type Value } from './values.js';

/** Formats as Go's `fmt.Sprintf`. */
export function sprintf(meter: Meter, format: string, args: readonly Value[]): string {
  const sink = new TextSink(meter);
  const reader = new FormatReader(format, args);
  for (const directive of reader.read()) {
    if (directive.kind === 'text') sink.write(directive.text);
    else new Printer(sink, directive.flags).print(args[directive.argument] as Value, directive.verb);
  }
  const extra = args.slice(reader.extraFrom);
  if (extra.length > 0) {
    sink.write('%!(EXTRA ');
    extra.forEach((value, i) => {
      if (i > 0) sink.write(', ');
      if (value.kind !== 'nil') sink.write(`${typeName(value)}=`);
      new Printer(sink, noFlags()).print(value, 'v');
    });
    sink.write(')');
  }
  return sink.text();
}

/** Formats as Go's `fmt.Sprint`: with a space between two values of which neither is a string. */
export function sprint(meter: Meter, args: readonly Value[]): string {
  const sink = new TextSink(meter);
  args.forEach((value, i) => {
    const before = args[i - 1];
    if (before !== undefined && before.kind !== 'string' && value.kind !== 'string') sink.write(' ');
    new Printer(sink, noFlags()).print(value, 'v');
  });
  return sink.text();
}

/** Formats as Go's `fmt.Sprintln`: with spaces between all values, and a line feed. */
export function sprintln(meter: Meter, args: readonly Value[]): string {
  const sink = new TextSink(meter);
  args.forEach((value, i) => {
    if (i > 0) sink.write(' ');
    new Printer(sink, noFlags()).print(value, 'v');
  });
  sink.write('\n');
  return sink.text();
}

/** Prints the value of an action: nil as `<no value>`, and a sample without the `&` of a pointer. */
export function printBare(sink: TextSink, value: Value): void {
  if (value.kind === 'nil') sink.write('<no value>');
  else if (value.kind === 'string') sink.write(value.value);
  else new Printer(sink, noFlags()).print(value, 'v', true);
}

class Printer {
  /** A verb did not fit: the value is shown as the number or text that it is. */
  private isBad = false;

  constructor(
    private readonly sink: TextSink,
    private readonly flags: Flags,
  ) {
    sink.meter.spend(1);
    sink.meter.fits(flags.width ?? 0);
  }

  print(value: Value, verb: string, isBare = false): void {
    if (verb === 'T') return this.text(typeName(value));
    switch (value.kind) {
      case 'nil':
        return verb === 'v' ? this.padded('<nil>') : this.badVerb(value, verb);
      case 'bool':
        return verb === 'v' || verb === 't' ? this.padded(String(value.value)) : this.badVerb(value, verb);
      case 'int':
        return this.int(value, verb);
      case 'float':
        return this.float(value.value, verb, value);
      case 'string':
        return this.string(value.value, verb, value);
      case 'time':
        return this.string(timeText(value.ns), verb, value);
      case 'duration':
        if (this.isNamed(verb)) return this.string(durationText(value.ns), verb, value);
        return this.integer(value.ns, verb, value);
      case 'map':
        return this.map(value.entries, verb, typeName(value));
      case 'samples':
      case 'list':
        return this.list(value.items, verb, typeName(value));
      case 'sample':
        return this.fields(value.fields, verb, isBare ? '' : '&', 'template.sample');
      case 'data':
        return this.fields(value.fields, verb, '', typeName(value));
    }
  }

  private int(value: IntValue, verb: string): void {
    if (value.name !== null && this.isNamed(verb)) this.string(value.name, verb, value);
    else this.integer(value.value, verb, value);
  }

  /** Whether a verb prints a number that has a notation of its own, such as a duration, in that notation. */
  private isNamed(verb: string): boolean {
    return 'vsqxX'.includes(verb) && !this.flags.sharpV && !this.isBad;
  }

  private integer(value: bigint, verb: string, shown: Value): void {
    switch (verb) {
      case 'v':
        if (shown.kind === 'int' && shown.type === 'uint8' && this.flags.sharpV)
          return this.padded(`0x${value.toString(16)}`);
        return this.digits(value, 10, verb);
      case 'd':
        return this.digits(value, 10, verb);
      case 'b':
        return this.digits(value, 2, verb);
      case 'o':
      case 'O':
        return this.digits(value, 8, verb);
      case 'x':
      case 'X':
        return this.digits(value, 16, verb);
      case 'c':
        return this.padded(runeText(value));
      case 'q':
        return this.padded(goQuote(runeText(value), "'", this.flags.plus));
      case 'U':
        return this.codePoint(value);
      default:
        return this.badVerb(shown, verb);
    }
  }

  private digits(value: bigint, base: number, verb: string): void {
    const { flags } = this;
    const isNegative = value < 0n;
    const sign = isNegative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
    this.sink.meter.fits(flags.precision ?? 0);
    if (flags.precision === 0 && value === 0n) return this.padded('', false);
    const fills = flags.zero && !flags.minus && flags.width !== null && flags.precision === null;
    const least = fills ? (flags.width ?? 0) - sign.length : (flags.precision ?? 0);
    let text = (isNegative ? -value : value).toString(base).padStart(least, '0');
    if (flags.sharp && base === 2) text = `0b${text}`;
    if (flags.sharp && base === 8 && !text.startsWith('0')) text = `0${text}`;
    if (flags.sharp && base === 16) text = `0x${text}`;
    if (verb === 'O') text = `0o${text}`;
    this.padded(sign + (verb === 'X' ? text.toUpperCase() : text), false);
  }

  private codePoint(value: bigint): void {
    const { flags } = this;
    this.sink.meter.fits(flags.precision ?? 0);
    const code = BigInt.asUintN(64, value);
    const character = runeText(value);
    const shown = flags.sharp && code <= 0x10ffffn && isPrintable(character) ? ` '${character}'` : '';
    this.padded(
      `U+${code
        .toString(16)
        .toUpperCase()
        .padStart(Math.max(flags.precision ?? 0, 4), '0')}${shown}`,
      false,
    );
  }

  private float(value: number, verb: string, shown: Value): void {
    const { flags } = this;
    if (!'vgGeEfFxXb'.includes(verb)) return this.badVerb(shown, verb);
    this.sink.meter.spend(formatSteps(value));
    // Without #, g leaves out the zeros after the at most 767 digits of a float, and needs no room for them.
    this.sink.meter.fits('gGv'.includes(verb) && !flags.sharp ? 0 : (flags.precision ?? 0));
    const notation = verb === 'v' ? 'g' : verb === 'F' ? 'f' : verb;
    const precision = flags.precision ?? ('eEf'.includes(notation) ? 6 : -1);
    let text = formatFloat(value, notation, precision);
    if (!Number.isFinite(value)) return this.padded(notFinite(value, flags), false);
    if (flags.sharp && notation !== 'b') text = withPoint(text, notation, precision);
    const isNegative = text.startsWith('-');
    const sign = isNegative ? '-' : flags.plus ? '+' : flags.space ? ' ' : '';
    const unsigned = isNegative ? text.slice(1) : text;
    const fills = flags.zero && !flags.minus;
    if (!fills) return this.padded(sign + unsigned);
    this.sink.write(sign + unsigned.padStart((flags.width ?? 0) - sign.length, '0'));
  }

  private string(value: string, verb: string, shown: Value): void {
    const { flags } = this;
    switch (verb) {
      case 'v':
        return flags.sharpV ? this.quoted(value) : this.text(value);
      case 's':
        return this.text(value);
      case 'q':
        return this.quoted(value);
      case 'x':
      case 'X':
        return this.hex(value, verb);
      default:
        return this.badVerb(shown, verb);
    }
  }

  private quoted(value: string): void {
    this.sink.meter.examines(value.length);
    const text = this.truncated(value);
    const isRaw = this.flags.sharp && canBackquote(text);
    this.padded(isRaw ? `\`${text}\`` : goQuote(text, '"', this.flags.plus));
  }

  private hex(value: string, verb: string): void {
    const { flags } = this;
    this.sink.meter.examines(value.length);
    const bytes = utf8Bytes(value).slice(0, flags.precision ?? undefined);
    this.sink.meter.fits(bytes.length);
    const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
    const prefix = flags.sharp ? '0x' : '';
    const text = pairs.length === 0 ? '' : prefix + pairs.join(flags.space ? ` ${prefix}` : '');
    this.padded(verb === 'X' ? text.toUpperCase() : text);
  }

  private map(entries: ReadonlyMap<string, Value>, verb: string, type: string): void {
    this.sink.meter.spend(entries.size);
    this.sink.write(this.flags.sharpV ? `${type}{` : 'map[');
    sortedKeys(entries).forEach((name, i) => {
      if (i > 0) this.sink.write(this.flags.sharpV ? ', ' : ' ');
      this.string(name, verb, { kind: 'string', value: name });
      this.sink.write(':');
      this.inner(entries.get(name) as Value, verb);
    });
    this.sink.write(this.flags.sharpV ? '}' : ']');
  }

  private list(items: readonly Value[], verb: string, type: string): void {
    this.sink.write(this.flags.sharpV ? `${type}{` : '[');
    items.forEach((item, i) => {
      if (i > 0) this.sink.write(this.flags.sharpV ? ', ' : ' ');
      this.inner(item, verb);
    });
    this.sink.write(this.flags.sharpV ? '}' : ']');
  }

  private fields(fields: ReadonlyMap<string, Value>, verb: string, pointer: string, type: string): void {
    const { flags } = this;
    this.sink.write(`${pointer}${flags.sharpV ? type : ''}{`);
    let isFirst = true;
    for (const [name, value] of fields) {
      if (!isFirst) this.sink.write(flags.sharpV ? ', ' : ' ');
      if (flags.plusV || flags.sharpV) this.sink.write(`${name}:`);
      this.inner(value, verb);
      isFirst = false;
    }
    this.sink.write('}');
  }

  private inner(value: Value, verb: string): void {
    this.sink.meter.spend(1);
    this.print(value, verb);
  }

  private badVerb(value: Value, verb: string): void {
    this.sink.write(`%!${verb}(`);
    if (value.kind === 'nil') this.sink.write('<nil>');
    else {
      this.sink.write(`${typeName(value)}=`);
      this.isBad = true;
      this.print(value, 'v');
      this.isBad = false;
    }
    this.sink.write(')');
  }

  private text(value: string): void {
    this.padded(this.truncated(value));
  }

  private truncated(value: string): string {
    const { precision } = this.flags;
    if (precision === null || value.length <= precision) return value;
    this.sink.meter.examines(value.length);
    return [...value].slice(0, precision).join('');
  }

  private padded(text: string, canFillWithZeros = true): void {
    const { width, zero, minus } = this.flags;
    if (width === null) return this.sink.write(text);
    this.sink.meter.copies(text.length + width);
    const missing = Math.max(0, width - runeCount(text));
    const fill = (zero && !minus && canFillWithZeros ? '0' : ' ').repeat(missing);
    this.sink.write(minus ? text + fill : fill + text);
  }
}

function runeText(value: bigint): string {
  const isRune = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value <= 0xdfffn);
  return String.fromCodePoint(isRune ? Number(value) : 0xfffd);
}

/** Infinity has a sign in any case, NaN only when it is asked for. */
function notFinite(value: number, { plus, space }: Flags): string {
  const isNaN = Number.isNaN(value);
  const sign = value < 0 ? '-' : plus ? '+' : space ? ' ' : isNaN ? '' : '+';
  return sign + (isNaN ? 'NaN' : 'Inf');
}

/** With `#`, a float always has a point, and `g` keeps its zeros. */
function withPoint(text: string, notation: string, precision: number): string {
  const tailAt = text.search(notation.toLowerCase() === 'x' ? /[pP]/ : /[eE]/);
  const head = tailAt < 0 ? text : text.slice(0, tailAt);
  const tail = tailAt < 0 ? '' : text.slice(tailAt);
  const wanted = 'gGx'.includes(notation) ? (precision < 0 ? 6 : precision) : 0;
  const plain = head.replace(/^-/, '');
  const significant = plain === '0' ? 1 : plain.replace('.', '').replace(/^0+/, '').length;
  return `${head}${head.includes('.') ? '' : '.'}${'0'.repeat(Math.max(0, wanted - significant))}${tail}`;
}
