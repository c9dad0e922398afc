import { start } from '@tocsin/targets/start';

await start('self-monitoring', ({ demo }) => ['self-monitoring', ...(demo ? (['demo'] as const) : [])]);
