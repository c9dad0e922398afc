/** What a measure of the notation may be told: `w` is its window, `o` how long ago, `q` a quantile, `by` the label it is grouped by. */
export type MeasureArguments = Readonly<Record<'w' | 'o' | 'q' | 'by', string>>;

const real = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660"';

const rate = (selector: string, { w, o }: MeasureArguments): string =>
  `rate(${selector}[${w}]${o === '' ? '' : ` offset ${o}`})`;
const increase = (selector: string, { w }: MeasureArguments): string => `increase(${selector}[${w}])`;
const grouped = ({ by }: MeasureArguments, text: string): string => `sum by (${by}) (${text})`;
const share = (code: string, given: MeasureArguments): string =>
  `${grouped(given, rate(`http_requests_total{code=~"${code}"}`, given))} / ${grouped(given, rate('http_requests_total', given))}`;

/**
 * The PromQL that stands behind each `$name` of the notation, written here on its own: what the grammar makes of words
 * is held against it.
 */
export const measures: Readonly<Record<string, (given: MeasureArguments) => string>> = {
  cpu: (given) => `1 - avg without (cpu, mode) (${rate('node_cpu_seconds_total{mode="idle"}', given)})`,
  mem: () => '1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes',
  memfree: () => 'node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes',
  memused: () => 'node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes',
  disk: () => `1 - node_filesystem_avail_bytes{${real}} / node_filesystem_size_bytes{${real}}`,
  diskfree: () => `node_filesystem_avail_bytes{${real}} / node_filesystem_size_bytes{${real}}`,
  diskavail: () => `node_filesystem_avail_bytes{${real}}`,
  netin: (given) => rate('node_network_receive_bytes_total', given),
  lat: (given) =>
    `histogram_quantile(${given.q}, sum by (${given.by}, le) (${rate('http_request_duration_seconds_bucket', given)}))`,
  meanlat: (given) =>
    `${grouped(given, rate('http_request_duration_seconds_sum', given))} / ${grouped(given, rate('http_request_duration_seconds_count', given))}`,
  errors: (given) => share('5..', given),
  clienterrors: (given) => share('4..', given),
  errorrate: (given) => grouped(given, rate('http_requests_total{code=~"5.."}', given)),
  errorcount: (given) => grouped(given, increase('http_requests_total{code=~"5.."}', given)),
  notfound: (given) => grouped(given, increase('http_requests_total{code="404"}', given)),
  requests: (given) => grouped(given, rate('http_requests_total', given)),
  requestcount: (given) => grouped(given, increase('http_requests_total', given)),
  lag: () => 'sum by (consumergroup, topic) (kafka_consumergroup_lag)',
  pgconn: () => 'sum by (instance) (pg_stat_activity_count)',
  pgshare: () => 'sum by (instance) (pg_stat_activity_count) / max by (instance) (pg_settings_max_connections)',
  cert: () => 'probe_ssl_earliest_cert_expiry - time()',
};
