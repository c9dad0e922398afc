/** Why an alert that fires is held back: nobody is told of it while that lasts. */
export type Hold =
  | { readonly kind: 'silenced'; readonly by: readonly string[]; readonly until: number | null }
  | { readonly kind: 'inhibited'; readonly by: readonly string[] }
  | { readonly kind: 'snoozed' };

/** An alert as a decision about its group sees it. */
export interface GroupAlert {
  /** Names its labels: an alert that ended and fires again is the same one. */
  readonly id: string;
  readonly isFiring: boolean;
  readonly hold: Hold | null;
  /** Somebody cares for it: it alone is no reason to tell the group again. */
  readonly isAcknowledged: boolean;
}

/** What one receiver was told of a group. */
export interface Told {
  /** The alerts that it heard fire and that have not ended since. */
  readonly firing: readonly string[];
  /** When it was told last; ms since 1970. */
  readonly at: number;
}

export interface GroupState {
  /** How often somebody was told; with the group it names what was told. */
  readonly flush: number;
  readonly told: Readonly<Record<string, Told>>;
}

export interface GroupReceiver {
  readonly id: string;
  readonly sendsResolved: boolean;
}

/** Why a receiver is told. */
export type TellReason = 'first' | 'more_fires' | 'something_ended' | 'repeated';
/** Why a receiver is not told. */
export type QuietReason =
  'muted_by_time' | 'all_held_back' | 'nothing_fires' | 'end_not_wanted' | 'acknowledged' | 'repeats_later';

export type ReceiverDecision =
  | {
      readonly kind: 'tell';
      readonly reason: TellReason;
      readonly receiver: string;
      readonly firing: readonly string[];
      readonly resolved: readonly string[];
    }
  | { readonly kind: 'quiet'; readonly reason: QuietReason; readonly receiver: string };

export interface GroupDecision {
  readonly decisions: readonly ReceiverDecision[];
  readonly state: GroupState;
  /** Alerts that ended; the group has nothing more to do with them. */
  readonly ended: readonly string[];
  /** When to look next even if nothing changes; null when the group is over. */
  readonly nextLookAt: number | null;
  /** Whether something is held back, muted or acknowledged: then a change of silences and the like is a reason to look. */
  readonly isHeld: boolean;
}

export interface GroupLook {
  readonly route: { readonly groupIntervalMs: number; readonly repeatIntervalMs: number };
  readonly receivers: readonly GroupReceiver[];
  readonly alerts: readonly GroupAlert[];
  /** Time intervals that mute the route now. */
  readonly mutedBy: readonly string[];
  readonly state: GroupState;
  readonly now: number;
}

export const newGroupState: GroupState = { flush: 0, told: {} };

/**
 * Who is to be told what of a group, as Alertmanager's deduplication has it: at first; when more fires; when something
 * ended, to those who heard of it and want to know; and when nothing changed, again after the repeat interval. In two
 * things it says more than Alertmanager: an end is told only to those who heard the alert fire; and an alert that ended
 * untold, because it was held back or the receiver wants no ends, is forgotten, so that it is told when it fires again.
 */
export function decideGroup(look: GroupLook): GroupDecision {
  const { alerts, receivers, state, now, mutedBy } = look;
  const ended = alerts.filter(({ isFiring }) => !isFiring).map(({ id }) => id);
  const decisions = receivers.map((receiver) => decideReceiver(receiver, look));
  const isTold = decisions.some(({ kind }) => kind === 'tell');
  const told = Object.fromEntries(decisions.map((decision) => [decision.receiver, toldAfter(decision, look)]));
  const isHeld =
    mutedBy.length > 0 ||
    alerts.some(({ isFiring, hold, isAcknowledged }) => isFiring && (hold !== null || isAcknowledged));
  const isOver = ended.length === alerts.length;
  return {
    decisions,
    state: { flush: state.flush + (isTold ? 1 : 0), told },
    ended,
    nextLookAt: isOver ? null : nextTick(nextReasonAt(decisions, look), now, look.route.groupIntervalMs),
    isHeld: isHeld && !isOver,
  };
}

