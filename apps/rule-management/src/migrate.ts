import { migrate } from '@tocsin/targets/migrate';

await migrate();
