import { start } from '@tocsin/targets/start';

await start('gateway', () => ['gateway']);
