import { secretOf } from './welcome-link.js';

test('only the page of welcome takes what stands behind the sign for something that lets in', () => {
  const places = [
    { pathname: '/welcome', hash: '#a.b.c' },
    { pathname: '/welcome', hash: '' },
    { pathname: '/welcome', hash: '#' },
    { pathname: '/rules', hash: '#a.b.c' },
  ];
  expect(places.map(secretOf)).toEqual(['a.b.c', null, null, null]);
});
