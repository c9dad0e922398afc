import type { Concept, ConceptSource, Measure, MeasureGiven } from './concept.js';
import { quoteString } from '../promql/go-text.js';
import { type Unit, units } from './unit.js';

const realFilesystems = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660"';
const avail = `node_filesystem_avail_bytes{${realFilesystems}}`;
const size = `node_filesystem_size_bytes{${realFilesystems}}`;
const memory = ['node_memory_MemAvailable_bytes', 'node_memory_MemTotal_bytes'];
const filesystems = ['node_filesystem_avail_bytes', 'node_filesystem_size_bytes'];

/** What people call a thing, with commas in between. */
const listed = (names: string): readonly string[] => names.split(', ');

const fixed = (unit: Unit, text: string): Measure => ({ unit, expr: () => text });
const grouping = (given: MeasureGiven, usual: readonly string[], further: readonly string[] = []): string => {
  const labels = [...(given.by ?? given.sent(usual)), ...further];
  return labels.length === 0 ? '' : ` by (${labels.map(quoteString).join(', ')})`;
};
const summed = (unit: Unit, usual: readonly string[], inner: (given: MeasureGiven) => string): Measure => ({
  unit,
  isWindowed: true,
  isGrouped: true,
  expr: (given) => `sum${grouping(given, usual)} (${inner(given)})`,
});
const rateOf = (unit: Unit, metric: string): Measure => ({
  unit,
  isWindowed: true,
  expr: ({ window }) => `rate(${metric}[${window}])`,
});
const increaseOf = (metric: string): Measure => ({
  unit: units.count,
  isWindowed: true,
  expr: ({ window }) => `increase(${metric}[${window}])`,
});
const byJob = ['job'];

/** Requests that are counted, of which those with some status are looked at. */
function counted(requests: string, label: (given: MeasureGiven) => string, code: string | null): ConceptSource {
  const of = (given: MeasureGiven): string =>
    code === null ? requests : `${requests}{${label(given)}${code.includes('.') ? '=~' : '='}"${code}"}`;
  const rate = summed(units.perSecond, byJob, (given) => `rate(${of(given)}[${given.window}])`);
  const all = summed(units.perSecond, byJob, ({ window }) => `rate(${requests}[${window}])`);
  const count = summed(units.count, byJob, (given) => `increase(${of(given)}[${given.window}])`);
  const share: Measure = { ...rate, unit: units.ratio, expr: (given) => `${rate.expr(given)} / ${all.expr(given)}` };
  return { needs: [requests], measures: code === null ? { rate, count } : { share, rate, count } };
}

const requestSources = (code: string | null): ConceptSource[] => [
  counted('http_requests_total', ({ status }) => status, code),
  counted('http_server_request_duration_seconds_count', () => 'http_response_status_code', code),
];

/** Requests that were answered with a status such as `404` or `5..`. */
export function statusConcept(code: string): Concept {
  const said = code.replace('..', 'xx');
  return {
    id: `status-${code}`,
    phrases: [],
    gauges: code === '5..' ? ['error_rate', 'error_count', 'errors', 'failure_rate', 'error_ratio'] : [],
    sources: requestSources(code),
    usual: 'share',
    ...(said === '5xx' ? { limit: { operator: '>' as const, value: 0.05 } } : {}),
  };
}

/** How long things took, by a histogram. */
export const timedSource = (histogram: string): ConceptSource => ({
  needs: [`${histogram}_bucket`],
  measures: {
    level: {
      unit: units.seconds,
      isWindowed: true,
      isGrouped: true,
      isQuantile: true,
      expr: (given) =>
        `histogram_quantile(${given.quantile}, sum${grouping(given, byJob, ['le'])} (rate(${histogram}_bucket[${given.window}])))`,
    },
    mean: {
      unit: units.seconds,
      isWindowed: true,
      isGrouped: true,
      expr: (given) => {
        const part = (of: string): string => `sum${grouping(given, byJob)} (rate(${histogram}_${of}[${given.window}]))`;
        return `${part('sum')} / ${part('count')}`;
      },
    },
  },
});

