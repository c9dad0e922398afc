import { sign } from 'node:crypto';
import { parseIntroduction, successorOf } from '@tocsin/domain/ledger/key-succession';
import { isSameBytes } from '@tocsin/domain/ledger/ledger-crypto';
import { ConfigError } from '@tocsin/runtime/config';
import { installationKey } from '@tocsin/runtime/installation-key';
import { nodeLedgerCrypto, publicKeyPem, rawPublicKey } from '@tocsin/runtime/ledger-crypto';
import { introductionsAt } from '@tocsin/runtime/ledger-key';
import type { LedgerKey } from '@tocsin/service-compliance/ledger-keeper';

/**
 * What checkpoints are signed with: the key of the installation, with the words of those before it.
 *
 * @param file - of the key; made where there is none
 * @throws ConfigError when the key is not the one that its predecessors have introduced
 */
export function openLedgerKey(file: string): LedgerKey {
  const { privateKey, publicKey: pem } = installationKey(file);
  const publicKey = rawPublicKey(pem);
  const all = introductionsAt(file);
  const parsed = all.map((line) => parseIntroduction(nodeLedgerCrypto, line));
  // Whoever has died while the key was changed still has the one before: then the last word is for a key to come.
  const introductions = isSame(parsed.at(-1)?.from, publicKey) ? all.slice(0, -1) : all;
  const anchor = introductions.length === 0 ? publicKey : parsed[0]?.from;
  const successor = anchor === undefined ? null : successorOf(nodeLedgerCrypto, introductions, anchor);
  if (anchor === undefined || (introductions.length > 0 && !isSame(successor, publicKey)))
    throw new ConfigError(
      `${file}.succession: does not lead to the key in ${file}; give both as \`tocsin audit new-key\` wrote them, or move both away`,
    );
  return {
    publicKey,
    anchorPem: publicKeyPem(anchor),
    introductions,
    sign: (message) => sign(null, message, privateKey),
  };
}

const isSame = (a: Uint8Array | null | undefined, b: Uint8Array): boolean =>
  a !== null && a !== undefined && isSameBytes(a, b);
