import protobuf from 'protobufjs';
import { compress } from 'snappyjs';

export interface RemoteWriteSeries {
  /** With `__name__`, in the order of their names. */
  labels: { name: string; value: string }[];
  /** Times in ms since 1970. */
  samples: { value: number; timestamp: number }[];
}

/** Just enough of Prometheus's message to write samples, by its published field numbers. */
const WriteRequest = protobuf
  .parse(
    `
  syntax = "proto3";
  message WriteRequest { repeated TimeSeries timeseries = 1; }
  message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; }
  message Label { string name = 1; string value = 2; }
  message Sample { double value = 1; int64 timestamp = 2; }
`,
  )
  .root.lookupType('WriteRequest');

/** What a request of remote write 1.0 is sent with. */
export const remoteWriteHeaders = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
};

/** The body of a request of remote write 1.0. */
export function encodeRemoteWrite(timeseries: readonly RemoteWriteSeries[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(compress(WriteRequest.encode(WriteRequest.fromObject({ timeseries })).finish()));
}
