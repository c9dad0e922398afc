import { TellOnce } from './tell-once.js';

test('a subject is told once, whatever else its messages say, and others beside it', () => {
  const told: string[] = [];
  const once = new TellOnce((message) => told.push(message));
  once.tell('late', 'cpu was late');
  once.tell('late', 'disk was late');
  once.tell('refused', 'cpu was refused');
  expect(told).toEqual(['cpu was late', 'cpu was refused']);
});

test('it remembers no more than a thousand subjects', () => {
  let told = 0;
  const once = new TellOnce(() => (told += 1));
  for (let i = 0; i <= 1_000; i += 1) once.tell(String(i), '');
  once.tell('0', '');
  expect(told).toBe(1_002);
});
