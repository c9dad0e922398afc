import { type CommandSpec, connectionOptions, listOutput } from '../frame/command.js';

export const queryCommands: readonly CommandSpec[] = [
  {
    path: 'query',
    summary: 'Evaluate an expression of PromQL, at one time or at every step of a range.',
    args: [{ usage: '<expression>', description: 'in PromQL' }],
    options: [
      { flags: '--time <time>', description: 'when, or how long ago; now when left out' },
      { flags: '--start <time>', description: 'of a range: its beginning, or how long ago it was' },
      { flags: '--end <time>', description: 'of a range: its end; now when left out' },
      { flags: '--step <duration>', description: 'of a range; 1m when left out' },
      listOutput,
      ...connectionOptions,
    ],
    examples: [
      ["tocsin query 'sum by (instance) (cpu_usage)'", 'now'],
      ["tocsin query 'rate(http_requests_total[5m])' --start 1h --step 5m -o ndjson", 'the last hour'],
    ],
    load: () => import('../commands/query.js'),
  },
  {
    path: 'predict',
    summary: 'Say how likely alerts are to fire soon, the likeliest first.',
    details: 'Of what nothing can be told, and why, stands on standard error.',
    options: [
      {
        flags: '--horizon <duration>',
        description: 'how soon',
        default: '1h',
        choices: ['15m', '1h', '6h', '24h', '7d'],
      },
      { flags: '--rule <rule>', description: 'only of this rule', completes: 'rule' },
      { flags: '--metric <name>', description: 'only of series of this metric', isRepeated: true },
      listOutput,
      ...connectionOptions,
    ],
    examples: [['tocsin predict --horizon 6h', 'what is about to fire']],
    load: () => import('../commands/predict.js'),
  },
  {
    path: 'send',
    summary: "Send samples in Prometheus's text format.",
    args: [
      {
        usage: '<samples...>',
        description: 'each a series, a value and, if need be, a time in ms; - reads lines from standard input',
      },
    ],
    options: connectionOptions,
    examples: [
      [`tocsin send 'http_errors{job="api"} 5'`, 'one sample, of now'],
      ['tocsin send - < samples.prom', 'many'],
    ],
    load: () => import('../commands/send.js'),
  },
  {
    path: 'replay',
    summary: 'Decide a span of the log again and compare it with the transitions that were told. 1: they differ.',
    options: [
      {
        flags: '--from <time>',
        description: 'from when on, such as 2026-01-31T12:00:00Z, or a duration ago such as 2h',
        isRequired: true,
      },
      { flags: '--to <time>', description: 'up to when; now when left out' },
      { ...listOutput, choices: ['table', 'json', 'yaml'] },
      ...connectionOptions,
    ],
    examples: [['tocsin replay --from 2h', 'the last two hours']],
    load: () => import('../commands/replay.js'),
  },
];
