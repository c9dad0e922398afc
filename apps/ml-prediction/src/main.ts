import { start } from '@tocsin/targets/start';

await start('ml-prediction', () => ['ml-prediction']);
