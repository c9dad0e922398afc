import { describeAuditLedger } from '@tocsin/ports/audit-ledger.contract';
import { FakeAuditLedger } from '@tocsin/ports/audit-ledger.fake';
import { nodeLedgerCrypto } from './test-ledger.js';

describeAuditLedger('the fake', nodeLedgerCrypto, async () => new FakeAuditLedger(nodeLedgerCrypto));
