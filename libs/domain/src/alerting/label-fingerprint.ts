import type { Labels } from '../rules/labels.js';
import { utf8Bytes } from '../templates/utf8.js';

const FNV_OFFSET = 14_695_981_039_346_656_037n;
const FNV_PRIME = 1_099_511_628_211n;
/** Stands between names and values; no text in UTF-8 holds it. */
const SEPARATOR = 0xff;

/**
 * The name by which Prometheus and Alertmanager know a label set, and people an alert: FNV-1a of 64 bits over names and
 * values. A label without a value is none.
 */
export function labelFingerprint(labels: Labels): string {
  let hash = FNV_OFFSET;
  const add = (byte: number): void => void (hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME));
  for (const name of Object.keys(labels).sort()) {
    if (labels[name] === '') continue;
    for (const text of [name, labels[name] as string]) {
      utf8Bytes(text).forEach(add);
      add(SEPARATOR);
    }
  }
  return hash.toString(16).padStart(16, '0');
}
