import { start } from '@tocsin/targets/start';

await start('notification', () => ['notification']);
