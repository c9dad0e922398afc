import type { HealingAction } from '@tocsin/domain/healing/action';
import type { ActionExecutor, Rehearsal } from './action-executor.js';

/** A world of its own for one test, with a target in it that is well. */
export interface OpenedActionExecutor {
  readonly executor: ActionExecutor;
  readonly action: HealingAction;
  /** The same to a target that is not there, and the words that its refusal says of it; null where nobody can tell. */
  readonly missing: { readonly action: HealingAction; readonly where: string } | null;
  /**
   * What `inquire` can tell: of every key whether its effect has happened, only of its `own` ones since it was made that
   * they are done, or of `none`. Where it cannot tell, it says so.
   */
  readonly tells: 'all' | 'own' | 'none';
  readonly undoable: boolean;
  /** How often the effect has happened, seen from the other side. */
  effects(): Promise<number>;
  /** All of the target that the action changes. */
  state(): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * The suite that every {@link ActionExecutor} must pass, for each kind of action that it does.
 *
 * @param open - makes a world for one test of one kind
 */
export function describeActionExecutor(
  name: string,
  kinds: readonly HealingAction['kind'][],
  open: (kind: HealingAction['kind']) => Promise<OpenedActionExecutor>,
): void {
  describe.each(kinds)(`${name}: %s`, (kind) => {
    const live = () => new AbortController().signal;
    let world: OpenedActionExecutor;
    beforeEach(async () => void (world = await open(kind)));
    afterEach(() => world.close());

    const feasible = async (): Promise<Extract<Rehearsal, { kind: 'feasible' }>> => {
      const rehearsal = await world.executor.rehearse(world.action, live());
      if (rehearsal.kind !== 'feasible') throw new Error(`refused in rehearsal: ${rehearsal.reason}`);
      return rehearsal;
    };

    test('is a kind that it says it does', () => {
      expect(world.action.kind).toBe(kind);
      expect([...world.executor.kinds]).toContain(kind);
    });

    test('a rehearsal tells what would become of it, and changes nothing', async () => {
      const before = await world.state();
      const { effect, state, group } = await feasible();
      expect(effect).toMatch(/^[^\n]{10,}$/);
      expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      if (group !== null) {
        expect(group.healthy).toBeLessThanOrEqual(group.total);
        expect(group.touched).toBeLessThanOrEqual(group.healthy);
      }
      expect(await world.state()).toEqual(before);
      expect(await world.effects()).toBe(0);
    });

    test('done twice under one key, it comes to one effect', async () => {
      expect(await world.executor.perform(world.action, 'run-1-step-1', live())).toMatchObject({ kind: 'done' });
      expect(await world.effects()).toBe(1);
      const again = await world.executor.perform(world.action, 'run-1-step-1', live());
      expect(again).toMatchObject({ kind: 'done', effect: expect.stringMatching(/./) });
      expect(await world.effects()).toBe(1);
    });

    test('says of a key whether its effect has happened', async () => {
      const { executor, action, tells } = world;
      const asked = (key: string) => executor.inquire(action, key, live());
      const nobodyKnows = { kind: 'unknown', reason: expect.stringMatching(/./) };
      const never = tells === 'all' ? { kind: 'not_done' } : nobodyKnows;
      expect(await asked('run-1-step-1')).toEqual(never);
      await executor.perform(action, 'run-1-step-1', live());
      expect(await asked('run-1-step-1')).toEqual(tells === 'none' ? nobodyKnows : { kind: 'done' });
      expect(await asked('run-2-step-1')).toEqual(never);
    });

    test('a target that is not there is refused, with what and where', async () => {
      if (world.missing === null) return expect(world.tells).toBe('none');
      const { action, where } = world.missing;
      const refused = { kind: 'refused', reason: expect.stringContaining(where) };
      expect(await world.executor.rehearse(action, live())).toMatchObject(refused);
      expect(await world.executor.perform(action, 'run-1-step-1', live())).toMatchObject({
        ...refused,
        mayHelp: false,
      });
    });

    test('who has given up before it began has no effect', async () => {
      const outcome = await world.executor.perform(world.action, 'run-1-step-1', AbortSignal.abort());
      expect(['refused', 'unknown']).toContain(outcome.kind);
      expect(await world.executor.rehearse(world.action, AbortSignal.abort())).toMatchObject({ kind: 'refused' });
      expect(await world.executor.inquire(world.action, 'run-1-step-1', AbortSignal.abort())).toMatchObject({
        kind: 'unknown',
      });
      expect(await world.effects()).toBe(0);
    });

    test('an undoing gives back the state, once, or says that there is none', async () => {
      const { executor, action } = world;
      const before = await world.state();
      const { state } = await feasible();
      await executor.perform(action, 'run-1-step-1', live());
      const after = await world.state();
      const outcome = await executor.undo(action, state, 'run-1-undo-1', live());
      if (!world.undoable) {
        expect(outcome).toMatchObject({ kind: 'refused', mayHelp: false, reason: expect.stringMatching(/./) });
        return expect(await world.state()).toEqual(after);
      }
      expect(after).not.toEqual(before);
      expect(outcome).toMatchObject({ kind: 'done' });
      expect(await world.state()).toEqual(before);
      expect(await executor.undo(action, state, 'run-1-undo-1', live())).toMatchObject({ kind: 'done' });
      expect(await world.state()).toEqual(before);
    });
  });
}
