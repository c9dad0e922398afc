import { ProblemError } from '@tocsin/client/problem-error';
import { fieldProblem, isAtFields } from './field-problems.js';

const wrong = (...paths: string[]): ProblemError =>
  new ProblemError('createUser', {
    type: 'urn:tocsin:problem:invalid',
    title: 'It is not valid',
    status: 422,
    detail: 'See the errors.',
    instance: '',
    trace_id: '',
    errors: paths.map((path) => ({ path, code: 'short', message: 'is too short', fix: 'Write more.' })),
  });

test('what is wrong is said at its field, and at that of the list that it stands in', () => {
  const error = wrong('name', 'urls[1]');
  expect(fieldProblem(error, 'name')).toBe('name is too short. Write more.');
  expect(fieldProblem(error, 'urls')).toBe('urls is too short. Write more.');
  expect([fieldProblem(error, 'nam'), fieldProblem(new Error('lost'), 'name')]).toEqual([null, null]);
});

test('what stands at no field is said by itself', () => {
  expect(isAtFields(wrong('name', 'urls[0]'), ['name', 'urls'])).toBe(true);
  expect([wrong('name', 'role'), wrong(), new Error('lost')].map((error) => isAtFields(error, ['name']))).toEqual([
    false,
    false,
    false,
  ]);
});
