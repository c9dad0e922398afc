/** Letters whose title case is a letter of its own: dž and its kin, which have upper, title and lower case. */
const digraphs: ReadonlyMap<string, string> = new Map(
  [...'ǄǅǆǇǈǉǊǋǌǱǲǳ'].map((letter, i, all) => [letter, all[i - (i % 3) + 1] as string]),
);

/** Greek vowels with an iota below, whose one capital letter JavaScript writes as two. */
const iotaBelow = /[\u1f80-\u1faf\u1fb3\u1fc3\u1ff3]/;

/** Go's `strings.ToUpper`: each letter by itself, so that a text keeps its number of letters. */
export function toUpper(text: string): string {
  return mapLetters(text, (letter) => {
    const upper = letter.toUpperCase();
    if ([...upper].length === 1) return upper;
    return iotaBelow.test(letter) ? withIota(letter) : letter;
  });
}

/** Go's `strings.ToLower`. */
export function toLower(text: string): string {
  return mapLetters(text, (letter) => (letter === 'İ' ? 'i' : letter.toLowerCase()));
}

/** What ends a word, roughly as in the Unicode Standard Annex 29: all but letters, digits, marks and `_`. */
const wordPart = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Cf}\p{Emoji_Modifier}]/u;
const wordless =
  /[\p{Ideographic}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** What stands inside words, as in `it's`; two of them in a row end a word. */
const innerMark = /[.':\u00b7\u0387\u055f\u05f4\u2018\u2019\u2024\u2027\ufe13\ufe52\ufe55\uff07\uff0e\uff1a]/;

/** Makes the first letter of each word a capital and leaves the others as they are. */
export function title(text: string): string {
  let isInWord = false;
  let afterMark = false;
  return mapLetters(text, (letter) => {
    const isMark = innerMark.test(letter);
    if (afterMark && isMark) isInWord = false;
    afterMark = isMark;
    if (/\p{Cased}/u.test(letter)) {
      const shown = isInWord ? letter : titleOf(letter);
      isInWord = true;
      return shown;
    }
    if (!isMark && (!wordPart.test(letter) || wordless.test(letter))) isInWord = false;
    return letter;
  });
}

function titleOf(letter: string): string {
  // Georgian letters have capitals, but no words start with them.
  if (/[\p{Lt}\u10d0-\u10ff]/u.test(letter)) return letter;
  if (iotaBelow.test(letter)) return withIota(letter);
  const digraph = digraphs.get(letter);
  // A letter may become several, as ß becomes SS; only the first that has a case stays a capital.
  return (
    digraph ??
    letter.toUpperCase().replace(/^(\P{Cased}*\p{Cased})(.+)$/u, (_, first, rest) => first + rest.toLowerCase())
  );
}

/** The capital of a Greek vowel with an iota below. */
function withIota(letter: string): string {
  const code = letter.charCodeAt(0);
  if (code >= 0x1fb0) return String.fromCharCode(code + 9);
  return (code & 8) === 0 ? String.fromCharCode(code + 8) : letter;
}

function mapLetters(text: string, map: (letter: string) => string): string {
  let mapped = '';
  for (const letter of text) mapped += map(letter);
  return mapped;
}
