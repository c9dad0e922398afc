/** What moves a cursor, breaks a line, or turns the text after it around, and is itself not seen. */
const unseen = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text of others with what cannot be seen in it made visible: a name with an override of direction in it would
 * otherwise be read as another name. Letters that run from right to left are left as they are.
 *
 * @param shownAs - what stands for a character, of its code in at least four hexadecimal digits
 * @param kept - characters that are left as they are, such as the ends of lines
 */
export function withUnseenShown(text: string, shownAs: (code: string) => string, kept = ''): string {
  return text.replaceAll(unseen, (character) =>
    kept.includes(character) ? character : shownAs(character.charCodeAt(0).toString(16).padStart(4, '0')),
  );
}
