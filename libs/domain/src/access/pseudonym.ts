/** Begins every pseudonym, so that text without it need not be looked through. */
export const PSEUDONYM_PREFIX = 'subj_';
const ALONE = /^subj_[0-9a-f]{32}$/;
const ANYWHERE = /subj_[0-9a-f]{32}(?![0-9a-f])/g;

/** Whether a text is a pseudonym: what stands for the name of somebody who asks, wherever it is written down. */
export const isPseudonym = (text: string): boolean => ALONE.test(text);

/** A name as it is compared: what people take for the same name is the same text. */
export const foldedName = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/** Whether a name is taken for a pseudonym, however it is written; whoever bore it would pass for somebody else. */
export const looksLikePseudonym = (name: string): boolean => isPseudonym(foldedName(name));

/** The pseudonyms in a text, each once. */
export function pseudonymsIn(text: string): string[] {
  if (!text.includes(PSEUDONYM_PREFIX)) return [];
  return [...new Set(Array.from(text.matchAll(ANYWHERE), ([found]) => found))];
}

/** Puts names in the place of pseudonyms. One without a name stays. */
export const withNames = (text: string, nameOf: (pseudonym: string) => string | null): string =>
  text.includes(PSEUDONYM_PREFIX) ? text.replace(ANYWHERE, (found) => nameOf(found) ?? found) : text;
