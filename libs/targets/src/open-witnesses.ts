import { FileWitness } from '@tocsin/adapter-host/file-witness';
import { WebhookWitness } from '@tocsin/adapter-webhook/webhook-witness';
import { parseWitnessKey } from '@tocsin/domain/ledger/cosignature';
import type { OutboundHttp } from '@tocsin/ports/outbound-http';
import { ConfigError, type LedgerConfig } from '@tocsin/runtime/config';
import { nodeLedgerCrypto } from '@tocsin/runtime/ledger-crypto';
import { type NamedWitness, TELL_LIMIT_MS } from '@tocsin/service-compliance/witness-teller';

/**
 * Whom the operator has named to keep checkpoints of the ledger; what is not named is not even loaded.
 *
 * @throws ConfigError when a witness's key is none
 */
export async function openWitnesses(
  { witnessFile, witnessWebhooks, witnessKafka }: LedgerConfig,
  http: OutboundHttp,
  clientId: string,
): Promise<NamedWitness[]> {
  const witnesses: NamedWitness[] = witnessWebhooks.map(({ name, url, key }) => ({
    witness: new WebhookWitness({ http, name: webhookName(name), url, timeoutMs: TELL_LIMIT_MS }),
    key: key === null ? null : keyOf(key, name),
  }));
  if (witnessFile !== null) witnesses.push({ witness: new FileWitness(witnessFile), key: null });
  if (witnessKafka !== null) {
    const { KafkaWitness } = await import('@tocsin/adapter-kafka/kafka-witness');
    witnesses.push({ witness: new KafkaWitness({ ...witnessKafka, clientId }), key: null });
  }
  return witnesses;
}

/** What those are known by that {@link openWitnesses} opens, for whoever opens none. */
export const witnessNames = ({ witnessFile, witnessWebhooks, witnessKafka }: LedgerConfig): string[] => [
  ...witnessWebhooks.map(({ name }) => webhookName(name)),
  ...(witnessFile === null ? [] : ['file']),
  ...(witnessKafka === null ? [] : [`kafka/${witnessKafka.topic}`]),
];

const webhookName = (name: string): string => `webhook/${name}`;

function keyOf(text: string, name: string): NonNullable<NamedWitness['key']> {
  const key = parseWitnessKey(nodeLedgerCrypto, text);
  if (key !== null) return key;
  throw new ConfigError(
    `the key of the ledger's witness ${name}: "${text}" is no key for cosignatures of Ed25519 (its second part is not that of its name and key, or its kind is not 04); give it as the witness publishes it`,
  );
}
