/** The part of kafkajs's inside that {@link ./committed-records} mends. */
declare module 'kafkajs/src/broker/index.js' {
  export interface FetchedMessage {
    offset: string;
    key: Uint8Array | null;
    isControlRecord: boolean;
    batchContext: { producerId: string; inTransaction: boolean };
  }

  export interface FetchedPartition {
    messages: FetchedMessage[];
    abortedTransactions: { producerId: string; firstOffset: string }[] | null;
  }

  export default class Broker {
    fetch(request: object): Promise<{ responses: { partitions: FetchedPartition[] }[] }>;
  }
}
