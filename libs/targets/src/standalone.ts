import { start } from './start.js';

/** The whole platform in this process, as its configuration wants it. */
export const startStandalone = (): Promise<void> =>
  start('tocsin', ({ demo, mlFeatures, watchdog }) => [
    'rule-management',
    'evaluation',
    'notification',
    'history',
    'compliance',
    'auto-healing',
    'gateway',
    ...(mlFeatures ? (['ml-prediction'] as const) : []),
    ...(demo || watchdog.heartbeatUrls.length > 0 ? (['self-monitoring'] as const) : []),
    ...(demo ? (['demo'] as const) : []),
  ]);
