/** Numbers evenly from 0 to 1, both exclusive, the same for each seed: the minimal standard generator (Park and Miller, 1993). */
export function uniform(seed: number): () => number {
  let state = (seed * 7_919 + 1) % 2_147_483_647;
  const next = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  for (let warm = 0; warm < 10; warm++) next();
  return next;
}

/** Numbers evenly from -1 to 1. */
export function noise(seed: number): () => number {
  const random = uniform(seed);
  return () => 2 * random() - 1;
}

/** Numbers of mean 0 and standard deviation 1, normally distributed (Box and Muller, 1958). */
export function normal(seed: number): () => number {
  const random = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}
