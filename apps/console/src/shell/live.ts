import { useEffect, useState } from 'react';
import { wait } from '../parts/clock.js';
import { useConnection, useRefresh } from '../session/session-context.js';
import { paced } from './paced.js';

/** Many alerts at once have the lists asked for anew no more often than this: a caller has 1,000 requests an hour. */
const PAUSE_MS = 10_000;
const ofAlerts = ['alerts', 'alert'];
/** Alerts by which the platform says that somebody is wanted for a run. */
const HEALING_PREFIX = 'Healing';

/** Hears of transitions as they happen, and has what they concern asked for anew. @returns whether it hears at present */
export function useLive(): boolean {
  const { keeper, tocsin } = useConnection();
  const refresh = useRefresh();
  const [isLive, setIsLive] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const onAlerts = paced(() => void refresh(ofAlerts), PAUSE_MS, wait);
    const onHealing = paced(() => void refresh(['healing']), PAUSE_MS, wait);
    const listen = async (): Promise<void> => {
      for await (const event of tocsin.events({}, { signal })) {
        if (event.kind === 'hello') setIsLive(true);
        if (event.kind === 'lost') setIsLive(false);
        if (event.kind === 'gap') onAlerts();
        if (event.kind !== 'transition') continue;
        onAlerts();
        if (event.transition.rule_name.startsWith(HEALING_PREFIX)) onHealing();
      }
    };
    // What cannot be heard comes once a minute all the same.
    keeper.ask(listen, signal).catch(() => setIsLive(false));
    return () => controller.abort();
  }, [keeper, tocsin, refresh]);
  return isLive;
}
