import type { DashboardText, Row } from './dashboard.js';
import { stat, timeSeries } from './panel.js';

const glance: Row = {
  title: 'At a glance',
  panels: [
    stat({
      title: 'Processes',
      description: 'Processes of the platform that are scraped and answer.',
      unit: 'short',
      runbook: 'TocsinDown',
      targets: [{ expr: 'count(tocsin_process_start_time_seconds)', legend: 'processes' }],
    }),
    stat({
      title: 'Age of the last canary',
      description:
        'Since a sample that the platform sent itself came back as a notification; one is sent each 30 seconds.',
      unit: 's',
      limits: { warning: 60, critical: 90 },
      runbook: 'TocsinCanaryLate',
      targets: [{ expr: 'max(tocsin_canary_age_seconds)', legend: 'age' }],
    }),
    stat({
      title: 'Slowest part',
      description: 'How long the oldest record has waited that a part of the platform has not read.',
      unit: 's',
      limits: { warning: 10, critical: 30 },
      runbook: 'TocsinConsumerBehind',
      targets: [{ expr: 'max(tocsin_consumer_delay_seconds)', legend: 'delay' }],
    }),
    stat({
      title: 'Samples taken in',
      description: 'By all ways in.',
      unit: 'ops',
      targets: [{ expr: 'sum(rate(tocsin_samples_ingested_total[$__rate_interval]))', legend: 'samples' }],
    }),
    stat({
      title: 'Series',
      description: 'Series that the engines hold.',
      unit: 'short',
      targets: [{ expr: 'sum(tocsin_engine_series)', legend: 'series' }],
    }),
    stat({
      title: 'Dead letters',
      description: 'Records that could not be read, over the time shown.',
      unit: 'short',
      limits: { warning: 1, critical: 100 },
      runbook: 'TocsinDeadLetters',
      targets: [{ expr: 'max(delta(tocsin_dead_letters_written[$__range]))', legend: 'dead letters' }],
    }),
  ],
};

const intake: Row = {
  title: 'Ways in',
  panels: [
    timeSeries({
      title: 'Samples by way in',
      description: 'JSON, remote write and OTLP over HTTP; JSON and OTLP over Kafka.',
      unit: 'ops',
      isStacked: true,
      targets: [
        { expr: 'sum by (way_in) (rate(tocsin_samples_ingested_total[$__rate_interval]))', legend: '{{way_in}}' },
      ],
    }),
    timeSeries({
      title: 'Samples refused',
      description: 'On the way in, and by the engine, by reason. Whoever sent them was told.',
      unit: 'ops',
      runbook: 'TocsinSamplesRefused',
      targets: [
        {
          // A reason has a series from its first refusal on.
          expr: 'sum by (reason) (rate(tocsin_samples_not_ingested_total[$__rate_interval])) or on () vector(0)',
          legend: 'way in: {{reason}}',
        },
        {
          expr: 'sum by (reason) (rate(tocsin_samples_refused_total[$__rate_interval])) or on () vector(0)',
          legend: 'engine: {{reason}}',
        },
      ],
    }),
  ],
};

const log: Row = {
  title: 'Log',
  panels: [
    timeSeries({
      title: 'Delay by part',
      description: 'How long the oldest record has waited that a group of consumers has not read.',
      unit: 's',
      limits: { warning: 10, critical: 30 },
      runbook: 'TocsinConsumerBehind',
      targets: [{ expr: 'max by (consumer_group) (tocsin_consumer_delay_seconds)', legend: '{{consumer_group}}' }],
    }),
    timeSeries({
      title: 'Lag by part',
      description: 'Records that a group of consumers has still to read.',
      unit: 'short',
      targets: [{ expr: 'max by (consumer_group) (tocsin_consumer_lag_records)', legend: '{{consumer_group}}' }],
    }),
    timeSeries({
      title: 'Partitions that stand still',
      description:
        'How long nothing, not even the clock, was written into a partition of the samples: nobody evaluates it.',
      unit: 's',
      limits: { warning: 10, critical: 30 },
      runbook: 'TocsinPartitionStill',
      targets: [{ expr: 'max by (partition) (tocsin_partition_still_seconds)', legend: 'partition {{partition}}' }],
    }),
    timeSeries({
      title: 'Samples evaluated by partition',
      description: 'Much more in one than in others: the series of one entity share a partition.',
      unit: 'ops',
      isStacked: true,
      targets: [
        {
          expr: 'sum by (partition) (rate(tocsin_engine_samples[$__rate_interval]))',
          legend: 'partition {{partition}}',
        },
      ],
    }),
  ],
};

