import { runStates } from '@tocsin/domain/healing/run-states';
import { type ArgumentSpec, type CommandSpec, connectionOptions, listOutput, reportOutput } from '../frame/command.js';

const run: ArgumentSpec = { usage: '<run>', description: 'its id, as tocsin heal list tells it' };
const reason = { flags: '--reason <text>', description: 'why' };

export const healCommands: readonly CommandSpec[] = [
  {
    path: 'heal list',
    summary: 'List runs of playbooks that are not over.',
    options: [
      { flags: '--all', description: 'those that are over, too' },
      { flags: '--state <state>', description: 'only those in it', choices: runStates },
      listOutput,
      ...connectionOptions,
    ],
    examples: [['tocsin heal list --state awaiting_approval', 'what waits for somebody']],
    load: () => import('../commands/heal/list.js'),
  },
  {
    path: 'heal get',
    summary: 'Print a run with its plan.',
    args: [run],
    options: [listOutput, ...connectionOptions],
    examples: [
      ['tocsin heal get "$(tocsin heal list -o name | head -n 1)"', 'the first one of the list, before it is approved'],
    ],
    load: () => import('../commands/heal/get.js'),
  },
  {
    path: 'heal approve',
    summary: 'Approve the plan of a run.',
    details: 'The hash names the plan that was looked at: when the plan has changed since, nothing is approved (5).',
    args: [run],
    options: [
      { flags: '--plan-hash <hash>', description: 'of the plan that was looked at', isRequired: true },
      { flags: '--break-glass', description: 'approve alone, as an admin; somebody else has to look at it afterwards' },
      reason,
      listOutput,
      ...connectionOptions,
    ],
    examples: [
      ['tocsin heal approve RUN --plan-hash HASH --reason "seen before"', 'both as tocsin heal get tells them'],
    ],
    load: () => import('../commands/heal/approve.js'),
  },
  {
    path: 'heal refuse',
    summary: 'Refuse the plan of a run.',
    args: [run],
    options: [reason, listOutput, ...connectionOptions],
    examples: [['tocsin heal refuse "$RUN" --reason "it is being looked at"', 'nothing of it is done']],
    load: () => import('../commands/heal/refuse.js'),
  },
  {
    path: 'heal kill',
    summary: 'Switch healing off: nothing is begun any more.',
    options: [
      { ...reason, isRequired: true },
      { flags: '--everybody', description: 'for all tenants, as the operator' },
      reportOutput,
      ...connectionOptions,
    ],
    examples: [['tocsin heal kill --reason "we are moving the cluster"', 'at once']],
    load: () => import('../commands/heal/kill.js'),
  },
  {
    path: 'heal resume',
    summary: 'Let healing go on.',
    options: [
      { flags: '--everybody', description: 'for all tenants, as the operator' },
      reportOutput,
      ...connectionOptions,
    ],
    examples: [['tocsin heal resume', 'as an admin']],
    load: () => import('../commands/heal/resume.js'),
  },
];
