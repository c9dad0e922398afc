import { start } from '@tocsin/targets/start';

await start('history', () => ['history']);
