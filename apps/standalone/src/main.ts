import { startStandalone } from '@tocsin/targets/standalone';

await startStandalone();
