/**
 * Makes of a function one that runs at once, and then, however often it is called, at most once in a while: what was asked
 * for meanwhile is done at the end of it.
 *
 * @param wait - resolves after so many milliseconds
 */
export function paced(run: () => void, pauseMs: number, wait: (ms: number) => Promise<void>): () => void {
  let isPausing = false;
  let isWanted = false;
  const call = (): void => {
    if (isPausing) {
      isWanted = true;
      return;
    }
    isPausing = true;
    run();
    void wait(pauseMs).then(() => {
      isPausing = false;
      if (!isWanted) return;
      isWanted = false;
      call();
    });
  };
  return call;
}
