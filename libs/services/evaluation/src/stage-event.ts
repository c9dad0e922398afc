import type { Irregularity } from './beginning.js';

/** What happened to partitions of a stage. */
export interface StageEvent {
  kind: 'assigned' | 'revoked' | 'fenced' | 'unsure' | Irregularity;
  /** '' for the samples, a name for what is evaluated of something else. */
  stage: string;
  partitions: readonly number[];
}

/** An event as the process's log tells it: how grave it is, and what whoever reads it can do. */
export function toldOf({ kind }: StageEvent): { level: 'info' | 'warn'; text: string } {
  switch (kind) {
    case 'replays':
      return {
        level: 'info',
        text: 'partitions have no snapshot that this version reads, and are replayed from the beginning of the log',
      };
    case 'beginning_lost':
      return {
        level: 'warn',
        text:
          'partitions have no snapshot that this version reads, and the log no longer has its beginning: rules, rule groups and alerts from before are not known. ' +
          'Go back to the version that ran before, or save the rules and rule groups again',
      };
    case 'records_lost':
      return {
        level: 'warn',
        text:
          'partitions go on after a gap: the log no longer has what follows their snapshots. ' +
          'Save the rules and rule groups again that were changed meanwhile, and let the samples topic keep records for longer than the evaluation may be down',
      };
    default:
      return { level: 'info', text: `partitions ${kind}` };
  }
}
