import { start } from '@tocsin/targets/start';

await start('tocsin', ({ demo, mlFeatures, watchdog }) => [
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
