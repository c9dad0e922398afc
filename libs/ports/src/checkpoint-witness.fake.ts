import type { CheckpointWitness, ToldCheckpoint } from './checkpoint-witness.js';

/** A witness in memory that does what a test tells it to. */
export class FakeCheckpointWitness implements CheckpointWitness {
  readonly kept: ToldCheckpoint[] = [];
  /** What it answers, or why it keeps nothing; `hangs` until {@link FakeCheckpointWitness.wake}. */
  mood: { kind: 'answers'; text: string } | { kind: 'refuses'; reason: string } | { kind: 'hangs' } = {
    kind: 'answers',
    text: '',
  };
  asked = 0;
  isClosed = false;
  wake: () => void = () => undefined;

  constructor(
    readonly name = 'fake',
    readonly place = 'memory',
  ) {}

  async tell(checkpoint: ToldCheckpoint): Promise<string> {
    this.asked += 1;
    if (this.mood.kind === 'hangs') await new Promise<void>((resolve) => (this.wake = resolve));
    if (this.mood.kind === 'refuses') throw new Error(this.mood.reason);
    this.kept.push(checkpoint);
    return this.mood.kind === 'answers' ? this.mood.text : '';
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}
