import { start } from '@tocsin/targets/start';

await start('evaluation', () => ['evaluation']);