const endToEnd: Row = {
  title: 'From a sample to its notification',
  panels: [
    timeSeries({
      title: 'Way of a canary',
      description: 'From a sample to the notification of what it changed.',
      unit: 's',
      limits: { warning: 5, critical: 30 },
      targets: [
        {
          expr: 'histogram_quantile(0.5, sum by (le) (rate(tocsin_canary_latency_seconds_bucket[$__rate_interval])))',
          legend: 'half within',
        },
        {
          expr: 'histogram_quantile(0.99, sum by (le) (rate(tocsin_canary_latency_seconds_bucket[$__rate_interval])))',
          legend: '99 % within',
        },
      ],
    }),
    timeSeries({
      title: 'Canaries and heartbeats',
      description:
        'A canary is late when its notification did not come before the next one was sent; then no heartbeat goes out.',
      unit: 'short',
      runbook: 'TocsinCanaryLate',
      targets: [
        {
          expr: 'sum by (outcome) (increase(tocsin_canaries_total[$__rate_interval]))',
          legend: 'canary {{outcome}}',
        },
        {
          // Only where somebody outside is told are heartbeats counted.
          expr: 'sum by (outcome) (increase(tocsin_heartbeats_total[$__rate_interval])) or on () vector(0)',
          legend: 'heartbeat {{outcome}}',
        },
      ],
    }),
  ],
};

const history: Row = {
  title: 'History and audit',
  panels: [
    timeSeries({
      title: 'Samples kept and not kept',
      description: 'By the history that queries, charts and back-tests read.',
      unit: 'ops',
      targets: [
        { expr: 'sum(rate(tocsin_history_samples_total[$__rate_interval]))', legend: 'read' },
        {
          // A reason has a series from its first sample on.
          expr: 'sum by (reason) (rate(tocsin_history_samples_not_kept_total[$__rate_interval])) or on () vector(0)',
          legend: 'not kept: {{reason}}',
        },
      ],
    }),
    timeSeries({
      title: 'What the history holds in memory',
      description: 'Samples of the last hours, until they are stored as a block.',
      unit: 'short',
      targets: [
        { expr: 'sum(tocsin_history_memory_samples)', legend: 'samples' },
        { expr: 'sum(tocsin_history_memory_series)', legend: 'series' },
        { expr: 'max(tocsin_history_blocks)', legend: 'blocks' },
      ],
    }),
    timeSeries(
      {
        title: 'Witnesses of the audit ledger are behind',
        description:
          'How long a witness has lacked a checkpoint; what was changed since would not be found by it. 0 also where there is none.',
        unit: 's',
        limits: { warning: 300, critical: 900 },
        runbook: 'TocsinLedgerWitnessBehind',
        targets: [
          {
            // Without a witness in the configuration there is no series.
            expr: 'max by (witness) (tocsin_ledger_witness_behind_seconds) or on () vector(0)',
            legend: '{{witness}}',
          },
        ],
      },
      24,
    ),
  ],
};

const database: Row = {
  title: 'Database and traces',
  panels: [
    timeSeries({
      title: 'Statements of the database',
      description:
        'How long PostgreSQL takes, the way to it included, by role. The log tells the text of slow statements.',
      unit: 's',
      limits: { warning: 0.1, critical: 0.5 },
      runbook: 'TocsinDatabaseSlow',
      targets: [
        {
          expr: 'histogram_quantile(0.99, sum by (le, role) (rate(tocsin_database_statement_seconds_bucket[$__rate_interval])))',
          legend: '{{role}} (99 %)',
        },
      ],
    }),
    timeSeries({
      title: 'Slow statements',
      description: 'Statements that took half a second or longer.',
      unit: 'ops',
      runbook: 'TocsinDatabaseSlow',
      targets: [
        {
          expr: 'sum by (role) (rate(tocsin_database_slow_statements_total[$__rate_interval]))',
          legend: '{{role}}',
        },
      ],
    }),
    timeSeries(
      {
        title: 'Spans of traces',
        description:
          'What became of them: taken by the collector, not taken, or dropped since too many waited. 0 where nothing is traced.',
        unit: 'ops',
        targets: [
          {
            // Nothing is traced where no collector is named.
            expr: 'sum by (outcome) (rate(tocsin_trace_spans_total[$__rate_interval])) or on () vector(0)',
            legend: '{{outcome}}',
          },
        ],
      },
      24,
    ),
  ],
};

