import type { HealingAction } from '@tocsin/domain/healing/action';
import type { ActionExecutor, ActionOutcome, ActionState, Rehearsal, Traces } from '@tocsin/ports/action-executor';
import type { Clock } from '@tocsin/ports/clock';
import type { ContainerInspectInfo } from 'dockerode';
import type { DaemonAnswer, DockerDaemon } from './docker-daemon.js';

/** How long a container may take to stop before it is killed; Docker's own default. */
const STOP_SECONDS = 10;
/** To stop, to start, and to answer. */
const RESTART_TIMEOUT_MS = (STOP_SECONDS + 20) * 1_000;
/** Restarts that are remembered, as many as the budgets of a busy day allow; the oldest go. */
const REMEMBERED_MAX = 1_000;

type Restart = Extract<HealingAction, { kind: 'docker_restart' }>;

/** How a container was before a restart. */
interface Begun {
  readonly containerId: string;
  readonly startedAt: string;
  /** Starts by the daemon's own restart policy. */
  readonly ownStarts: number;
  readonly atMs: number;
}

/**
 * Restarts containers of one Docker daemon. Containers take no notes once they are made, so that keys are remembered here:
 * whether a restart has happened is seen from when the container was started, before and after. Of keys from before this
 * process began, nobody can say.
 */
export class DockerExecutor implements ActionExecutor {
  readonly kinds: ReadonlySet<HealingAction['kind']> = new Set<HealingAction['kind']>(['docker_restart']);
  readonly #begun = new Map<string, Begun>();

  constructor(
    private readonly daemon: DockerDaemon,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** Docker has no dry run: this looks whether the container is there, and how it is. */
  async rehearse(action: HealingAction, signal: AbortSignal): Promise<Rehearsal> {
    if (action.kind !== 'docker_restart') return notOurs(action);
    const found = await this.#inspect(action, signal);
    if (found.kind !== 'ok') return { kind: 'refused', reason: found.reason };
    const { State, Config } = found.value;
    const since = State.Running ? `running since ${State.StartedAt}` : State.Status;
    return {
      kind: 'feasible',
      effect: `${nameOf(action)} (${Config.Image}, ${since}) is restarted`,
      state: {},
      group: null,
    };
  }

  async perform(action: HealingAction, key: string, signal: AbortSignal): Promise<ActionOutcome> {
    if (action.kind !== 'docker_restart') return notOurs(action);
    const found = await this.#inspect(action, signal);
    if (found.kind !== 'ok')
      return { kind: 'refused', reason: found.reason, mayHelp: found.kind === 'unknown' || found.mayHelp };
    const earlier = this.#begun.get(key);
    if (earlier !== undefined) {
      const traces = this.#traces(action, earlier, found.value);
      if (traces.kind === 'done')
        return { kind: 'done', effect: `${nameOf(action)}: restarted before under key ${key}` };
      if (traces.kind === 'unknown') return traces;
    }
    this.#remember(key, found.value);
    const asking = { what: nameOf(action), signal, writes: true, timeoutMs: RESTART_TIMEOUT_MS };
    const restarted = await this.daemon.ask(asking, (options) =>
      this.daemon.client.getContainer(action.container.name).restart({ t: STOP_SECONDS, ...options }),
    );
    if (restarted.kind === 'ok') return { kind: 'done', effect: `${nameOf(action)} was restarted` };
    if (restarted.kind === 'unknown') return restarted;
    this.#begun.delete(key);
    return { kind: 'refused', reason: restarted.reason, mayHelp: restarted.mayHelp };
  }

  async inquire(action: HealingAction, key: string, signal: AbortSignal): Promise<Traces> {
    if (action.kind !== 'docker_restart') return { kind: 'unknown', reason: notOurs(action).reason };
    const earlier = this.#begun.get(key);
    if (earlier === undefined)
      return {
        kind: 'unknown',
        reason: `${nameOf(action)}: no restart under ${key} is remembered; look when it was started`,
      };
    const found = await this.#inspect(action, signal);
    if (found.kind !== 'ok') return { kind: 'unknown', reason: found.reason };
    return this.#traces(action, earlier, found.value);
  }

  async undo(action: HealingAction, _before: ActionState): Promise<ActionOutcome> {
    if (action.kind !== 'docker_restart') return notOurs(action);
    return { kind: 'refused', mayHelp: false, reason: `a restart of ${nameOf(action)} cannot be taken back` };
  }

  #inspect(action: Restart, signal: AbortSignal): Promise<DaemonAnswer<ContainerInspectInfo>> {
    return this.daemon.ask({ what: nameOf(action), signal, writes: false }, (options) =>
      this.daemon.client.getContainer(action.container.name).inspect(options),
    );
  }

  #remember(key: string, { Id, State, RestartCount }: ContainerInspectInfo): void {
    const [oldest] = this.#begun.keys();
    if (this.#begun.size >= REMEMBERED_MAX && oldest !== undefined) this.#begun.delete(oldest);
    const begun = { containerId: Id, startedAt: State.StartedAt, ownStarts: RestartCount, atMs: this.clock.now() };
    this.#begun.set(key, begun);
  }

  #traces(action: Restart, begun: Begun, { Id, State, RestartCount }: ContainerInspectInfo): Traces {
    if (Id !== begun.containerId)
      return {
        kind: 'unknown',
        reason: `${nameOf(action)} is another container than the one that was to be restarted`,
      };
    if (State.StartedAt !== begun.startedAt) {
      if (RestartCount === begun.ownStarts) return { kind: 'done' };
      return { kind: 'unknown', reason: `${nameOf(action)} was started since, but also by its own restart policy` };
    }
    if (this.clock.now() - begun.atMs < RESTART_TIMEOUT_MS)
      return { kind: 'unknown', reason: `${nameOf(action)}: its restart may still be under way` };
    return { kind: 'not_done' };
  }
}

const nameOf = ({ container }: Restart) => `container ${container.name}`;

function notOurs({ kind }: HealingAction) {
  return { kind: 'refused', mayHelp: false, reason: `${kind} is nothing that is done to a Docker daemon` } as const;
}