function decideReceiver({ id: receiver, sendsResolved }: GroupReceiver, look: GroupLook): ReceiverDecision {
  const quiet = (reason: QuietReason): ReceiverDecision => ({ kind: 'quiet', reason, receiver });
  const told = look.state.told[receiver];
  const heard = new Set(told?.firing ?? []);
  if (look.mutedBy.length > 0) return quiet('muted_by_time');
  const free = look.alerts.filter(({ hold }) => hold === null);
  if (free.length === 0) return quiet('all_held_back');
  const firing = free.filter(({ isFiring }) => isFiring);
  const over = free.filter(({ isFiring, id }) => !isFiring && heard.has(id));
  const tell = (reason: TellReason): ReceiverDecision => ({
    kind: 'tell',
    reason,
    receiver,
    firing: firing.map(({ id }) => id),
    resolved: sendsResolved ? over.map(({ id }) => id) : [],
  });
  if (told === undefined || heard.size === 0) return firing.length > 0 ? tell('first') : quiet('nothing_fires');
  if (firing.some(({ id }) => !heard.has(id))) return tell('more_fires');
  if (over.length > 0 && sendsResolved) return tell('something_ended');
  if (firing.length === 0) return quiet(over.length > 0 ? 'end_not_wanted' : 'nothing_fires');
  if (told.at + look.route.repeatIntervalMs > look.now) return quiet('repeats_later');
  return firing.every(({ isAcknowledged }) => isAcknowledged) ? quiet('acknowledged') : tell('repeated');
}

/** What a receiver knows after a look. Snoozed alerts that it heard of stay known, so that their end is told. */
function toldAfter(decision: ReceiverDecision, { alerts, state, now }: GroupLook): Told {
  const before = state.told[decision.receiver];
  const heard = new Set(before?.firing ?? []);
  const stillKnown = alerts.filter(({ id, isFiring }) => isFiring && heard.has(id));
  if (decision.kind === 'quiet') return { firing: stillKnown.map(({ id }) => id), at: before?.at ?? 0 };
  const snoozed = stillKnown.filter(({ hold }) => hold?.kind === 'snoozed').map(({ id }) => id);
  return { firing: [...decision.firing, ...snoozed], at: now };
}

/** When, at the earliest, a look may come to something else although no alert changed. */
function nextReasonAt(decisions: readonly ReceiverDecision[], { alerts, state, route, now }: GroupLook): number {
  const times = decisions.map((decision) => {
    if (decision.kind === 'tell' || decision.reason === 'acknowledged') return now + route.repeatIntervalMs;
    if (decision.reason === 'muted_by_time') return now;
    const heard = state.told[decision.receiver];
    return heard === undefined || heard.firing.length === 0
      ? Number.POSITIVE_INFINITY
      : heard.at + route.repeatIntervalMs;
  });
  for (const { hold, isFiring } of alerts) {
    if (!isFiring || hold === null || hold.kind === 'snoozed') continue;
    times.push(hold.kind === 'silenced' ? (hold.until ?? now) : now);
  }
  const next = Math.min(...times);
  return Number.isFinite(next) ? next : now + route.repeatIntervalMs;
}

/** Looks are `groupIntervalMs` apart; the first of them at or after `at`. */
function nextTick(at: number, now: number, groupIntervalMs: number): number {
  return now + Math.max(1, Math.ceil((at - now) / groupIntervalMs)) * groupIntervalMs;
}

/** When a group that has changed is looked at: at the next tick since its last look. */
export function lookAfterChange(lookedAt: number, now: number, groupIntervalMs: number): number {
  return lookedAt + Math.max(1, Math.ceil((now - lookedAt) / groupIntervalMs)) * groupIntervalMs;
}

/** When a new group is looked at first: it waits, but not for alerts that have been on their way longer than that. */
export function firstLookAt(firedAt: number, now: number, groupWaitMs: number): number {
  return Math.min(now + groupWaitMs, Math.max(now, firedAt + groupWaitMs));
}
