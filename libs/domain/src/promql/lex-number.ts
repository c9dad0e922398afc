const DIGITS = '0123456789';
const HEX_DIGITS = '0123456789abcdefABCDEF';

/** A place in a text that takes one character after another when it is one of those asked for. */
class Cursor {
  constructor(
    private readonly text: string,
    public at: number,
  ) {}

  is(characters: string): boolean {
    return this.at < this.text.length && characters.includes(this.text.charAt(this.at));
  }

  accept(characters: string): boolean {
    const found = this.is(characters);
    this.at += found ? 1 : 0;
    return found;
  }

  acceptRun(characters: string): void {
    while (this.accept(characters));
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  get isAtWord(): boolean {
    return !this.isAtEnd && isWordCharacter(this.text.charAt(this.at));
  }
}

export function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

export function isLetter(character: string): boolean {
  return character === '_' || (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

export function isWordCharacter(character: string): boolean {
  return isLetter(character) || isDigit(character);
}

/** A number or duration as far as it goes; whether what was found means anything is found out when its value is taken. */
export interface ScannedNumber {
  readonly kind: 'number' | 'duration' | 'neither';
  /** Behind the last character; of `neither`, behind the character that it broke off at. */
  readonly end: number;
}

/** Scans what begins with a digit, or with a point and a digit. */
export function scanNumberOrDuration(text: string, from: number): ScannedNumber {
  const cursor = new Cursor(text, from);
  if (isNumber(cursor)) {
    return { kind: 'number', end: cursor.at };
  }
  return { kind: isRestOfDuration(cursor) ? 'duration' : 'neither', end: cursor.at };
}

/**
 * Prometheus's own scanner, with its edges: points, exponents and underscores may each be followed by some characters
 * and not by others, and `e` counts as an exponent in hexadecimal numbers too, where that changes only what may follow.
 */
function isNumber(cursor: Cursor): boolean {
  const isHex = cursor.accept('0') && cursor.accept('xX');
  if (isHex) {
    cursor.accept('_');
  }
  const digits = isHex ? HEX_DIGITS : DIGITS;
  cursor.accept('.');
  cursor.accept(digits);
  let seenPoint = false;
  let seenExponent = false;
  while (cursor.is(`${digits}._eE`)) {
    if ((cursor.is('.') && seenPoint) || (cursor.is('eE') && seenExponent)) {
      cursor.accept('.eE');
      return false;
    }
    if (cursor.accept('.')) {
      seenPoint = true;
      if (cursor.accept('_.') || isHex) {
        return false;
      }
    } else if (cursor.accept('eE')) {
      seenExponent = true;
      cursor.accept('+-');
      if (cursor.accept('._eE') || cursor.isAtEnd) {
        return false;
      }
    } else if (cursor.accept('_')) {
      if (cursor.accept('._eE') || cursor.isAtEnd) {
        return false;
      }
    } else {
      cursor.acceptRun(digits);
    }
  }
  return !cursor.isAtWord;
}

/** What is left of a duration when its first digits were taken for a number; wrong units are found out later. */
function isRestOfDuration(cursor: Cursor): boolean {
  if (!cursor.accept('smhdwy')) {
    return false;
  }
  cursor.accept('s');
  while (cursor.accept(DIGITS)) {
    cursor.acceptRun(DIGITS);
    if (!cursor.accept('smhdw')) {
      return false;
    }
    cursor.accept('s');
  }
  if (cursor.isAtWord) {
    cursor.at += 1;
    return false;
  }
  return true;
}
