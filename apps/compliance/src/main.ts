import { start } from '@tocsin/targets/start';

await start('compliance', () => ['compliance']);
