import { number, share, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';

const group = 'node';
const only = ['job', 'instance'];

/** Programs on Node.js, by the default metrics of prom-client. */
export const nodeTemplates: readonly RuleTemplate[] = [
  template({
    id: 'nodejs-event-loop-slow',
    title: 'The event loop of a Node.js process is held up',
    group,
    severity: 'MEDIUM',
    category: 'performance',
    meaning:
      'Something in a Node.js process computes without a pause, and every request and timer waits for it. Matters to its owner; health checks may fail next.',
    parameters: {
      threshold: number({
        default: 0.2,
        min: 0.001,
        max: 60,
        unit: 'seconds',
        what: 'By how much a turn of the loop may be late.',
        learned: { margin: 0.5, strictest: 0.05, laxest: 1 },
      }),
    },
    for: '5m',
    only,
    rule: { measure: 'nodejs_eventloop_lag_p99_seconds', operator: '>', limit: 'threshold' },
    summary: 'The event loop of {{ $labels.instance }} is held up for {{ $value | humanizeDuration }}',
    runbook: {
      check: [
        'Take a profile of the processor for half a minute: which function is at the top?',
        'Large JSON, synchronous crypto or files, and patterns that backtrack are the usual ones.',
        'Is the container throttled? That looks the same from inside.',
      ],
      act: [
        'Bound the size of what comes in.',
        'Move the work to a worker thread, or cut it up.',
        'Add instances to win time.',
      ],
      falseAlarm: 'A heap snapshot or a profile that somebody takes holds up the loop. That passes.',
    },
    fires: {
      series: { 'nodejs_eventloop_lag_p99_seconds{job="web",instance="a"}': '0.8x12' },
      at: '10m',
      alerts: ['{instance="a"}'],
    },
    quiet: { series: { 'nodejs_eventloop_lag_p99_seconds{job="web",instance="a"}': '0.02x12' }, at: '12m', alerts: [] },
  }),
  template({
    id: 'nodejs-collector-busy',
    title: 'A Node.js process spends its time on collecting garbage',
    group,
    severity: 'MEDIUM',
    category: 'performance',
    meaning:
      'V8 spends a notable part of the time on collecting garbage. The process becomes slow, and is often close to the limit of its heap.',
    parameters: {
      threshold: share({
        default: 0.1,
        what: 'The share of time that collecting may take.',
        learned: { margin: 0.5, strictest: 0.03, laxest: 0.25 },
      }),
      window: window('5m'),
    },
    for: '10m',
    only,
    rule: {
      measure: ({ window }) => `sum by (job, instance) (rate(nodejs_gc_duration_seconds_sum[${window}]))`,
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $labels.instance }} collects garbage {{ $value | humanizePercentage }} of the time',
    runbook: {
      check: [
        'By kind: major collections mean a full heap, minor ones much that lives shortly.',
        'Compare the used heap with --max-old-space-size.',
        'Since which release, and on which path?',
      ],
      act: [
        'A full heap: restart one instance, take a heap snapshot of another.',
        'Much that lives shortly: stream instead of gathering; avoid copies of large objects.',
        'Raise the limit of the heap, and that of the container with it.',
      ],
      falseAlarm: 'A bulk import may allocate much for minutes and harm nobody. Lengthen `for` for such processes.',
    },
    fires: {
      series: { 'nodejs_gc_duration_seconds_sum{job="web",instance="a",kind="major"}': '0+12x25' },
      at: '20m',
      alerts: ['{instance="a"}'],
    },
    quiet: {
      series: { 'nodejs_gc_duration_seconds_sum{job="web",instance="a",kind="minor"}': '0+0.5x25' },
      at: '25m',
      alerts: [],
    },
  }),
  template({
    id: 'nodejs-heap-grows',
    title: 'The heap of a Node.js process grows and grows',
    group,
    severity: 'LOW',
    category: 'application',
    meaning:
      'The least that a Node.js process used over half an hour is far more than some hours ago. That is what a leak looks like before it ends the process, by day and in time to act.',
    parameters: {
      threshold: number({
        default: 1.5,
        min: 1,
        max: 100,
        unit: 'times as much',
        what: 'By which factor it may have grown.',
      }),
      ago: window('3h', 'How long ago it is compared with.'),
    },
    for: '30m',
    only,
    rule: {
      measure: ({ ago }) =>
        `min_over_time(nodejs_heap_size_used_bytes[30m]) / min_over_time(nodejs_heap_size_used_bytes[30m] offset ${ago})`,
      operator: '>',
      limit: 'threshold',
    },
    summary: 'The heap of {{ $labels.instance }} is {{ $value | humanize }} times what it was',
    runbook: {
      check: [
        'Draw the heap since the start of the process: a straight line is a leak, a bend a cache that fills.',
        'Do all instances grow at the pace of their traffic?',
        'Compare two heap snapshots, an hour apart.',
      ],
      act: [
        'Listeners, timers and maps that are added to for each request are the usual leaks.',
        'Until it is mended, restart the instances one after the other in a quiet hour.',
      ],
      falseAlarm:
        'After a quiet night a process may really need half as much again by noon. Compare with a longer time ago, or raise the factor.',
    },
    fires: {
      every: '5m',
      series: { 'nodejs_heap_size_used_bytes{job="web",instance="a"}': '100+5x60' },
      at: '4h50m',
      alerts: ['{instance="a"}'],
    },
    quiet: {
      every: '5m',
      series: { 'nodejs_heap_size_used_bytes{job="web",instance="a"}': '100x20 100x2 260 100x40' },
      at: '5h',
      alerts: [],
    },
  }),
];
