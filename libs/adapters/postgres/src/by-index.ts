/**
 * A queue is empty when its statistics are taken and full when they are needed, and a ledger has grown since: a planner
 * that trusts them reads and sorts all of it. So it is told, for one transaction, to go by the indexes that were made for
 * the statement.
 */
export const BY_INDEX =
  'SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off';
