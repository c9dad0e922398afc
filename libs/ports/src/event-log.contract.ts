import type { EventLog } from './event-log.js';
import { describeAppendAndRead } from './event-log-append.contract.js';
import { describeConsume } from './event-log-consume.contract.js';
import { describeGroups } from './event-log-groups.contract.js';
import { describeTransactions } from './event-log-transactions.contract.js';

/** A log that a suite runs against. */
export interface OpenedLog {
  log: EventLog;
  close(): Promise<void>;
  /** Closes the log and opens what it kept; left out where the log's records do not lie in this process. */
  reopen?(): Promise<EventLog>;
}

/**
 * What every event log must keep, run against each adapter. `open` is called once for each part of the suite; topics
 * and groups have names of their own, so that one broker serves them all.
 */
export function describeEventLog(name: string, open: () => Promise<OpenedLog>): void {
  describe(`${name} keeps the contract of the event log`, () => {
    describe('appending and reading', () => describeAppendAndRead(open));
    describe('consuming', () => describeConsume(open));
    describe('groups', () => describeGroups(open));
    describe('transactions', () => describeTransactions(open));
  });
}
