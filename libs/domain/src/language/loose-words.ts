/** Words before a thing that say only where it usually is, unless a label has them for a value. */
const loose: ReadonlySet<string> = new Set([
  'api',
  'http',
  'https',
  'web',
  'server',
  'system',
  'host',
  'service',
  'application',
  'app',
  'backend',
  'machine',
  'node',
  'overall',
  'current',
  'usage',
  'rate',
  'metric',
  'metrics',
  'series',
  'data',
  'value',
  'values',
]);

/** Whether a word says nothing of its own. */
export const isLoose = (word: string): boolean => loose.has(word);
