import { type CommandSpec, connectionOptions, listOutput } from '../frame/command.js';

const letter = { usage: '<letter>', description: 'its id, as tocsin dlq list tells it' };

export const deadLetterCommands: readonly CommandSpec[] = [
  {
    path: 'dlq list',
    summary: 'List records that could not be read or used, the newest first. For the operator.',
    options: [
      { flags: '--limit <number>', description: 'most that are listed', default: '100' },
      listOutput,
      ...connectionOptions,
    ],
    examples: [['tocsin dlq list', 'what was lost in the last 14 days']],
    load: () => import('../commands/dlq/list.js'),
  },
  {
    path: 'dlq show',
    summary: 'Print a dead letter with what it holds. For the operator.',
    args: [letter],
    options: [listOutput, ...connectionOptions],
    examples: [['tocsin dlq show "$(tocsin dlq list -o name | head -n 1)"', 'the newest']],
    load: () => import('../commands/dlq/show.js'),
  },
  {
    path: 'dlq replay',
    summary: 'Bring dead letters back to their topics, each once. For the operator.',
    details: 'What was brought back before is a conflict (5).',
    args: [{ usage: '<letters...>', description: 'their ids, as tocsin dlq list tells them' }],
    options: connectionOptions,
    examples: [['tocsin dlq replay "$LETTER"', 'once what kept it from being used is mended']],
    load: () => import('../commands/dlq/replay.js'),
  },
];
