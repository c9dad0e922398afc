export const hours = (n: number): number => n * 3_600_000;
export const days = (n: number): number => hours(24 * n);
