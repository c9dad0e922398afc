import { GroupProgress } from './group-progress.js';

describe('GroupProgress', () => {
  it('knows of no delay while the group is where the partition ends, and counts it from the first record unread', () => {
    const progress = new GroupProgress(0);
    expect(progress.waitedMs({ at: 0, done: 5, end: 5 })).toBe(0);
    expect(progress.waitedMs({ at: 10, done: 5, end: 8 })).toBe(0);
    expect(progress.waitedMs({ at: 25, done: 6, end: 9 })).toBe(15);
    expect(progress.waitedMs({ at: 40, done: 8, end: 20 })).toBe(15);
    expect(progress.waitedMs({ at: 50, done: 20, end: 20 })).toBe(0);
  });

  it('falls while the group catches up, although more is unread', () => {
    const progress = new GroupProgress(0);
    for (let at = 0; at <= 100; at += 10) progress.waitedMs({ at, done: 0, end: 100 + at });
    expect(progress.waitedMs({ at: 110, done: 150, end: 400 })).toBe(50);
    expect(progress.waitedMs({ at: 120, done: 399, end: 900 })).toBe(10);
  });

  it('takes a few offsets at the end for marks of transactions, until more is written and the group does not move', () => {
    const progress = new GroupProgress(8);
    const waited = (at: number, done: number, end: number): number => progress.waitedMs({ at, done, end });
    expect(waited(0, 5, 13)).toBe(0);
    expect(waited(60_000, 5, 13)).toBe(0);
    // A tick later the group has not read yet what is new; of the marks before, nobody is late.
    expect(waited(75_000, 5, 29)).toBe(0);
    expect(waited(90_000, 21, 29)).toBe(0);
    expect(waited(135_000, 21, 45)).toBe(0);
    expect(waited(150_000, 21, 45)).toBe(15_000);
    expect(waited(195_000, 21, 61)).toBe(60_000);
    expect(waited(210_000, 53, 61)).toBe(0);
  });

  it('takes many offsets at the end for records', () => {
    const progress = new GroupProgress(8);
    progress.waitedMs({ at: 0, done: 5, end: 14 });
    expect(progress.waitedMs({ at: 1_000, done: 5, end: 14 })).toBe(1_000);
  });

  it('goes on counting through more looks than it remembers', () => {
    const progress = new GroupProgress(0);
    for (let at = 0; at <= 10_000; at += 10) progress.waitedMs({ at, done: 0, end: at + 1 });
    expect(progress.waitedMs({ at: 10_010, done: 0, end: 10_002 })).toBeGreaterThan(2_000);
  });

  it('tells how long a partition has had the same end', () => {
    const progress = new GroupProgress(0);
    progress.waitedMs({ at: 0, done: 0, end: 1 });
    progress.waitedMs({ at: 10, done: 1, end: 1 });
    expect(progress.stillMs(10)).toBe(10);
    progress.waitedMs({ at: 20, done: 1, end: 2 });
    expect(progress.stillMs(30)).toBe(10);
  });
});
