import { withUnseenShown } from '@tocsin/domain/rules/unseen-characters';

/** A text of others, in which what turns it around or is not seen is told by its number; its lines and tabs stay. */
export const plain = (text: string): string => withUnseenShown(text, (code) => `‹U+${code.toUpperCase()}›`, '\n\r\t');
