const ELLIPSIS = '…';

/** Lengths as vendors count them. */
export const inCharacters = (text: string): number => text.length;
export const inBytes = (text: string): number => Buffer.byteLength(text);
/** As it stands in JSON, without the quotes. */
export const inJsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

/**
 * A text as a vendor takes it: escaped, and not longer than it may be. What is cut off is cut before it is escaped, so
 * that no escape is cut in two, and an ellipsis stands for it.
 *
 * @param most - in what `measure` measures, of the escaped text
 */
export function fitText(
  text: string,
  most: number,
  escape: (text: string) => string = (same) => same,
  measure: (text: string) => number = inCharacters,
): string {
  const whole = escape(text);
  if (measure(whole) <= most) return whole;
  const characters = [...text];
  const cut = (count: number): string => escape(`${characters.slice(0, count).join('').trimEnd()}`) + ELLIPSIS;
  let [fits, tooMany] = [0, characters.length];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (measure(cut(middle)) <= most) fits = middle;
    else tooMany = middle;
  }
  return cut(fits);
}
