/**
 * The words of a line as a shell takes them: quotes and backslashes are taken off, and nothing is expanded. The last word is
 * the one that is being typed; it is empty behind a space.
 */
export function shellWords(line: string): string[] {
  const words: string[] = [];
  let [word, isWord] = ['', false];
  let quote: string | null = null;
  for (let i = 0; i < line.length; i += 1) {
    const character = line[i] as string;
    if (character === '\\' && quote !== "'") {
      i += 1;
      word += line[i] ?? '';
      isWord = true;
    } else if (quote === null && (character === '"' || character === "'")) {
      quote = character;
      isWord = true;
    } else if (character === quote) quote = null;
    else if (quote === null && /\s/.test(character)) {
      if (isWord) words.push(word);
      [word, isWord] = ['', false];
    } else {
      word += character;
      isWord = true;
    }
  }
  return [...words, word];
}
