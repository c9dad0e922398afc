/**
 * Letters and digits with their marks, where one more of them makes another word. Scripts that set no space between words
 * are left out: in them no sign tells where a name ends.
 */
const WORD = String.raw`[[\p{L}\p{N}\p{M}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]]`;
const AT_START = new RegExp(`^${WORD}`, 'v');
const AT_END = new RegExp(`${WORD}$`, 'v');

/** Whether a text holds some words as they are, with no letter or digit that goes on before or behind them. */
export function holdsWord(text: string, words: string): boolean {
  if (words === '') return false;
  for (let at = text.indexOf(words); at !== -1; at = text.indexOf(words, at + 1))
    if (!goesOn(text, at) && !goesOn(text, at + words.length)) return true;
  return false;
}

/** Whether a word begins before a place and ends behind it. A character takes two units of a text at most. */
const goesOn = (text: string, at: number): boolean =>
  AT_END.test(text.slice(Math.max(0, at - 2), at)) && AT_START.test(text.slice(at, at + 2));
