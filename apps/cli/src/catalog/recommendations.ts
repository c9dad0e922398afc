import { type CommandSpec, connectionOptions, listOutput } from '../frame/command.js';

const recommendation = { usage: '<recommendation>', description: 'its id' };
const reason = { flags: '--reason <text>', description: 'why' };

export const recommendationCommands: readonly CommandSpec[] = [
  {
    path: 'recommendations list',
    summary: 'List recommendations that nobody has decided about.',
    options: [
      { flags: '--all', description: 'those that were decided, superseded or are out of date, too' },
      listOutput,
      ...connectionOptions,
    ],
    examples: [['tocsin recommendations list', 'what is open']],
    load: () => import('../commands/recommendations/list.js'),
  },
  {
    path: 'recommendations make',
    summary: 'Recommend a threshold and a "for" of a rule from its history. 1: there is no recommendation.',
    args: [
      { usage: '<rule>', description: 'its id or its name; rule groups have no recommendations', completes: 'rule' },
    ],
    options: [
      {
        flags: '--delay-max <duration>',
        description: 'by how much an incident may be told of later than now',
        default: '5m',
      },
      listOutput,
      ...connectionOptions,
    ],
    examples: [['tocsin recommendations make "High CPU Usage"', 'changes nothing']],
    load: () => import('../commands/recommendations/make.js'),
  },
  {
    path: 'recommendations accept',
    summary: 'Accept a recommendation, which changes the rule.',
    args: [recommendation],
    options: [reason, listOutput, ...connectionOptions],
    examples: [['tocsin recommendations accept "$RECOMMENDATION" --reason "fewer pages"', 'by its id']],
    load: () => import('../commands/recommendations/accept.js'),
  },
  {
    path: 'recommendations refuse',
    summary: 'Refuse a recommendation.',
    args: [recommendation],
    options: [reason, listOutput, ...connectionOptions],
    examples: [['tocsin recommendations refuse "$RECOMMENDATION" --reason "too late for us"', 'by its id']],
    load: () => import('../commands/recommendations/refuse.js'),
  },
];
