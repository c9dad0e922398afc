import protobuf from 'protobufjs/light.js';

/** The parts of OTLP's ExportMetricsServiceRequest that are read; JSON writes 64-bit numbers as texts. */
export interface OtlpRequest {
  resourceMetrics?: { resource?: { attributes?: OtlpAttribute[] }; scopeMetrics?: { metrics?: OtlpMetric[] }[] }[];
}

export interface OtlpAttribute {
  key: string;
  value?: { stringValue?: string; intValue?: string | number; doubleValue?: number; boolValue?: boolean };
}

export interface OtlpMetric {
  name?: string;
  gauge?: { dataPoints?: OtlpDataPoint[] };
  sum?: { dataPoints?: OtlpDataPoint[] };
  histogram?: { dataPoints?: OtlpDataPoint[] };
  exponentialHistogram?: { dataPoints?: OtlpDataPoint[] };
  summary?: { dataPoints?: OtlpDataPoint[] };
}

export interface OtlpDataPoint {
  attributes?: OtlpAttribute[];
  timeUnixNano?: string | number;
  asDouble?: number;
  asInt?: string | number;
  count?: string | number;
  sum?: number | null;
  bucketCounts?: (string | number)[];
  explicitBounds?: number[];
  quantileValues?: { quantile?: number; value?: number }[];
  flags?: number;
}

type Field = [name: string, id: number, type: string, rule?: 'repeated' | 'optional'];

const message = (name: string, ...fields: Field[]): protobuf.Type => {
  const type = new protobuf.Type(name);
  for (const [field, id, of, rule] of fields) type.add(new protobuf.Field(field, id, of, rule));
  return type;
};
const points = (name: string, of: string): protobuf.Type => message(name, ['dataPoints', 1, of, 'repeated']);

/** The messages by the numbers of their fields in opentelemetry-proto 1.x; `oneof`s are read as optional fields. */
const root = new protobuf.Root()
  .define('otlp')
  .add(message('Request', ['resourceMetrics', 1, 'ResourceMetrics', 'repeated']));
for (const type of [
  message('ResourceMetrics', ['resource', 1, 'Resource'], ['scopeMetrics', 2, 'ScopeMetrics', 'repeated']),
  message('Resource', ['attributes', 1, 'KeyValue', 'repeated']),
  message('KeyValue', ['key', 1, 'string'], ['value', 2, 'AnyValue']),
  message(
    'AnyValue',
    ['stringValue', 1, 'string', 'optional'],
    ['boolValue', 2, 'bool', 'optional'],
    ['intValue', 3, 'int64', 'optional'],
    ['doubleValue', 4, 'double', 'optional'],
  ),
  message('ScopeMetrics', ['metrics', 2, 'Metric', 'repeated']),
  message(
    'Metric',
    ['name', 1, 'string'],
    ['gauge', 5, 'Gauge'],
    ['sum', 7, 'Sum'],
    ['histogram', 9, 'Histogram'],
    ['exponentialHistogram', 10, 'ExponentialHistogram'],
    ['summary', 11, 'Summary'],
  ),
  points('Gauge', 'NumberPoint'),
  points('Sum', 'NumberPoint'),
  points('Histogram', 'HistogramPoint'),
  points('ExponentialHistogram', 'ExponentialPoint'),
  points('Summary', 'SummaryPoint'),
  message(
    'NumberPoint',
    ['attributes', 7, 'KeyValue', 'repeated'],
    ['timeUnixNano', 3, 'fixed64'],
    ['asDouble', 4, 'double', 'optional'],
    ['asInt', 6, 'sfixed64', 'optional'],
    ['flags', 8, 'uint32'],
  ),
  message(
    'HistogramPoint',
    ['attributes', 9, 'KeyValue', 'repeated'],
    ['timeUnixNano', 3, 'fixed64'],
    ['count', 4, 'fixed64'],
    ['sum', 5, 'double', 'optional'],
    ['bucketCounts', 6, 'fixed64', 'repeated'],
    ['explicitBounds', 7, 'double', 'repeated'],
    ['flags', 10, 'uint32'],
  ),
  message(
    'ExponentialPoint',
    ['attributes', 1, 'KeyValue', 'repeated'],
    ['timeUnixNano', 3, 'fixed64'],
    ['count', 4, 'fixed64'],
    ['sum', 5, 'double', 'optional'],
    ['flags', 10, 'uint32'],
  ),
  message(
    'SummaryPoint',
    ['attributes', 7, 'KeyValue', 'repeated'],
    ['timeUnixNano', 3, 'fixed64'],
    ['count', 4, 'fixed64'],
    ['sum', 5, 'double'],
    ['quantileValues', 6, 'Quantile', 'repeated'],
    ['flags', 8, 'uint32'],
  ),
  message('Quantile', ['quantile', 1, 'double'], ['value', 2, 'double']),
])
  root.add(type);
const request = root.lookupType('Request');

const answer = message('Answer', ['partialSuccess', 1, 'PartialSuccess']);
root.add(message('PartialSuccess', ['rejectedDataPoints', 1, 'int64'], ['errorMessage', 2, 'string']));
root.add(answer);

/** Reads a request in protobuf. @throws when the bytes are no such message */
export function readOtlpProtobuf(bytes: Uint8Array): OtlpRequest {
  return request.toObject(request.decode(bytes), { longs: Number }) as OtlpRequest;
}

/** The answer in protobuf; empty when everything was taken. */
export function writeOtlpAnswer(rejectedDataPoints: number, errorMessage: string): Uint8Array {
  return errorMessage === ''
    ? new Uint8Array()
    : answer.encode(answer.create({ partialSuccess: { rejectedDataPoints, errorMessage } })).finish();
}
