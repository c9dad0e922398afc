/** A text as a pattern that only that text fits, in the syntax of RE2. */
export const literalPattern = (text: string): string => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
