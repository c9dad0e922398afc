import fc from 'fast-check';
import { escapeSlack } from './slack.js';
import { fitText, inBytes, inCharacters, inJsonBytes } from './fit-text.js';

test('a text that fits stays, and of one that does not the end gives way to an ellipsis', () => {
  expect(fitText('busy', 4)).toBe('busy');
  expect(fitText('busy hosts', 6)).toBe('busy…');
  expect(fitText('a & b & c', 8, escapeSlack)).toBe('a &amp;…');
  expect(fitText('😀😀😀', 5)).toBe('😀😀…');
});

test('in whatever it is measured, no text is longer than it may be, and none is cut within a sign or an escape', () => {
  const measures = fc.constantFrom(inCharacters, inBytes, inJsonBytes);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 40 }), measures, (text, most, measure) => {
      const fitted = fitText(text, most, escapeSlack, measure);
      expect(measure(fitted)).toBeLessThanOrEqual(most);
      expect(fitted.isWellFormed()).toBe(true);
      expect(fitted.replaceAll(/&(amp|lt|gt);/g, '')).not.toContain('&');
      if (measure(escapeSlack(text)) <= most) expect(fitted).toBe(escapeSlack(text));
    }),
  );
});
