/** A detector as the bench runs it: one for each recording, sample by sample. */
export interface BenchDetector {
  score(value: number, time: number): number;
  /** What it remembers of its series, in bytes. */
  readonly bytes?: () => number;
}
