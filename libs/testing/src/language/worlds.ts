import type { Labels } from '@tocsin/domain/rules/labels';

const times = (metric: string, ...sets: readonly Labels[]): Labels[] =>
  sets.map((labels) => ({ __name__: metric, ...labels }));
const each = (label: string, values: readonly string[], further: Labels = {}): Labels[] =>
  values.map((value) => ({ ...further, [label]: value }));

const shopHosts: readonly Labels[] = [
  { job: 'node', instance: 'web-1:9100', env: 'production', role: 'web' },
  { job: 'node', instance: 'web-2:9100', env: 'staging', role: 'web' },
  { job: 'node', instance: 'db-1:9100', env: 'production', role: 'database' },
];
const shopJobs: readonly Labels[] = [
  { job: 'checkout', env: 'production' },
  { job: 'catalog', env: 'production' },
  { job: 'payments', env: 'staging' },
];
const onHosts = (metric: string, further: Labels = {}): Labels[] =>
  times(metric, ...shopHosts.map((host) => ({ ...host, ...further })));
const ofJobs = (metric: string, further: Labels = {}): Labels[] =>
  times(metric, ...shopJobs.map((job) => ({ ...job, ...further })));

/** A shop that Prometheus's exporters and client libraries speak of. */
const shop: readonly Labels[] = [
  ...onHosts('node_cpu_seconds_total', { cpu: '0', mode: 'idle' }),
  ...onHosts('node_cpu_seconds_total', { cpu: '0', mode: 'user' }),
  ...onHosts('node_memory_MemAvailable_bytes'),
  ...onHosts('node_memory_MemTotal_bytes'),
  ...onHosts('node_filesystem_avail_bytes', { mountpoint: '/', fstype: 'ext4' }),
  ...onHosts('node_filesystem_avail_bytes', { mountpoint: '/data', fstype: 'xfs' }),
  ...onHosts('node_filesystem_size_bytes', { mountpoint: '/', fstype: 'ext4' }),
  ...onHosts('node_filesystem_size_bytes', { mountpoint: '/data', fstype: 'xfs' }),
  ...['node_load1', 'node_load5', 'node_load15'].flatMap((metric) => onHosts(metric)),
  ...onHosts('node_network_receive_bytes_total', { device: 'eth0' }),
  ...onHosts('up'),
  ...ofJobs('up', { instance: 'app-1:8080' }),
  ...ofJobs('http_requests_total', { code: '200' }),
  ...ofJobs('http_requests_total', { code: '404' }),
  ...ofJobs('http_requests_total', { code: '500' }),
  ...ofJobs('http_request_duration_seconds_bucket', { le: '0.5' }),
  ...ofJobs('http_request_duration_seconds_bucket', { le: '+Inf' }),
  ...ofJobs('http_request_duration_seconds_sum'),
  ...ofJobs('http_request_duration_seconds_count'),
  ...ofJobs('process_resident_memory_bytes', { instance: 'app-1:8080' }),
  ...times('rabbitmq_queue_messages_ready', ...each('queue', ['mails', 'invoices'], { job: 'rabbitmq' })),
  ...times('kafka_consumergroup_lag', ...each('topic', ['orders', 'events'], { consumergroup: 'billing' })),
  ...times(
    'kube_pod_container_status_restarts_total',
    { namespace: 'shop', pod: 'checkout-0', container: 'app' },
    { namespace: 'infra', pod: 'dns-0', container: 'dns' },
  ),
  ...['pg_up', 'pg_settings_max_connections', 'pg_replication_lag_seconds'].flatMap((metric) =>
    times(metric, { job: 'postgres', instance: 'db-1:9187' }),
  ),
  ...times(
    'pg_stat_activity_count',
    ...each('datname', ['shop', 'ledger'], { job: 'postgres', instance: 'db-1:9187' }),
  ),
  ...['probe_success', 'probe_duration_seconds', 'probe_ssl_earliest_cert_expiry'].flatMap((metric) =>
    times(metric, { job: 'blackbox', instance: 'https://shop.example' }),
  ),
  ...times('orders_total', ...each('region', ['eu', 'us'], { service: 'checkout' })),
  ...times('payment_failures_total', ...each('provider', ['visa', 'paypal'], { service: 'payments' })),
  ...times('checkout_queue_depth', { service: 'checkout' }),
  ...times('cart_value_euros', { service: 'checkout' }),
  ...times('room_temperature_celsius', ...each('room', ['attic', 'cellar'])),
  ...times('log_events', ...each('message', ['started', 'out of memory'], { service: 'checkout' })),
];

const plainHosts: readonly Labels[] = [
  { host: 'web-1', env: 'prod', role: 'web' },
  { host: 'web-2', env: 'staging', role: 'web' },
  { host: 'db-1', env: 'prod', role: 'db' },
];
const plainServices = each('service', ['api', 'web', 'search']);

/** Gauges that somebody pushes as JSON, by names of their own. */
const plain: readonly Labels[] = [
  ...['cpu_usage', 'memory_usage', 'disk_usage', 'heartbeat', 'disk_free_bytes', 'fan_speed'].flatMap((metric) =>
    times(metric, ...plainHosts),
  ),
  ...['response_time_ms', 'error_rate', 'latency', 'active_sessions'].flatMap((metric) =>
    times(metric, ...plainServices),
  ),
  ...['queue_depth', 'queue_age_seconds'].flatMap((metric) => times(metric, ...each('queue', ['mail', 'billing']))),
  ...times('active_users', { region: 'eu' }, { region: 'us' }),
  ...times('battery_level_percent', ...each('device', ['scanner-1', 'scanner-2'])),
  ...times('upload_bytes', ...plainServices),
  ...times('error_count', ...plainServices),
  ...times('backup_age_hours', { database: 'ledger' }),
  ...times('job_success_ratio', { job: 'nightly' }),
];

/** The series of the tenants for whom the sentences are said, by the tenants' names. */
export const worlds: ReadonlyMap<string, readonly Labels[]> = new Map([
  ['fresh', []],
  ['shop', shop],
  ['plain', plain],
]);
