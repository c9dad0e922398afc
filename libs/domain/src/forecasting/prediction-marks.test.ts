import { MarksDraftSchema, PredictionMarksSchema, SeriesMarks } from './prediction-marks.js';

test('a series is placed by the first selector that it fits; missing labels are empty', () => {
  const marks = new SeriesMarks(['up{job="api"}', '{__name__=~"node_.*", mode!="idle"}']);
  expect(marks.placeOf('up', { job: 'api', instance: 'a' })).toBe(0);
  expect(marks.placeOf('up', { job: 'web' })).toBeNull();
  expect(marks.placeOf('node_cpu', {})).toBe(1);
  expect(marks.placeOf('node_cpu', { mode: 'idle' })).toBeNull();
});

test('empty braces mark everything, and no selector nothing', () => {
  expect(new SeriesMarks(['{}']).placeOf('anything', { a: 'b' })).toBe(0);
  expect(new SeriesMarks([]).placeOf('anything', {})).toBeNull();
});

test('tells which metrics can be marked at all, where the selectors name them', () => {
  expect(new SeriesMarks(['up', 'disk{a="b"}']).metrics).toEqual(new Set(['up', 'disk']));
  expect(new SeriesMarks(['up', '{job="api"}']).metrics).toBeNull();
  expect(new SeriesMarks([]).metrics).toEqual(new Set());
});

test.each(['up{', 'sum(up)', 'up[5m]', 'up offset 1h', '', '{a=~"("}'])(
  '%j is no selector, and it is said why',
  (text) => {
    const checked = MarksDraftSchema.safeParse({ selectors: [text] });
    expect(checked.error?.issues[0]?.message).toMatch(/^is no selector of series: .+/);
  },
);

test.each(['up', '{}', ' up{ job = "api" } ', '{"my metric", a=~"b|c"}'])('%j is one', (text) => {
  expect(MarksDraftSchema.safeParse({ selectors: [text] }).success).toBe(true);
});

test.each(['tocsin_anomaly_score', 'tocsin_forecast{source_metric="disk"}', '{__name__="tocsin_canary_age_seconds"}'])(
  '%j is of the platform itself and cannot be marked any more; what was marked once is still read',
  (text) => {
    const checked = MarksDraftSchema.safeParse({ selectors: ['up', text] });
    expect(checked.error?.issues).toMatchObject([
      { path: ['selectors', 1], message: expect.stringMatching(/^marks tocsin_\w+, which the platform writes itself/) },
    ]);
    const kept = { selectors: [text], tenant_id: 'acme', version: 1, created_at: 0, updated_at: 0 };
    expect(PredictionMarksSchema.safeParse(kept).success).toBe(true);
  },
);
