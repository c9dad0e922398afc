import { number, share, window } from '../parameter.js';
import { type RuleTemplate, template } from '../rule-template.js';
import { failingShare } from './http-parameters.js';

const group = 'jvm';
const only = ['job', 'instance'];

/** Programs on the Java virtual machine, by the names that Micrometer gives. */
export const jvmTemplates: readonly RuleTemplate[] = [
  template({
    id: 'jvm-heap-full',
    title: 'The heap of a JVM is nearly full',
    group,
    severity: 'HIGH',
    category: 'application',
    meaning:
      'A Java program has used nearly all of its heap, and collecting garbage frees too little. Next it becomes slow, then it ends with an OutOfMemoryError.',
    parameters: {
      threshold: share({
        default: 0.92,
        what: 'The share of the heap that may be in use.',
        learned: { margin: 0.03, strictest: 0.8, laxest: 0.97 },
      }),
    },
    for: '10m',
    only,
    rule: {
      measure:
        'sum by (job, instance) (jvm_memory_used_bytes{area="heap"}) / sum by (job, instance) (jvm_memory_max_bytes{area="heap"} > 0)',
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $labels.instance }} of {{ $labels.job }} uses {{ $value | humanizePercentage }} of its heap',
    runbook: {
      check: [
        'Look at the heap just after collections: if that floor rises for hours, it is a leak.',
        'Do all instances show it, or the one with a certain customer or job?',
        'jcmd PID GC.class_histogram: which class holds the memory?',
      ],
      act: [
        'Take a heap dump of one instance out of service, then restart it.',
        'No leak: raise the heap, and the limit of the container with it.',
        'A cache without a limit: give it one.',
      ],
      falseAlarm:
        'Some collectors let the heap fill before they begin. If pauses are short and the floor is flat, raise the threshold.',
    },
    fires: {
      series: {
        'jvm_memory_used_bytes{job="shop",instance="a",area="heap",id="old"}': '97x20',
        'jvm_memory_max_bytes{job="shop",instance="a",area="heap",id="old"}': '100x20',
      },
      at: '15m',
      alerts: ['{instance="a"}'],
    },
    quiet: {
      series: {
        'jvm_memory_used_bytes{job="shop",instance="a",area="heap",id="old"}': '50x20',
        'jvm_memory_max_bytes{job="shop",instance="a",area="heap",id="old"}': '100x20',
        'jvm_memory_used_bytes{job="shop",instance="a",area="nonheap",id="meta"}': '99x20',
        'jvm_memory_max_bytes{job="shop",instance="a",area="nonheap",id="meta"}': '-1x20',
      },
      at: '20m',
      alerts: [],
    },
  }),
  template({
    id: 'jvm-collector-busy',
    title: 'A JVM spends its time on collecting garbage',
    group,
    severity: 'MEDIUM',
    category: 'performance',
    meaning:
      'A Java program stands still for a notable part of the time while garbage is collected. Requests wait that long, and often the heap is nearly full.',
    parameters: {
      threshold: share({
        default: 0.1,
        what: 'The share of time that pauses may take.',
        learned: { margin: 0.5, strictest: 0.03, laxest: 0.25 },
      }),
      window: window('5m'),
    },
    for: '10m',
    only,
    rule: {
      measure: ({ window }) => `sum by (job, instance) (rate(jvm_gc_pause_seconds_sum[${window}]))`,
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $labels.instance }} of {{ $labels.job }} stands still {{ $value | humanizePercentage }} of the time',
    runbook: {
      check: [
        'By cause and action: young collections by the dozen, or full ones?',
        'Full ones: the heap is too small, or leaks.',
        'Young ones: how much is allocated a second, and since which release?',
      ],
      act: [
        'Raise the heap, if the floor after collections is high and flat.',
        'Find who allocates so much, with a profile of a minute.',
        'Restart one instance to win time, if users suffer.',
      ],
      falseAlarm: 'For the first minutes after a start there is much to collect. `for` covers that.',
    },
    fires: {
      series: { 'jvm_gc_pause_seconds_sum{job="shop",instance="a",cause="full"}': '0+15x25' },
      at: '20m',
      alerts: ['{instance="a"}'],
    },
    quiet: {
      series: { 'jvm_gc_pause_seconds_sum{job="shop",instance="a",cause="young"}': '0+0.6x25' },
      at: '25m',
      alerts: [],
    },
  }),
  template({
    id: 'jvm-threads-blocked',
    title: 'Threads of a JVM wait for locks',
    group,
    severity: 'MEDIUM',
    category: 'performance',
    meaning:
      'Many threads of a Java program wait for a lock that another holds. Its throughput sinks whatever the processors do; at worst they wait for each other for ever.',
    parameters: {
      threshold: number({
        default: 20,
        min: 1,
        max: 1e5,
        unit: 'threads',
        what: 'How many threads may wait.',
        learned: { margin: 0.5, strictest: 5, laxest: 200 },
      }),
    },
    for: '5m',
    only,
    rule: { measure: 'jvm_threads_states_threads{state="blocked"}', operator: '>', limit: 'threshold' },
    summary: '{{ $value | humanize }} threads of {{ $labels.instance }} wait for locks',
    runbook: {
      check: [
        'Take three dumps of its threads, ten seconds apart (jcmd PID Thread.print).',
        'Which lock do they wait for, and what does its holder do?',
        'The dump says so itself when threads wait for each other.',
      ],
      act: [
        'A holder that waits for a slow service: give that call a time-out.',
        'Threads that wait for each other: restart, and mend the order of locks.',
        'Keep the dumps for the developers.',
      ],
      falseAlarm:
        'Logging to a slow console blocks threads for moments. If it comes and goes within minutes, lengthen `for`.',
    },
    fires: {
      series: { 'jvm_threads_states_threads{job="shop",instance="a",state="blocked"}': '0 60x12' },
      at: '10m',
      alerts: ['{instance="a"}'],
    },
    quiet: {
      series: {
        'jvm_threads_states_threads{job="shop",instance="a",state="blocked"}': '1x12',
        'jvm_threads_states_threads{job="shop",instance="a",state="waiting"}': '90x12',
      },
      at: '12m',
      alerts: [],
    },
  }),
  template({
    id: 'jvm-pool-waiting',
    title: 'Requests wait for a database connection',
    group,
    severity: 'HIGH',
    category: 'performance',
    meaning:
      'All connections of a HikariCP pool are in use and threads wait for one. Soon they give up, and users see errors. Matters to the owner of the program.',
    parameters: {
      threshold: number({
        default: 5,
        min: 0,
        max: 1e5,
        unit: 'threads',
        what: 'How many may wait.',
        learned: { margin: 0.5, strictest: 1, laxest: 50 },
      }),
    },
    for: '3m',
    only: [...only, 'pool'],
    rule: { measure: 'hikaricp_connections_pending', operator: '>', limit: 'threshold' },
    summary: '{{ $value | humanize }} threads of {{ $labels.instance }} wait for a connection of {{ $labels.pool }}',
    runbook: {
      check: [
        'What do the connections do meanwhile? Look at the activity of the database by application.',
        'hikaricp_connections_usage: are they held longer than before?',
        'Are calls to other services made inside of transactions?',
      ],
      act: [
        'A slow query or a lock in the database: see to that; a larger pool makes it worse.',
        'Connections that are never given back: set leakDetectionThreshold, and restart.',
        'Only when the database is idle: make the pool larger.',
      ],
      falseAlarm: 'A burst at the start of a batch passes by itself. `for` covers that.',
    },
    fires: {
      series: { 'hikaricp_connections_pending{job="shop",instance="a",pool="main"}': '0 25x10' },
      at: '8m',
      alerts: ['{pool="main"}'],
    },
    quiet: {
      series: { 'hikaricp_connections_pending{job="shop",instance="a",pool="main"}': '0 25 0x10' },
      at: '10m',
      alerts: [],
    },
  }),
  template({
    id: 'spring-http-error-ratio',
    title: 'A Spring service answers with errors',
    group,
    severity: 'HIGH',
    category: 'application',
    meaning:
      'A good part of the requests to a service with Spring Boot end with a status of 500 or more. Its users meet failures right now.',
    parameters: {
      threshold: failingShare,
      window: window('5m'),
    },
    for: '5m',
    only: ['job'],
    rule: {
      measure: ({ window }) =>
        `sum by (job) (rate(http_server_requests_seconds_count{status=~"5.."}[${window}])) / sum by (job) (rate(http_server_requests_seconds_count[${window}]))`,
      operator: '>',
      limit: 'threshold',
    },
    summary: '{{ $labels.job }} fails {{ $value | humanizePercentage }} of its requests',
    runbook: {
      check: [
        'Group by uri and exception: the label names the class that was thrown.',
        'Time-outs of a pool point to the database, those of a client to a service behind.',
        'Was anything released before?',
      ],
      act: [
        'Roll back a release.',
        'Open the circuit breaker to what is slow behind it, if there is one.',
        'One instance only: take it out of service.',
      ],
      falseAlarm: 'Health checks that answer 503 on purpose while it starts are counted, too. Leave out their uri.',
    },
    fires: {
      series: {
        'http_server_requests_seconds_count{job="shop",status="200"}': '0+90x20',
        'http_server_requests_seconds_count{job="shop",status="500"}': '0+10x20',
      },
      at: '15m',
      alerts: ['{job="shop"}'],
    },
    quiet: {
      series: {
        'http_server_requests_seconds_count{job="shop",status="200"}': '0+990x20',
        'http_server_requests_seconds_count{job="shop",status="500"}': '0+2x20',
      },
      at: '20m',
      alerts: [],
    },
  }),
];