const level = (unit: Unit, metric: string): ConceptSource => ({
  needs: [metric],
  measures: { level: fixed(unit, metric) },
});

const failing = statusConcept('5..');
const shareOfFailing = failing.sources.map((source): ConceptSource => {
  const share = source.measures.share as Measure;
  return { ...source, measures: { share: { ...share, expr: (given) => `1 - ${share.expr(given)}` } } };
});

/** The things that a rule can be said of by their common names. */
export const concepts: readonly Concept[] = [
  {
    id: 'cpu',
    phrases: listed(
      'cpu, cpus, cpu usage, cpu use, cpu utilization, cpu utilisation, cpu load, cpu time, cpu consumption, processor, processors, processor usage, processor load, processor utilization, processor time',
    ),
    gauges: listed('cpu_usage, cpu, cpu_utilization, cpu_utilisation, cpu_used, system_cpu_usage, cpu_load'),
    sources: [
      {
        needs: ['node_cpu_seconds_total'],
        measures: {
          share: {
            unit: units.ratio,
            isWindowed: true,
            expr: ({ window }) => `1 - avg without (cpu, mode) (rate(node_cpu_seconds_total{mode="idle"}[${window}]))`,
          },
        },
      },
    ],
    usual: 'share',
    limit: { operator: '>', value: 0.9 },
  },
  {
    id: 'load',
    phrases: listed('load, load average, system load, host load, server load'),
    gauges: listed('load, load_average, system_load'),
    sources: [level(units.count, 'node_load5')],
    usual: 'level',
  },
  {
    id: 'memory',
    phrases: listed(
      'memory, memory usage, memory use, memory utilization, memory utilisation, memory consumption, used memory, memory used, ram, ram usage, used ram, ram utilization',
    ),
    gauges: listed(
      'memory_usage, memory, memory_used, mem_usage, mem_used, memory_utilization, ram_usage, system_memory_usage',
    ),
    sources: [
      {
        needs: memory,
        measures: {
          share: fixed(units.ratio, '1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes'),
          level: fixed(units.bytes, 'node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes'),
        },
      },
    ],
    usual: 'share',
    limit: { operator: '>', value: 0.9 },
    left: 'node_memory_MemAvailable_bytes',
  },
  {
    id: 'memory-free',
    phrases: listed(
      'free memory, available memory, memory available, memory left, memory free, remaining memory, free ram, available ram',
    ),
    gauges: listed('memory_free, free_memory, memory_available, available_memory, mem_free, mem_available'),
    sources: [
      {
        needs: memory,
        measures: {
          share: fixed(units.ratio, 'node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes'),
          level: fixed(units.bytes, 'node_memory_MemAvailable_bytes'),
        },
      },
    ],
    usual: 'share',
    limit: { operator: '<', value: 0.1 },
    left: 'node_memory_MemAvailable_bytes',
  },
  {
    id: 'swap',
    phrases: listed('swap, swap usage, swap use, used swap'),
    gauges: listed('swap_usage, swap_used, swap'),
    sources: [
      {
        needs: ['node_memory_SwapFree_bytes', 'node_memory_SwapTotal_bytes'],
        measures: {
          share: fixed(units.ratio, '1 - node_memory_SwapFree_bytes / node_memory_SwapTotal_bytes'),
          level: fixed(units.bytes, 'node_memory_SwapTotal_bytes - node_memory_SwapFree_bytes'),
        },
      },
    ],
    usual: 'share',
  },
  {
    id: 'process-memory',
    phrases: listed('process memory, resident memory, memory of the process, process memory usage, rss'),
    gauges: listed('process_memory, resident_memory'),
    sources: [level(units.bytes, 'process_resident_memory_bytes')],
    usual: 'level',
  },
  {
    id: 'disk',
    phrases: listed(
      'disk, disks, the disk, disk usage, disk use, disk utilization, disk utilisation, used disk space, disk space used, disk space usage, filesystem, filesystem usage, file system, file system usage, storage, storage usage, hard disk, hard drive',
    ),
    gauges: listed('disk_usage, disk, disk_used, disk_utilization, filesystem_usage, storage_usage'),
    sources: [
      {
        needs: filesystems,
        measures: {
          share: fixed(units.ratio, `1 - ${avail} / ${size}`),
          level: fixed(units.bytes, `${size} - ${avail}`),
        },
      },
    ],
    usual: 'share',
    limit: { operator: '>', value: 0.9 },
    left: avail,
  },
  {
    id: 'disk-free',
    phrases: listed(
      'free disk space, disk space, available disk space, disk space left, disk space available, free disk, remaining disk space, disk space remaining, free space, free storage, space left on the disk, storage left, free space on disk, space left',
    ),
    gauges: listed('disk_free, free_disk, disk_available, disk_avail, disk_space, free_disk_space, disk_space_free'),
    sources: [
      {
        needs: filesystems,
        measures: { share: fixed(units.ratio, `${avail} / ${size}`), level: fixed(units.bytes, avail) },
      },
    ],
    usual: 'share',
    limit: { operator: '<', value: 0.1 },
    left: avail,
  },
  {
    id: 'inodes',
    phrases: listed('free inodes, inodes left, inodes'),
    gauges: listed('inodes_free, free_inodes'),
    sources: [
      {
        needs: ['node_filesystem_files_free', 'node_filesystem_files'],
        measures: {
          share: fixed(
            units.ratio,
            `node_filesystem_files_free{${realFilesystems}} / node_filesystem_files{${realFilesystems}}`,
          ),
          level: fixed(units.count, `node_filesystem_files_free{${realFilesystems}}`),
        },
      },
    ],
    usual: 'share',
  },
  {
    id: 'network-in',
    phrases: listed(
      'network traffic, incoming traffic, incoming network traffic, inbound traffic, network in, received traffic, download rate, bandwidth, network receive rate, ingress traffic, incoming bandwidth',
    ),
    gauges: listed('network_in, incoming_traffic, network_receive'),
    sources: [
      {
        needs: ['node_network_receive_bytes_total'],
        measures: { rate: rateOf(units.bytesPerSecond, 'node_network_receive_bytes_total') },
      },
    ],
    usual: 'rate',
  },
  {
    id: 'network-out',
    phrases: listed(
      'outgoing traffic, outgoing network traffic, outbound traffic, network out, sent traffic, egress traffic, upload rate, outgoing bandwidth, network transmit rate',
    ),
    gauges: listed('network_out, outgoing_traffic, network_transmit'),
    sources: [
      {
        needs: ['node_network_transmit_bytes_total'],
        measures: { rate: rateOf(units.bytesPerSecond, 'node_network_transmit_bytes_total') },
      },
    ],
    usual: 'rate',
  },
  {
    id: 'latency',
    phrases: listed(
      'response time, response times, latency, latencies, request duration, request durations, request latency, response latency, request time, answer time, response duration, page load time',
    ),
    gauges: listed(
      'response_time, latency, request_duration, request_latency, http_response_time, http_latency, request_time',
    ),
    sources: [timedSource('http_request_duration_seconds'), timedSource('http_server_request_duration_seconds')],
    usual: 'level',
    limit: { operator: '>', value: 1 },
  },
  {
    ...failing,
    id: 'errors',
    phrases: listed(
      'error rate, error rates, errors, error ratio, failure rate, http errors, http error rate, server errors, failed requests, failing requests, request errors, request failures, of requests fail, of the requests fail, of all requests fail, error percentage, of requests, of the requests, of all requests, internal server errors',
    ),
  },
  {
    id: 'success',
    phrases: listed('success rate, availability, success ratio, successful requests'),
    gauges: listed('success_rate, availability, success_ratio'),
    sources: shareOfFailing,
    usual: 'share',
    limit: { operator: '<', value: 0.99 },
  },
  {
    id: 'requests',
    phrases: listed(
      'request rate, request, requests, traffic, throughput, http requests, web traffic, requests rate, rps, qps, hits, http traffic, number of requests, http request rate, request volume, load of requests',
    ),
    gauges: listed('request_rate, requests, throughput, requests_per_second, rps'),
    sources: requestSources(null),
    usual: 'rate',
  },
  {
    id: 'restarts',
    phrases: listed(
      'pod restarts, container restarts, pod restart count, container restart count, restarts of pods, restarts of containers, a pod restarts, a container restarts, pods restart, any pod restarts, restarts, pod restarted, containers restart',
    ),
    gauges: listed('pod_restarts, container_restarts, restarts'),
    sources: [
      {
        needs: ['kube_pod_container_status_restarts_total'],
        measures: { count: increaseOf('kube_pod_container_status_restarts_total') },
      },
    ],
    usual: null,
  },
  {
    id: 'lag',
    phrases: listed(
      'consumer lag, kafka lag, kafka consumer lag, consumer group lag, lag of consumers, consumergroup lag',
    ),
    gauges: listed('consumer_lag, kafka_lag'),
    sources: [
      {
        needs: ['kafka_consumergroup_lag'],
        measures: {
          level: {
            unit: units.count,
            isGrouped: true,
            expr: (given) => `sum${grouping(given, ['consumergroup', 'topic'])} (kafka_consumergroup_lag)`,
          },
        },
      },
    ],
    usual: 'level',
  },
  {
    id: 'queue',
    phrases: listed(
      'messages in the queue, messages in queue, queued messages, queue length, queue size, queue depth, messages in rabbitmq, rabbitmq queue, rabbitmq messages, messages ready, waiting messages, queue backlog, messages',
    ),
    gauges: listed('queue_depth, queue_length, queue_size, queued_messages, queue_messages, queue_backlog'),
    sources: [level(units.count, 'rabbitmq_queue_messages_ready')],
    usual: 'level',
  },
  {
    id: 'database-connections',
    phrases: listed(
      'database connections, db connections, postgres connections, postgresql connections, pg connections, open database connections, connections to the database, connection usage, active database connections',
    ),
    gauges: listed('db_connections, database_connections, postgres_connections'),
    sources: [
      {
        needs: ['pg_stat_activity_count', 'pg_settings_max_connections'],
        measures: {
          level: {
            unit: units.count,
            isGrouped: true,
            expr: (given) => `sum${grouping(given, ['instance'])} (pg_stat_activity_count)`,
          },
          share: {
            unit: units.ratio,
            expr: () => 'sum by (instance) (pg_stat_activity_count) / max by (instance) (pg_settings_max_connections)',
          },
        },
      },
      {
        needs: ['mysql_global_status_threads_connected', 'mysql_global_variables_max_connections'],
        measures: {
          level: fixed(units.count, 'mysql_global_status_threads_connected'),
          share: fixed(units.ratio, 'mysql_global_status_threads_connected / mysql_global_variables_max_connections'),
        },
      },
    ],
    usual: 'level',
  },
  {
    id: 'replication-lag',
    phrases: listed(
      'replication lag, replica lag, replication delay, postgres replication lag, database replication lag',
    ),
    gauges: listed('replication_lag, replica_lag'),
    sources: [
      level(units.seconds, 'pg_replication_lag_seconds'),
      level(units.seconds, 'mysql_slave_status_seconds_behind_master'),
    ],
    usual: 'level',
  },
  {
    id: 'deadlocks',
    phrases: listed('deadlocks, database deadlocks, postgres deadlocks'),
    gauges: listed('deadlocks'),
    sources: [{ needs: ['pg_stat_database_deadlocks'], measures: { count: increaseOf('pg_stat_database_deadlocks') } }],
    usual: null,
  },
  {
    id: 'certificate',
    phrases: listed(
      'the certificate expires, certificate expires, a certificate expires, tls certificate expires, ssl certificate expires, certificates expire, certificate expiry, certificate is going to expire, certificate will expire, certificate validity, certificate runs out, certificate lifetime, time until the certificate expires, any certificate expires, cert expires, certs expire, tls cert expires, ssl cert expires, tls certificates expire, ssl certificates expire, a tls certificate expires, an ssl certificate expires, the tls certificate expires, the ssl certificate expires',
    ),
    gauges: listed('certificate_expiry'),
    sources: [
      {
        needs: ['probe_ssl_earliest_cert_expiry'],
        measures: { level: fixed(units.seconds, 'probe_ssl_earliest_cert_expiry - time()') },
      },
    ],
    usual: 'level',
    limit: { operator: '<', value: 1_209_600 },
  },
  {
    id: 'probe-duration',
    phrases: listed('probe duration, probe time, probe latency'),
    gauges: listed('probe_duration'),
    sources: [level(units.seconds, 'probe_duration_seconds')],
    usual: 'level',
  },
  {
    id: 'open-files',
    phrases: listed('open files, open file descriptors, file descriptors, file handles, open file handles'),
    gauges: listed('open_files, open_fds'),
    sources: [
      {
        needs: ['process_open_fds', 'process_max_fds'],
        measures: {
          level: fixed(units.count, 'process_open_fds'),
          share: fixed(units.ratio, 'process_open_fds / process_max_fds'),
        },
      },
    ],
    usual: 'level',
  },
  {
    id: 'heap',
    phrases: listed('heap, heap usage, jvm heap, jvm heap usage, jvm memory, java heap, heap memory'),
    gauges: listed('heap_usage, heap_used'),
    sources: [
      {
        needs: ['jvm_memory_used_bytes', 'jvm_memory_max_bytes'],
        measures: {
          share: fixed(
            units.ratio,
            'sum by (job, instance) (jvm_memory_used_bytes{area="heap"}) / sum by (job, instance) (jvm_memory_max_bytes{area="heap"} > 0)',
          ),
          level: fixed(units.bytes, 'sum by (job, instance) (jvm_memory_used_bytes{area="heap"})'),
        },
      },
    ],
    usual: 'share',
    limit: { operator: '>', value: 0.9 },
  },
  {
    id: 'event-loop',
    phrases: listed('event loop lag, event loop delay, node event loop lag'),
    gauges: listed('event_loop_lag'),
    sources: [level(units.seconds, 'nodejs_eventloop_lag_p99_seconds')],
    usual: 'level',
  },
  {
    id: 'redis-memory',
    phrases: listed('redis memory, redis memory usage'),
    gauges: listed('redis_memory'),
    sources: [
      {
        needs: ['redis_memory_used_bytes', 'redis_memory_max_bytes'],
        measures: {
          share: fixed(units.ratio, 'redis_memory_used_bytes / (redis_memory_max_bytes > 0)'),
          level: fixed(units.bytes, 'redis_memory_used_bytes'),
        },
      },
    ],
    usual: 'share',
  },
  {
    id: 'temperature',
    phrases: listed('temperature, hardware temperature, sensor temperature, cpu temperature'),
    gauges: listed('temperature'),
    sources: [level(units.celsius, 'node_hwmon_temp_celsius')],
    usual: 'level',
  },
];

/** What is asked whether a thing is up, by what people call it. The last is asked of whatever has no words of its own. */
export const upMetrics: readonly { readonly metric: string; readonly words: readonly string[] }[] = [
  { metric: 'pg_up', words: ['postgres', 'postgresql', 'pg'] },
  { metric: 'mysql_up', words: ['mysql', 'mariadb'] },
  { metric: 'redis_up', words: ['redis'] },
  { metric: 'mongodb_up', words: ['mongodb', 'mongo'] },
  { metric: 'memcached_up', words: ['memcached', 'memcache'] },
  { metric: 'probe_success', words: ['website', 'site', 'webpage', 'page', 'url', 'probe', 'endpoint', 'homepage'] },
];
