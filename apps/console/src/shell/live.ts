import { useEffect, useRef, useState } from 'react';
import { nowMs, wait } from '../parts/clock.js';
import { useConnection, useRefresh, useRetry } from '../session/session-context.js';
import { paced } from './paced.js';

/** Many alerts at once have the lists asked for anew no more often than this: a caller has 1,000 requests an hour. */
const PAUSE_MS = 10_000;
const ofAlerts = ['alerts', 'alert'];
/** Alerts by which the platform says that somebody is wanted for a run. */
const HEALING_PREFIX = 'Healing';

/** Whether it is heard live what happens. */
export interface Liveness {
  readonly isLive: boolean;
  /** When the last word came of a platform that is not heard any more, in ms since 1970; null otherwise. */
  readonly silentSince: number | null;
}

/**
 * Hears of transitions as they happen, and has what they concern asked for anew. When the platform is heard again, what could
 * not be had meanwhile is asked for again.
 *
 * @param isOnline - whether there is a network to hear by; once it is back, nobody waits for the next try
 */
export function useLive(isOnline: boolean): Liveness {
  const { keeper, tocsin } = useConnection();
  const refresh = useRefresh();
  const retry = useRetry();
  const [liveness, setLiveness] = useState<Liveness>({ isLive: false, silentSince: null });
  const last = useRef<string>(undefined);
  useEffect(() => {
    if (!isOnline) return;
    const controller = new AbortController();
    const { signal } = controller;
    const onAlerts = paced(() => void refresh(ofAlerts), PAUSE_MS, wait);
    const onHealing = paced(() => void refresh(['healing']), PAUSE_MS, wait);
    const lose = (quietMs: number): void => {
      const at = nowMs() - quietMs;
      setLiveness((known) => (known.isLive ? { isLive: false, silentSince: at } : known));
    };
    const listen = async (): Promise<void> => {
      for await (const event of tocsin.events(last.current === undefined ? {} : { after: last.current }, { signal })) {
        if (event.kind === 'hello' || event.kind === 'transition') last.current = event.id;
        if (event.kind === 'hello') {
          setLiveness({ isLive: true, silentSince: null });
          void retry();
        }
        if (event.kind === 'lost') lose(event.quietMs);
        if (event.kind === 'gap') onAlerts();
        if (event.kind !== 'transition') continue;
        onAlerts();
        if (event.transition.rule_name.startsWith(HEALING_PREFIX)) onHealing();
      }
    };
    // What cannot be heard comes once a minute all the same.
    keeper.ask(listen, signal).catch(() => lose(0));
    return () => controller.abort();
  }, [keeper, tocsin, refresh, retry, isOnline]);
  return liveness;
}
