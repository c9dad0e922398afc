import type { Value } from './values.js';

/** How one verb of a format prints: what stands between `%` and the verb. */
export interface Flags {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** `%+v`: names of fields. */
  plusV: boolean;
  /** `%#v`: as Go would write the value. */
  sharpV: boolean;
  width: number | null;
  precision: number | null;
}

export const noFlags = (): Flags => ({
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  plusV: false,
  sharpV: false,
  width: null,
  precision: null,
});

/** A verb with its flags, and which argument it prints; or a text to print as it stands. */
export type Directive =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'verb'; readonly verb: string; readonly flags: Flags; readonly argument: number };

/** Widths and precisions beyond this are no numbers to Go. */
const NUMBER_MAX = 1_000_000;

const flagNames: ReadonlyMap<string, 'minus' | 'plus' | 'sharp' | 'space' | 'zero'> = new Map([
  ['-', 'minus'],
  ['+', 'plus'],
  ['#', 'sharp'],
  [' ', 'space'],
  ['0', 'zero'],
]);

/** Cuts a format into what is printed, as Go's `fmt.Sprintf` does, mistakes included. */
export class FormatReader {
  private at = 0;
  private argument = 0;
  private isReordered = false;
  private isGoodIndex = true;
  /** The last thing read was an index such as `[3]`. */
  private afterIndex = false;

  constructor(
    private readonly format: string,
    private readonly args: readonly Value[],
  ) {}

  *read(): Generator<Directive> {
    while (this.at < this.format.length) {
      const percent = this.format.indexOf('%', this.at);
      const end = percent < 0 ? this.format.length : percent;
      if (end > this.at) yield { kind: 'text', text: this.format.slice(this.at, end) };
      this.at = end;
      if (percent >= 0) yield* this.directive();
    }
  }

  /** The first argument that no verb printed; the number of arguments where all were, or where some came by index. */
  get extraFrom(): number {
    return this.isReordered ? this.args.length : Math.min(this.argument, this.args.length);
  }

  private *directive(): Generator<Directive> {
    const flags = noFlags();
    this.isGoodIndex = true;
    this.afterIndex = false;
    this.at += 1;
    for (let name; (name = flagNames.get(this.format.charAt(this.at))) !== undefined; this.at += 1) flags[name] = true;
    this.index();
    yield* this.width(flags);
    yield* this.precision(flags);
    if (!this.afterIndex) this.index();
    if (this.at >= this.format.length) {
      yield { kind: 'text', text: '%!(NOVERB)' };
      return;
    }
    const verb = String.fromCodePoint(this.format.codePointAt(this.at) as number);
    this.at += verb.length;
    if (verb === '%') yield { kind: 'text', text: '%' };
    else if (!this.isGoodIndex) yield { kind: 'text', text: `%!${verb}(BADINDEX)` };
    else if (this.argument >= this.args.length) yield { kind: 'text', text: `%!${verb}(MISSING)` };
    else {
      yield { kind: 'verb', verb, flags: verb === 'v' || verb === 'w' ? forV(flags) : flags, argument: this.argument };
      this.argument += 1;
    }
  }

  private *width(flags: Flags): Generator<Directive> {
    if (this.format.charAt(this.at) === '*') {
      this.at += 1;
      const width = this.numberArgument();
      if (width === null) yield { kind: 'text', text: '%!(BADWIDTH)' };
      else {
        flags.width = Math.abs(width);
        if (width < 0) Object.assign(flags, { minus: true, zero: false });
      }
      this.afterIndex = false;
      return;
    }
    flags.width = this.number();
    if (this.afterIndex && flags.width !== null) this.isGoodIndex = false;
  }

  private *precision(flags: Flags): Generator<Directive> {
    if (this.format.charAt(this.at) !== '.' || this.at + 1 >= this.format.length) return;
    this.at += 1;
    if (this.afterIndex) this.isGoodIndex = false;
    this.index();
    if (this.format.charAt(this.at) === '*') {
      this.at += 1;
      const precision = this.numberArgument();
      if (precision === null || precision < 0) yield { kind: 'text', text: '%!(BADPREC)' };
      else flags.precision = precision;
      this.afterIndex = false;
      return;
    }
    flags.precision = this.number() ?? 0;
  }

  /** Reads decimal digits; null where there are none, or too many. */
  private number(): number | null {
    let value: number | null = null;
    for (; /^\d/.test(this.format.charAt(this.at)); this.at += 1) {
      if ((value ?? 0) > NUMBER_MAX) {
        this.at = this.format.length;
        return null;
      }
      value = (value ?? 0) * 10 + Number(this.format.charAt(this.at));
    }
    return value;
  }

  /** Takes a width or precision from the arguments. */
  private numberArgument(): number | null {
    const value = this.args[this.argument];
    if (value === undefined) return null;
    this.argument += 1;
    const isWhole = value.kind === 'int' || value.kind === 'duration';
    const size = isWhole ? Number(value.kind === 'int' ? value.value : value.ns) : Number.NaN;
    return Math.abs(size) <= NUMBER_MAX ? size : null;
  }

  /** Reads `[3]`, which chooses the argument that is printed next. */
  private index(): void {
    this.afterIndex = false;
    if (this.format.charAt(this.at) !== '[') return;
    this.isReordered = true;
    const close = this.format.indexOf(']', this.at);
    const digits = close < 0 ? '' : this.format.slice(this.at + 1, close);
    const index = /^\d{1,7}$/.test(digits) ? Number(digits) : 0;
    this.at = close < 0 ? this.at + 1 : close + 1;
    this.afterIndex = digits !== '' && /^\d+$/.test(digits);
    if (index >= 1 && index <= this.args.length) this.argument = index - 1;
    else this.isGoodIndex = false;
  }
}

/** With `v`, `+` and `#` ask for other notations in place of signs and prefixes. */
function forV(flags: Flags): Flags {
  return { ...flags, plusV: flags.plus, sharpV: flags.sharp, plus: false, sharp: false };
}
