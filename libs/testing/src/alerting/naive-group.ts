/** One thing that happens to the alerts of one group, at a time in seconds. */
export type GroupEvent =
  | { readonly at: number; readonly alert: string; readonly kind: 'fires' }
  | { readonly at: number; readonly alert: string; readonly kind: 'ends' }
  | { readonly at: number; readonly alert: string; readonly kind: 'silence'; readonly until: number }
  | {
      readonly at: number;
      readonly alert: string;
      readonly kind: 'inhibit' | 'snooze' | 'acknowledge' | 'mute';
      readonly isOn: boolean;
    };

export interface NaiveTiming {
  readonly wait: number;
  readonly interval: number;
  readonly repeat: number;
}

/** What one receiver was told: at which second, which alerts fire, which have ended. */
export interface NaiveMessage {
  readonly at: number;
  readonly firing: readonly string[];
  readonly resolved: readonly string[];
}

/**
 * What one receiver of one group is told, found by living through every second: nothing is skipped, nothing is
 * remembered but who fires, who is held back and what the receiver believes. It shares nothing with the reducer.
 */
export function naiveMessages(
  events: readonly GroupEvent[],
  { wait, interval, repeat }: NaiveTiming,
  wantsEnds: boolean,
  seconds: number,
): NaiveMessage[] {
  const messages: NaiveMessage[] = [];
  const inGroup = new Map<string, 'firing' | 'ended'>();
  const silencedUntil = new Map<string, number>();
  const switches = {
    inhibit: new Set<string>(),
    snooze: new Set<string>(),
    acknowledge: new Set<string>(),
    mute: new Set<string>(),
  };
  const believedFiring = new Set<string>();
  let toldAt = 0;
  let nextLook: number | null = null;

  for (let second = 0; second <= seconds; second += 1) {
    for (const event of events.filter(({ at }) => at === second)) {
      if (event.kind === 'fires') {
        inGroup.set(event.alert, 'firing');
        nextLook ??= second + wait;
      } else if (event.kind === 'ends') {
        if (inGroup.has(event.alert)) inGroup.set(event.alert, 'ended');
        switches.snooze.delete(event.alert);
        switches.acknowledge.delete(event.alert);
      } else if (event.kind === 'silence') silencedUntil.set(event.alert, event.until);
      else if (event.isOn) switches[event.kind].add(event.alert);
      else switches[event.kind].delete(event.alert);
    }
    if (nextLook !== second) continue;
    nextLook = second + interval;

    const isSilenced = (alert: string): boolean => (silencedUntil.get(alert) ?? 0) > second;
    const isMuted = switches.mute.size > 0;
    const visible = [...inGroup].filter(([alert]) => !isMuted && !isSilenced(alert) && !switches.inhibit.has(alert));
    const firing = visible
      .filter(([alert, state]) => state === 'firing' && !switches.snooze.has(alert))
      .map(([alert]) => alert);
    const ended = visible
      .filter(([alert, state]) => state === 'ended' && believedFiring.has(alert))
      .map(([alert]) => alert);

    const isNews = firing.some((alert) => !believedFiring.has(alert)) || (wantsEnds && ended.length > 0);
    const isTimeToRepeat =
      firing.length > 0 && second - toldAt >= repeat && firing.some((alert) => !switches.acknowledge.has(alert));
    if (isNews || isTimeToRepeat) {
      messages.push({ at: second, firing: firing.sort(), resolved: wantsEnds ? ended.sort() : [] });
      toldAt = second;
      const dozing = [...believedFiring].filter(
        (alert) =>
          switches.snooze.has(alert) &&
          inGroup.get(alert) === 'firing' &&
          !isSilenced(alert) &&
          !switches.inhibit.has(alert),
      );
      believedFiring.clear();
      for (const alert of [...firing, ...dozing]) believedFiring.add(alert);
    }
    for (const [alert, state] of inGroup) {
      if (state !== 'ended') continue;
      inGroup.delete(alert);
      believedFiring.delete(alert);
    }
    if (inGroup.size === 0) nextLook = null;
  }
  return messages;
}
