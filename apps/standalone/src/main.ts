import { start } from '@tocsin/targets/start';

await start('tocsin', ({ demo }) => [
  'rule-management',
  'evaluation',
  'notification',
  'history',
  'gateway',
  ...(demo ? (['self-monitoring', 'demo'] as const) : []),
]);
