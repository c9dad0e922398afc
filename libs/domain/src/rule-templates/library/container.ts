import { number, share, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';

const group = 'container';

/** Containers, as cAdvisor sees them, alone or within the kubelet. */
export const containerTemplates: readonly RuleTemplate[] = [
  template({
    id: 'container-memory-near-limit',
    title: 'A container is near its memory limit',
    group,
    severity: 'HIGH',
    category: 'infrastructure',
    meaning:
      'The memory that a container cannot give back is close to its limit. Beyond it the kernel kills the container at once, without a word to its program.',
    parameters: {
      threshold: share({
        default: 0.9,
        what: 'The share of the limit that may be in use.',
        learned: { margin: 0.05, strictest: 0.8, laxest: 0.97 },
      }),
    },
    for: '10m',
    only: ['namespace', 'container'],
    rule: {
      measure: 'container_memory_working_set_bytes{container!=""} / (container_spec_memory_limit_bytes > 0)',
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $labels.container }} in {{ $labels.pod }} uses {{ $value | humanizePercentage }} of its memory limit',
    runbook: {
      check: [
        'Draw the working set since the container started: a staircase is a leak, a plateau is a size.',
        'Compare with the other containers of the same image: one of them, or all?',
        'See whether the program knows its limit: a JVM or Node.js may be set to more than the container has.',
      ],
      act: [
        'A plateau: raise request and limit together.',
        'A leak: restart one container at a time until it is mended, and take a heap dump of the last one.',
        'A program that does not know its limit: set its heap to some three quarters of it.',
      ],
      falseAlarm:
        'Programs that map large files have active pages of the cache in their working set; the kernel would take these before it kills. Look at rss to tell.',
    },
    fires: {
      series: {
        'container_memory_working_set_bytes{namespace="shop",pod="api-1",container="api"}': '95x20',
        'container_spec_memory_limit_bytes{namespace="shop",pod="api-1",container="api"}': '100x20',
      },
      at: '15m',
      alerts: ['{container="api"}'],
    },
    quiet: {
      series: {
        'container_memory_working_set_bytes{namespace="shop",pod="api-1",container="api"}': '60x20',
        'container_spec_memory_limit_bytes{namespace="shop",pod="api-1",container="api"}': '100x20',
        'container_memory_working_set_bytes{namespace="shop",pod="x",container="unlimited"}': '95x20',
        'container_spec_memory_limit_bytes{namespace="shop",pod="x",container="unlimited"}': '0x20',
      },
      at: '20m',
      alerts: [],
    },
  }),
  template({
    id: 'container-cpu-throttled',
    title: 'A container is throttled',
    group,
    severity: 'LOW',
    category: 'performance',
    meaning:
      'The kernel holds a container back in many of its time slices, since it used up its share of processor time. Latencies grow while the processors look idle.',
    parameters: {
      threshold: share({
        default: 0.25,
        what: 'The share of time slices in which it may be held back.',
        learned: { margin: 0.2, strictest: 0.1, laxest: 0.6 },
      }),
      window: window('5m'),
    },
    for: '15m',
    only: ['namespace', 'container'],
    rule: {
      measure: ({ window }) =>
        `rate(container_cpu_cfs_throttled_periods_total{container!=""}[${window}]) / rate(container_cpu_cfs_periods_total[${window}])`,
      operator: '>',
      limit: 'threshold',
    },
    summary:
      '{{ $labels.container }} in {{ $labels.pod }} is held back in {{ $value | humanizePercentage }} of its time slices',
    runbook: {
      check: [
        'See whether the latency of the service rose with it; if not, nothing is urgent.',
        'Compare its use of processor time with its limit; bursts of many threads are throttled far below it.',
        'Count the threads of the program: one that believes to have all processors of the host starts too many.',
      ],
      act: [
        'Raise the limit, or take it off and keep the request.',
        'Tell the program how many processors it has (GOMAXPROCS, ActiveProcessorCount, pool sizes).',
        'A start that is throttled only: leave it, or start more slowly.',
      ],
      falseAlarm:
        'Batch jobs are throttled by design and nobody waits for them. Narrow the rule to the namespaces that serve people.',
    },
    fires: {
      series: {
        'container_cpu_cfs_throttled_periods_total{namespace="shop",pod="api-1",container="api"}': '0+300x40',
        'container_cpu_cfs_periods_total{namespace="shop",pod="api-1",container="api"}': '0+600x40',
      },
      at: '30m',
      alerts: ['{container="api"}'],
    },
    quiet: {
      series: {
        'container_cpu_cfs_throttled_periods_total{namespace="shop",pod="api-1",container="api"}': '0+6x40',
        'container_cpu_cfs_periods_total{namespace="shop",pod="api-1",container="api"}': '0+600x40',
      },
      at: '40m',
      alerts: [],
    },
  }),
  template({
    id: 'container-out-of-memory',
    title: 'A process in a container was killed for memory',
    group,
    severity: 'HIGH',
    category: 'availability',
    meaning:
      'The kernel has killed a process of a container that went beyond its memory limit. Requests under way were lost; if it was the main process, the container started anew.',
    parameters: { window: window('10m', 'How long one kill keeps the alert.') },
    for: '0',
    only: ['namespace', 'container'],
    rule: {
      measure: ({ window }) => `increase(container_oom_events_total{container!=""}[${window}])`,
      operator: '>',
      limit: 0,
    },
    summary: 'A process of {{ $labels.container }} in {{ $labels.pod }} was killed for memory',
    runbook: {
      check: [
        'See whether the container restarted, or only a child of it died and the main process goes on without it.',
        'Look at the working set just before: a leak over hours, or one request that took everything?',
        'Find the request or job of that second in the logs.',
      ],
      act: [
        'If it comes again within the hour, raise the limit now and look for the reason afterwards.',
        'One large request: bound its size where it comes in.',
        'Roll back if the last release brought it.',
      ],
      falseAlarm:
        'There is hardly one: the kernel tells what it did. A container that is built to be killed and restarted may be left out by its name.',
    },
    fires: {
      series: { 'container_oom_events_total{namespace="shop",pod="api-1",container="api"}': '0x9 1x8' },
      at: '13m',
      alerts: ['{container="api"}'],
    },
    quiet: {
      series: { 'container_oom_events_total{namespace="shop",pod="api-1",container="api"}': '3x20' },
      at: '20m',
      alerts: [],
    },
  }),
  template({
    id: 'container-restarts',
    title: 'A container of Docker starts again and again',
    group,
    severity: 'MEDIUM',
    category: 'availability',
    meaning:
      'A container outside Kubernetes was started several times within a short time: its program ends, and Docker starts it anew. What it serves is up and down.',
    parameters: {
      threshold: number({
        default: 3,
        min: 1,
        max: 1_000,
        unit: 'starts',
        what: 'More starts than this are too many.',
      }),
      window: window('30m'),
    },
    for: '0',
    only: ['name'],
    rule: {
      measure: ({ window }) => `changes(container_start_time_seconds{name!=""}[${window}])`,
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $labels.name }} was started {{ $value }} times in a short time',
    runbook: {
      check: [
        'Read docker logs and the exit code in docker inspect: 137 is a kill, mostly for memory, 1 an error of its own.',
        'See what it waits for at its start: a database, a secret, a port that is taken.',
        'See whether its image changed today.',
      ],
      act: [
        'Go back to the image before, if that is what changed.',
        'Killed: raise its memory, or mend the leak.',
        'Waiting for something: start that first, and have the program wait rather than end.',
      ],
      falseAlarm: 'Somebody who develops on that host restarts containers by hand. Leave such hosts out.',
    },
    fires: {
      series: { 'container_start_time_seconds{name="api"}': '100 100 280 400 520 640 640 640' },
      at: '7m',
      alerts: ['{name="api"}'],
    },
    quiet: { series: { 'container_start_time_seconds{name="api"}': '100x10 700x10' }, at: '20m', alerts: [] },
  }),
];
