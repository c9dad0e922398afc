/** The process's environment and randomness, for composition roots; everything else is handed what it needs. */
export const environment: Readonly<Record<string, string | undefined>> = process.env;
export const random: () => number = Math.random;
