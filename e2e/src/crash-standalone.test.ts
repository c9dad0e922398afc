import { systemClock } from '@tocsin/runtime/system-clock';
import { expectSame, play } from './world/hundred-alerts.js';
import { Standalone } from './world/standalone.js';

const begin = systemClock.now() - 60_000;

test('killed ten times in the middle of a hundred alerts, one process makes the transitions of an undisturbed run, each once', async () => {
  const undisturbed = await play(
    () => Standalone.start(),
    begin,
    async () => undefined,
  );
  expectSame(undisturbed, undisturbed);
  const disturbed = await play(
    () => Standalone.start(),
    begin,
    async (standalone, round) => {
      // Each round is met at another point: before, while and after its samples are evaluated.
      await systemClock.wait(7 * round);
      await standalone.process?.kill();
      await standalone.up();
    },
  );
  expectSame(disturbed, undisturbed);
}, 300_000);
