import fc from 'fast-check';
import { SampleBuffer } from './sample-buffer.js';

const point = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.double());

test('samples come out in the order of their times, each time once, the first one staying', () => {
  fc.assert(
    fc.property(fc.array(point, { maxLength: 60 }), fc.nat(60), (points, looked) => {
      const buffer = new SampleBuffer(1);
      points.forEach(([time, value], i) => {
        buffer.push(time, value);
        if (i === looked) buffer.samples();
      });
      const first = [...new Map(points.toReversed())].sort(([a], [b]) => a - b);
      const { times, values } = buffer.samples();
      expect(Array.from(times, (time, i) => [time, values[i]])).toEqual(first);
      expect(buffer.earliest).toBe(Math.min(...points.map(([time]) => time)));
      expect(buffer.latest).toBe(Math.max(...points.map(([time]) => time)));
    }),
  );
});
