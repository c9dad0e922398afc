/** What is kept from strangers, and what a placeholder for it is called. */
type Kind = 'EMAIL' | 'KEY' | 'ADDRESS' | 'HOST' | 'NAME';

/** Labels whose values name a machine. */
const hostLabels: ReadonlySet<string> = new Set(
  'instance host hostname node nodename server machine pod address addr ip target url fqdn domain endpoint peer remote'.split(
    ' ',
  ),
);
/** Labels whose values name a person or a customer. */
const nameLabels: ReadonlySet<string> = new Set(
  'user username user_id email mail customer customer_id client account account_id owner login subject phone'.split(
    ' ',
  ),
);

/** What may stand within a word that is looked at as one. */
const words = /[\p{L}\p{M}\p{N}_.@:/+=~%$&?#[\]-]+/gu;
const trailing = /[.:,;/?]+$/;
/** Beginnings of keys that say of themselves what they are. */
const keyPrefix = /^(sk|pk|rk|ghp|gho|ghs|github_pat|glpat|xox[abeoprs]|akia|asia|eyj|aiza|npm|hf|dop)[-_a-z0-9]/i;
/** A word behind which a secret stands, with `=`, `:` or nothing in between. */
const secretWord = /^(pass(word|wd|phrase)?|pwd|secret|token|bearer|credentials?|authorization|api[-_]?key)$/i;

/** Shortest run of letters and digits that is taken for a key. */
const KEY_LENGTH_MIN = 20;
/** Placeholders begin with it, and with one more X for each time that it is a word already. */
const PREFIX = 'REDACTED';

/**
 * Puts placeholders in the place of what nobody outside is to know, and what it was back in their place. The same value has
 * the same placeholder wherever it stands, so that what is meant can still be said.
 */
export class Redaction {
  readonly #prefix: string;
  readonly #byValue = new Map<string, string>();
  readonly #byPlaceholder = new Map<string, string>();
  readonly #counts = new Map<Kind, number>();
  /** Values that were kept back whole, by how they are said: in lower case, also without a port. */
  readonly #said = new Map<string, string>();
  readonly #known: (word: string) => boolean;

  /**
   * @param all - everything that will be shown, so that no placeholder is one of its words
   * @param isKnown - whether a word is the name of a metric or of a label, which may look like a host's
   */
  constructor(all: string, isKnown: (word: string) => boolean) {
    let prefix = PREFIX;
    while (all.includes(`${prefix}_`)) prefix += 'X';
    this.#prefix = prefix;
    this.#known = isKnown;
  }

  /** A value of a label: kept back whole where the label is of machines or people, else read as a text. */
  labelValue(label: string, value: string): string {
    const name = label.toLowerCase();
    if (value === '') return value;
    if (hostLabels.has(name)) return this.#kept('HOST', value);
    if (nameLabels.has(name)) return this.#kept('NAME', value);
    return this.text(value);
  }

  /** The name of a metric, which looks like a host's more often than it is one. */
  metric(name: string): string {
    const isTelling = /[0-9]{1,3}([._][0-9]{1,3}){3}/.test(name) || (keyPrefix.test(name) && isKey(name));
    return isTelling ? this.#kept('NAME', name) : name;
  }

  /** A text, without what looks like an address, a host, a key or a person's mail. */
  text(text: string): string {
    let isSecretNext = false;
    return this.#withoutPhrases(text).replace(words, (word) => {
      const end = trailing.exec(word)?.[0] ?? '';
      const core = word.slice(0, word.length - end.length);
      const isSecret = isSecretNext;
      isSecretNext = secretWord.test(core) || (isSecret && /^(is|was|=|:)$/i.test(core));
      if (isSecret && !isSecretNext && core !== '') return this.#kept('KEY', core) + end;
      return this.#word(core) + end;
    });
  }

  /** What a placeholder stands for; other texts come back as they are. */
  restored(text: string): string {
    return this.#byPlaceholder.get(text) ?? text;
  }

  /** Each placeholder within a text, put back by `write`. */
  restoredWithin(text: string, write: (value: string) => string): string {
    return text.replace(/REDACTEDX*_[A-Z]+_[0-9]+/g, (placeholder) => {
      const value = this.#byPlaceholder.get(placeholder);
      return value === undefined ? placeholder : write(value);
    });
  }

  /** Values of several words, such as the name of a customer. */
  #withoutPhrases(text: string): string {
    // Some letters are two in lower case, which would shift all places behind them.
    let left = text.toLowerCase().length === text.length ? text : text.toLowerCase();
    for (const [said, placeholder] of this.#said) {
      if (!/\s/.test(said)) continue;
      for (let at = left.toLowerCase().indexOf(said); at !== -1; at = left.toLowerCase().indexOf(said, at + 1))
        left = left.slice(0, at) + placeholder + left.slice(at + said.length);
    }
    return left;
  }

  #word(word: string): string {
    if (this.#byPlaceholder.has(word)) return word;
    const said = this.#said.get(word.toLowerCase());
    if (said !== undefined) return said;
    if (this.#known(word)) return word;
    const [, key = '', value = ''] = /^([^=:]+)[=:](.+)$/.exec(word) ?? [];
    if (value !== '' && secretWord.test(key)) return word.slice(0, key.length + 1) + this.#kept('KEY', value);
    const kind = kindOf(word);
    if (kind !== null) return this.#kept(kind, word);
    // `host=web-1` is read as two words.
    return value !== '' && word.includes('=') ? word.slice(0, key.length + 1) + this.#word(value) : word;
  }

  #kept(kind: Kind, value: string): string {
    const known = this.#byValue.get(value);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    const placeholder = `${this.#prefix}_${kind}_${count}`;
    this.#counts.set(kind, count);
    this.#byValue.set(value, placeholder);
    this.#byPlaceholder.set(placeholder, value);
    for (const said of [value, value.replace(/^https?:\/\//, '').replace(/:[0-9]+$/, '')])
      if (!this.#said.has(said.toLowerCase())) this.#said.set(said.toLowerCase(), placeholder);
    return placeholder;
  }
}

function kindOf(word: string): Kind | null {
  if (/^[^@]+@[^@]+$/.test(word)) return 'EMAIL';
  if (word.includes('://')) return 'HOST';
  if (isAddress(word)) return 'ADDRESS';
  if (isHost(word) && !keyPrefix.test(word)) return 'HOST';
  return isKey(word) ? 'KEY' : isHost(word) ? 'HOST' : null;
}

/** IPv4 and IPv6, with a port or a length of a network. */
function isAddress(word: string): boolean {
  if (/^[0-9]{1,3}(\.[0-9]{1,3}){3}([:/][0-9]{1,5})?$/.test(word)) return true;
  const bare = word.replace(/^\[|\](:[0-9]{1,5})?$/g, '').replace(/[/%].*$/, '');
  return /^[0-9a-f:.]{2,45}$/i.test(bare) && (bare.match(/:/g)?.length ?? 0) >= 2;
}

function isKey(word: string): boolean {
  const hasBoth = /[0-9]/.test(word) && /[a-z]/i.test(word);
  if (keyPrefix.test(word) && word.length >= 12) return true;
  if (/^[0-9a-f-]{16,}$/i.test(word) && hasBoth) return true;
  return word.length >= KEY_LENGTH_MIN && hasBoth && /^[\w+/=.~-]+$/.test(word);
}

/** `shop.example.org:443`, and names with a number such as `db-01`. */
function isHost(word: string): boolean {
  const name = word.replace(/:[0-9]{1,5}$/, '').replace(/\/.*$/, '');
  if (/^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.[a-z][a-z0-9-]+$/i.test(name)) return true;
  return /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/i.test(name) && /[0-9]/.test(name);
}
