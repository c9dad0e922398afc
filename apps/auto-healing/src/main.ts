import { start } from '@tocsin/targets/start';

await start('auto-healing', () => ['auto-healing']);
