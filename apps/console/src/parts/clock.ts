/** The browser's clock, read here alone; ms since 1970. */
export const nowMs = (): number => new Date().getTime();

/** Resolves after so many milliseconds. */
export const wait = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
