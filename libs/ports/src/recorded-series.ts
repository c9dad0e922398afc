/** A series that was recorded somewhere real, its values in order and evenly spaced. */
export interface RecordedSeries {
  metric: string;
  instance: string;
  values: readonly number[];
}
