import { number, share, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';

const group = 'node';
const only = ['job', 'instance'];

/** Processes of any language, by the names that the common client libraries share. */
export const processTemplates: readonly RuleTemplate[] = [
  template({
    id: 'process-restarts',
    title: 'A process starts again and again',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'A process was started several times within a short time. Each time it lost what it was doing. Matters to its owner; something ends it.',
    parameters: {
      threshold: number({
        default: 2,
        min: 0,
        max: 1_000,
        unit: 'starts',
        what: 'More starts than this are too many.',
      }),
      window: window('30m'),
    },
    for: '0',
    only,
    rule: {
      measure: ({ window }) => `changes(process_start_time_seconds[${window}])`,
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $labels.instance }} of {{ $labels.job }} was started {{ $value }} times in a short time',
    runbook: {
      check: [
        'Its last words before it ended, and its exit code.',
        'Who starts it: systemd, Kubernetes, a supervisor? That one knows why.',
        'Memory just before the end: a climb to the limit?',
      ],
      act: [
        'A rejected promise or an exception that nobody caught: roll back, and mend it.',
        'Killed for memory: see the runbooks of memory.',
        'A health check that is too strict while it starts: give it more time.',
      ],
      falseAlarm: 'Several releases within half an hour. Silence it while you release.',
    },
    fires: {
      series: { 'process_start_time_seconds{job="web",instance="a"}': '100 200 300 400 500 500' },
      at: '5m',
      alerts: ['{instance="a"}'],
    },
    quiet: { series: { 'process_start_time_seconds{job="web",instance="a"}': '100x5 400x10' }, at: '15m', alerts: [] },
  }),
  template({
    id: 'process-files-near-limit',
    title: 'A process is running out of file descriptors',
    group,
    severity: 'HIGH',
    category: 'infrastructure',
    meaning:
      'A process has nearly as many files and connections open as it may. Beyond that it can neither take a connection nor open a file, and fails in odd places.',
    parameters: { threshold: share({ default: 0.8, what: 'The share of its limit that may be open.' }) },
    for: '10m',
    only,
    rule: { measure: 'process_open_fds / process_max_fds', operator: '>', limit: 'threshold' },
    summary: '{{ $labels.instance }} of {{ $labels.job }} has {{ $value | humanizePercentage }} of its files open',
    runbook: {
      check: [
        'ls -l /proc/PID/fd: sockets or files, and to whom?',
        'Sockets in CLOSE_WAIT: the process does not close what the other side has closed.',
        'Does the number grow with time, or with traffic?',
      ],
      act: [
        'With time: a leak; restart it, and mend it.',
        'With traffic: raise the limit (LimitNOFILE, ulimit).',
        'Keep connections open and use them again, rather than one for each request.',
      ],
      falseAlarm: 'A limit of 1,024 is too low for any server; raise the limit rather than the threshold.',
    },
    fires: {
      series: {
        'process_open_fds{job="web",instance="a"}': '1000x20',
        'process_max_fds{job="web",instance="a"}': '1024x20',
      },
      at: '15m',
      alerts: ['{instance="a"}'],
    },
    quiet: {
      series: {
        'process_open_fds{job="web",instance="a"}': '100x20',
        'process_max_fds{job="web",instance="a"}': '1024x20',
      },
      at: '20m',
      alerts: [],
    },
  }),
  template({
    id: 'process-memory-outlier',
    title: 'One instance uses far more memory than its peers',
    group,
    severity: 'LOW',
    category: 'application',
    meaning:
      'Of the instances of one service, one holds much more memory than the others. It got a request, a customer or a bug that the others did not.',
    parameters: {
      tolerance: number({
        default: 5,
        min: 1,
        max: 1_000,
        unit: 'deviations',
        what: 'How many usual deviations it may be away.',
      }),
      distance: number({
        default: 200_000_000,
        min: 0,
        max: 1e12,
        unit: 'bytes',
        what: 'Differences up to this never count.',
      }),
      window: window('5m'),
    },
    for: '15m',
    only: ['job'],
    rule: {
      conditions: ({ tolerance, distance, window }) => [
        {
          type: 'outlier',
          metric_path: 'process_resident_memory_bytes',
          method: 'mad',
          by: ['job'],
          window,
          tolerance,
          neighbors: 2,
          min_peers: 4,
          min_distance: distance,
        },
      ],
    },
    summary:
      '{{ $labels.instance }} of {{ $labels.job }} uses {{ $value | humanize1024 }}B more or less than its peers',
    runbook: {
      check: [
        'Is it older than the others, or did it come back from a release that the others do not have?',
        'What was it asked for when it began to differ?',
      ],
      act: ['Take a heap dump of it, and of one of its peers, and compare.', 'Take it out of service, and restart it.'],
      falseAlarm: 'A leader has more to hold than its followers. Leave such services out, or raise the distance.',
    },
    fires: {
      series: Object.fromEntries(
        ['a', 'b', 'c', 'd', 'e'].map((one, i) => [
          `process_resident_memory_bytes{job="web",instance="${one}"}`,
          one === 'e' ? '2e9x30' : `${3e8 + i * 1e6}x30`,
        ]),
      ),
      at: '25m',
      alerts: ['{instance="e"}'],
    },
    quiet: {
      series: Object.fromEntries(
        ['a', 'b', 'c', 'd', 'e'].map((one, i) => [
          `process_resident_memory_bytes{job="web",instance="${one}"}`,
          `${3e8 + i * 2e6}x30`,
        ]),
      ),
      at: '30m',
      alerts: [],
    },
  }),
];
