import { createHash } from 'node:crypto';
import type { CheckpointWitness, ToldCheckpoint } from '@tocsin/ports/checkpoint-witness';
import type { OutboundHttp } from '@tocsin/ports/outbound-http';

/** Room for a few signatures; what is more is no answer of a witness. */
const ANSWER_BYTES_MAX = 16_384;
/** Of an answer that says no, as much as a person reads. */
const TOLD_LENGTH_MAX = 200;

export interface WebhookWitnessOptions {
  readonly http: Pick<OutboundHttp, 'post'>;
  readonly name: string;
  readonly url: string;
  /** For the whole of a request and its answer. */
  readonly timeoutMs: number;
}

/**
 * Tells checkpoints to whoever answers a POST: the body is the signed note as text, which its reader verifies with the key of the
 * ledger. A status of 200 to 299 says that it is kept; what the answer holds may be signatures of a witness
 * (c2sp.org/tlog-cosignature), each in a line as it stands below a note.
 */
export class WebhookWitness implements CheckpointWitness {
  readonly name: string;
  readonly place: string;

  constructor(private readonly options: WebhookWitnessOptions) {
    this.name = options.name;
    this.place = createHash('sha256').update(`webhook\n${options.url}`).digest('hex');
  }

  async tell({ note }: ToldCheckpoint): Promise<string> {
    const { http, url, timeoutMs } = this.options;
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    const result = await http.post({ url, headers, body: note, timeoutMs, answerBytesMax: ANSWER_BYTES_MAX });
    if (result.kind !== 'answered') throw new Error(result.message);
    const { status, text = '' } = result;
    if (status >= 200 && status < 300) return text;
    const said = text.replace(/[\p{C}\s]+/gu, ' ').trim();
    throw new Error(`answered with status ${status}${said === '' ? '' : `: ${said.slice(0, TOLD_LENGTH_MAX)}`}`);
  }

  async close(): Promise<void> {
    // The way out is the platform's, and stays open.
  }
}
