import type { AclOperation, KafkaAcl } from '@tocsin/contracts/kafka-acls';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
} from 'kafkajs';
import type { GuardedBroker } from './kafka-broker.js';

const operations: Readonly<Record<AclOperation, AclOperationTypes>> = {
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
  Describe: AclOperationTypes.DESCRIBE,
  Create: AclOperationTypes.CREATE,
};
const resources: Readonly<Record<KafkaAcl['resource'], AclResourceTypes>> = {
  topic: AclResourceTypes.TOPIC,
  group: AclResourceTypes.GROUP,
  'transactional-id': AclResourceTypes.TRANSACTIONAL_ID,
};

/** A plain client of a guarded broker, under one of its names. */
export function guardedClient({ address, ca, passwords }: GuardedBroker, username: string): Kafka {
  const sasl = { mechanism: 'scram-sha-512', username, password: passwords.get(username) ?? '' } as const;
  const quick = { retries: 2, initialRetryTime: 50 };
  return new Kafka({ brokers: [address], sasl, ssl: { ca: [ca] }, logLevel: logLevel.NOTHING, retry: quick });
}

/** Gives rights, as an administrator does with `kafka-acls.sh`. */
export async function grantAcls(broker: GuardedBroker, acls: readonly KafkaAcl[]): Promise<void> {
  const admin = guardedClient(broker, 'admin').admin();
  await admin.connect();
  try {
    await admin.createAcls({
      acl: acls.flatMap((acl) =>
        acl.operations.map((operation) => ({
          principal: `User:${acl.principal}`,
          host: '*',
          operation: operations[operation],
          permissionType: AclPermissionTypes.ALLOW,
          resourceType: resources[acl.resource],
          resourceName: acl.name,
          resourcePatternType: acl.pattern === 'literal' ? ResourcePatternTypes.LITERAL : ResourcePatternTypes.PREFIXED,
        })),
      ),
    });
  } finally {
    await admin.disconnect();
  }
}
