import {
  type GroupAlert,
  decideGroup,
  firstLookAt,
  type GroupState,
  lookAfterChange,
  newGroupState,
} from '@tocsin/domain/alerting/alert-group';
import fc from 'fast-check';
import { type GroupEvent, type NaiveMessage, naiveMessages, type NaiveTiming } from './naive-group.js';

const SECONDS = 120;
const alert = fc.constantFrom('a', 'b', 'c');
const at = fc.integer({ min: 0, max: SECONDS - 20 });
const firesOrEnds: fc.Arbitrary<Extract<GroupEvent, { kind: 'fires' | 'ends' }>> = fc.oneof(
  fc.record({ kind: fc.constant('fires' as const), alert, at }),
  fc.record({ kind: fc.constant('ends' as const), alert, at }),
);
const event: fc.Arbitrary<GroupEvent> = fc.oneof(
  { weight: 4, arbitrary: firesOrEnds },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('silence' as const),
      alert,
      at,
      until: fc.integer({ min: 0, max: SECONDS }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('inhibit' as const, 'snooze' as const, 'acknowledge' as const, 'mute' as const),
      alert,
      at,
      isOn: fc.boolean(),
    }),
  },
);
const history = fc
  .array(event, { maxLength: 40 })
  .map((events) => events.toSorted((a, b) => a.at - b.at) as readonly GroupEvent[]);
const timing: fc.Arbitrary<NaiveTiming> = fc.record({
  wait: fc.integer({ min: 0, max: 6 }),
  interval: fc.integer({ min: 1, max: 8 }),
  repeat: fc.integer({ min: 1, max: 30 }),
});

/** The group as the notification service keeps it: looked at only when it is due. */
class Group {
  readonly messages: NaiveMessage[] = [];
  readonly alerts = new Map<string, boolean>();
  readonly silences = new Map<string, number>();
  readonly on = {
    inhibit: new Set<string>(),
    snooze: new Set<string>(),
    acknowledge: new Set<string>(),
    mute: new Set<string>(),
  };
  looks = 0;
  #state: GroupState = newGroupState;
  #lookedAt: number | null = null;
  #dueAt: number | null = null;
  #isHeld = false;

  constructor(
    private readonly timing: NaiveTiming,
    private readonly sendsResolved: boolean,
  ) {}

  take(event: GroupEvent): void {
    if (event.kind === 'fires') {
      this.alerts.set(event.alert, true);
      this.#change(event.at);
    } else if (event.kind === 'ends') {
      this.on.snooze.delete(event.alert);
      this.on.acknowledge.delete(event.alert);
      if (!this.alerts.has(event.alert)) return;
      this.alerts.set(event.alert, false);
      this.#change(event.at);
    } else if (event.kind === 'silence') {
      this.silences.set(event.alert, event.until * 1_000);
      if (this.#isHeld) this.#change(event.at);
    } else {
      if (event.isOn) this.on[event.kind].add(event.alert);
      else this.on[event.kind].delete(event.alert);
      // Time intervals and inhibitions change without anybody saying so.
      if (this.#isHeld && (event.kind === 'snooze' || event.kind === 'acknowledge')) this.#change(event.at);
    }
  }

  look(second: number): void {
    const now = second * 1_000;
    if (this.#dueAt !== now) return;
    this.looks += 1;
    const { nextLookAt, state, decisions, ended, isHeld } = decideGroup({
      route: { groupIntervalMs: this.timing.interval * 1_000, repeatIntervalMs: this.timing.repeat * 1_000 },
      receivers: [{ id: 'r', sendsResolved: this.sendsResolved }],
      alerts: [...this.alerts].map(([id, isFiring]) => this.#groupAlert(id, isFiring, now)),
      mutedBy: [...this.on.mute],
      state: this.#state,
      now,
    });
    for (const decision of decisions)
      if (decision.kind === 'tell')
        this.messages.push({
          at: second,
          firing: decision.firing.toSorted(),
          resolved: decision.resolved.toSorted(),
        });
    for (const id of ended) this.alerts.delete(id);
    [this.#state, this.#dueAt, this.#isHeld] = [state, nextLookAt, isHeld];
    this.#lookedAt = nextLookAt === null ? null : now;
    if (nextLookAt === null) this.#state = newGroupState;
  }

  #groupAlert(id: string, isFiring: boolean, now: number): GroupAlert {
    const until = this.silences.get(id) ?? 0;
    const hold: GroupAlert['hold'] =
      until > now
        ? { kind: 'silenced', by: ['s'], until }
        : this.on.inhibit.has(id)
          ? { kind: 'inhibited', by: ['x'] }
          : isFiring && this.on.snooze.has(id)
            ? { kind: 'snoozed' }
            : null;
    return { id, isFiring, hold, isAcknowledged: this.on.acknowledge.has(id) };
  }

  #change(second: number): void {
    const now = second * 1_000;
    const due =
      this.#lookedAt === null
        ? firstLookAt(now, now, this.timing.wait * 1_000)
        : lookAfterChange(this.#lookedAt, now, this.timing.interval * 1_000);
    this.#dueAt = Math.min(this.#dueAt ?? due, due);
  }
}

function play(events: readonly GroupEvent[], timing: NaiveTiming, sendsResolved: boolean): Group {
  const group = new Group(timing, sendsResolved);
  for (let second = 0; second <= SECONDS; second += 1) {
    for (const event of events.filter(({ at: when }) => when === second)) group.take(event);
    group.look(second);
  }
  return group;
}

test('a group that is looked at only when it is due tells what one tells that is looked at every second', () => {
  fc.assert(
    fc.property(history, timing, fc.boolean(), (events, times, sendsResolved) => {
      expect(play(events, times, sendsResolved).messages).toEqual(naiveMessages(events, times, sendsResolved, SECONDS));
    }),
    { numRuns: 500 },
  );
});

test('an end is told only to who heard the alert fire, and once', () => {
  fc.assert(
    fc.property(history, timing, (events, times) => {
      const heard = new Set<string>();
      for (const { firing, resolved } of play(events, times, true).messages) {
        for (const id of resolved) expect(heard.delete(id)).toBe(true);
        for (const id of firing) heard.add(id);
      }
    }),
  );
});

test('an alert that fires and is not held back is told within the wait of its group and one interval', () => {
  fc.assert(
    fc.property(fc.array(firesOrEnds, { maxLength: 30 }), timing, (drawn, times) => {
      const events = drawn.toSorted((a, b) => a.at - b.at);
      const { messages } = play(events, times, true);
      const patience = times.wait + times.interval;
      events.forEach(({ kind, alert: id, at: from }, i) => {
        const next = events.slice(i + 1).find((later) => later.alert === id);
        if (kind !== 'fires' || (next !== undefined && next.at <= from + patience)) return;
        const known = messages.findLast(
          (message) => message.at <= from + patience && [...message.firing, ...message.resolved].includes(id),
        );
        expect(known?.firing).toContain(id);
      });
    }),
  );
});

test('a group that nothing happens to is looked at once in a repeat interval', () => {
  const group = play([{ kind: 'fires', alert: 'a', at: 0 }], { wait: 0, interval: 1, repeat: 30 }, true);
  expect(group.messages.map((message) => message.at)).toEqual([0, 30, 60, 90, 120]);
  expect(group.looks).toBe(5);
});
