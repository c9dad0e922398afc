import { strangeSeverities } from './strange-severities.js';

test('a severity that the platform writes is not doubted, whichever way it is asked about', () => {
  expect(
    strangeSeverities(['severity="high"', 'severity=warning', 'severity!=info', 'severity=~"crit.*|page"']),
  ).toEqual([]);
});

test('a severity that no alert has by itself is doubted, also one in capitals', () => {
  const strange = ['severity="HIGH"', 'severity!=CRITICAL', 'severity=~"pag.+"', 'severity!~"sev[0-9]"'];
  expect(strangeSeverities(strange)).toEqual(strange);
});

test('other labels, no severity at all and what is no matcher are passed over', () => {
  expect(strangeSeverities(['team="HIGH"', 'severity=""', 'severity', 'severity=~"("'])).toEqual([]);
});
