import { wallClock } from '@tocsin/testing/wall-clock';
import { difference, essence, HundredAlerts, noticesOf, ROUNDS, SERIES } from './world/hundred-alerts.js';
import { Inbox } from './world/inbox.js';
import { Standalone } from './world/standalone.js';

const begin = wallClock.now() - 60_000;

async function run(
  disturb: (standalone: Standalone, round: number) => Promise<void>,
): Promise<{ essence: string[]; notices: string[]; seen: string[] }> {
  const standalone = await Standalone.start();
  const inbox = await Inbox.start();
  try {
    const scenario = new HundredAlerts(standalone.api, begin);
    await scenario.prepare(inbox);
    for (let round = 0; round < ROUNDS; round += 1) {
      const sent = scenario.round(round);
      await disturb(standalone, round);
      await sent;
    }
    await scenario.cool();
    await scenario.settled(inbox);
    await standalone.down();
    const transitions = await standalone.transitions();
    return {
      essence: essence(transitions),
      notices: noticesOf(transitions),
      seen: [...new Set(inbox.received.map(({ notice }) => notice))].sort(),
    };
  } finally {
    await standalone.remove();
    await inbox.stop();
  }
}

test('killed ten times in the middle of a hundred alerts, one process makes the transitions of an undisturbed run, each once', async () => {
  const undisturbed = await run(async () => undefined);
  const disturbed = await run(async (standalone, round) => {
    // Each round is met at another point: before, while and after its samples are evaluated.
    await wallClock.wait(7 * round);
    await standalone.process?.kill();
    await standalone.up();
  });
  expect(undisturbed.essence).toHaveLength(2 * SERIES);
  expect(difference(disturbed.essence, undisturbed.essence)).toMatchObject({
    left: 2 * SERIES,
    right: 2 * SERIES,
    onlyLeft: [],
    onlyRight: [],
  });
  expect(disturbed.seen).toEqual(disturbed.notices);
  expect(undisturbed.seen).toEqual(undisturbed.notices);
}, 300_000);