const gateway: Row = {
  title: 'Gateway',
  panels: [
    timeSeries({
      title: 'Requests by status',
      description: 'All routes.',
      unit: 'reqps',
      isStacked: true,
      targets: [
        {
          expr: 'sum by (status) (rate(http_request_duration_seconds_count[$__rate_interval]))',
          legend: '{{status}}',
        },
      ],
    }),
    timeSeries({
      title: 'Slowest routes',
      description: 'The ten routes whose 99th percentile is highest.',
      unit: 's',
      targets: [
        {
          expr: 'topk(10, histogram_quantile(0.99, sum by (le, method, route) (rate(http_request_duration_seconds_bucket[$__rate_interval]))))',
          legend: '{{method}} {{route}}',
        },
      ],
    }),
    timeSeries({
      title: 'Results of rules and queries',
      description: 'Found in the cache (hit), made (miss), made anew as wanted (request), or not to be kept (bypass).',
      unit: 'ops',
      isStacked: true,
      targets: [
        {
          expr: 'sum by (kind, outcome) (rate(tocsin_evaluation_cache_answers_total[$__rate_interval]))',
          legend: '{{kind}} {{outcome}}',
        },
      ],
    }),
    timeSeries({
      title: 'Layers of the cache',
      description: 'Looks into memory, then Redis, then PostgreSQL. Errors: the layer is left alone for some seconds.',
      unit: 'ops',
      targets: [
        {
          // A layer has a series from its first look on.
          expr: 'sum by (layer, outcome) (rate(tocsin_evaluation_cache_reads_total[$__rate_interval])) or on () vector(0)',
          legend: '{{layer}} {{outcome}}',
        },
      ],
    }),
  ],
};

const processes: Row = {
  title: 'Processes',
  panels: [
    timeSeries({
      title: 'CPU',
      description: 'Cores that each process uses.',
      unit: 'short',
      targets: [
        {
          expr: 'sum by (job, instance) (rate(tocsin_process_cpu_seconds_total[$__rate_interval]))',
          legend: '{{job}} {{instance}}',
        },
      ],
    }),
    timeSeries({
      title: 'Memory',
      description: 'Resident memory of each process.',
      unit: 'bytes',
      targets: [{ expr: 'tocsin_process_resident_memory_bytes', legend: '{{job}} {{instance}}' }],
    }),
    timeSeries({
      title: 'Event loop',
      description: 'How late the event loop is, 99th percentile. While it is, the process does nothing else.',
      unit: 's',
      limits: { warning: 0.25, critical: 1 },
      runbook: 'TocsinEventLoopBlocked',
      targets: [{ expr: 'tocsin_nodejs_eventloop_lag_p99_seconds', legend: '{{job}} {{instance}}' }],
    }),
    timeSeries({
      title: 'Garbage collection',
      description: 'Share of time that goes into it.',
      unit: 'percentunit',
      targets: [
        {
          expr: 'sum by (job, instance) (rate(tocsin_nodejs_gc_duration_seconds_sum[$__rate_interval]))',
          legend: '{{job}} {{instance}}',
        },
      ],
    }),
  ],
};

/** What goes in, through and out, where it is held up, and what the processes need for it. */
export const pipeline: DashboardText = {
  uid: 'tocsin-pipeline',
  title: 'Tocsin / Pipeline',
  description: 'From the samples to the notifications: how much, how late, and who holds it up.',
  hasTenants: false,
  rows: [glance, endToEnd, intake, log, history, database, gateway, processes],
};
