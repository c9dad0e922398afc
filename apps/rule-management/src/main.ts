import { start } from '@tocsin/targets/start';

await start('rule-management', () => ['rule-management']);
