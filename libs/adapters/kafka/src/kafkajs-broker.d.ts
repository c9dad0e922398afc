/** The part of kafkajs's inside that {@link ./committed-records} and {@link ./listed-offsets} mend. */
declare module 'kafkajs/src/broker/index.js' {
  export interface FetchedMessage {
    offset: string;
    key: Uint8Array | null;
    value: Uint8Array | null;
    headers: Record<string, string>;
    isControlRecord: boolean;
    batchContext: { producerId: string; inTransaction: boolean; firstOffset: string; lastOffsetDelta: number };
  }

  export interface FetchedPartition {
    partition: number;
    messages: FetchedMessage[];
    abortedTransactions: { producerId: string; firstOffset: string }[] | null;
  }

  export default class Broker {
    fetch(request: {
      topics: { topic: string; partitions: { partition: number; fetchOffset: string }[] }[];
    }): Promise<{ responses: { topicName: string; partitions: FetchedPartition[] }[] }>;
    listOffsets(request: { isolationLevel?: number | undefined }): Promise<object>;
  }
}
