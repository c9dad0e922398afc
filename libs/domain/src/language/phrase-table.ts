import type { SaidWord } from './said-word.js';

/** Finds the longest of many phrases at a place in a text; as many words are looked at as the longest phrase has, at most. */
export class PhraseTable<Meaning> {
  readonly #root: Node<Meaning> = { next: new Map() };
  #looks = 0;

  /** Of a phrase that is there twice, the first counts. */
  constructor(entries: Iterable<readonly [phrase: string, meaning: Meaning]>) {
    for (const [phrase, meaning] of entries) {
      let node = this.#root;
      for (const word of phrase.split(' ')) {
        const known = node.next.get(word) ?? { next: new Map() };
        node.next.set(word, known);
        node = known;
      }
      node.meaning ??= { of: meaning };
    }
  }

  /** How many words were looked at so far. */
  get looks(): number {
    return this.#looks;
  }

  longestAt(words: readonly SaidWord[], at: number): { meaning: Meaning; length: number } | null {
    let node: Node<Meaning> | undefined = this.#root;
    let found: { meaning: Meaning; length: number } | null = null;
    for (let i = at; i < words.length; i += 1) {
      const word = words[i] as SaidWord;
      this.#looks += 1;
      node = word.kind === 'quoted' || word.kind === 'series' ? undefined : node.next.get(word.lower);
      if (node === undefined) break;
      if (node.meaning !== undefined) found = { meaning: node.meaning.of, length: i + 1 - at };
    }
    return found;
  }
}

interface Node<Meaning> {
  readonly next: Map<string, Node<Meaning>>;
  meaning?: { readonly of: Meaning };
}
