import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleAll,
  noJitterGenerator,
} from 'cockatiel';

/** In place of a result: the service rests and was not asked. */
export const RESTING = Symbol('resting');

/** Keeps a service that is down from being asked again and again. Real time: it protects machines, ours and theirs. */
export interface Breaker<T> {
  /** Asks, save while it rests; after the rest one tries, and the others go on resting until it is known how that ended. What `ask` throws passes through. */
  run(ask: () => Promise<T>): Promise<T | typeof RESTING>;
  readonly open: boolean;
}

/** Failures in a row that open it. */
const FAILURES = 4;
/** Real milliseconds of rest; twice as long after each trial that fails. */
const REST = { initialDelay: 5_000, maxDelay: 60_000, exponent: 2, generator: noJitterGenerator };

/** @param failed which results are failures; to throw always is one */
export const createBreaker = <T>(failed: (result: T) => boolean): Breaker<T> => {
  const circuit = circuitBreaker(
    handleAll.orWhenResult((result) => failed(result as T)),
    { breaker: new ConsecutiveBreaker(FAILURES), halfOpenAfter: new ExponentialBackoff(REST) },
  );
  return {
    get open() {
      return circuit.state !== CircuitState.Closed;
    },
    run: async (ask) => {
      // the library would let the others wait for the trial, without a limit
      if (circuit.state === CircuitState.HalfOpen) return RESTING;
      try {
        return await circuit.execute(ask);
      } catch (error) {
        if (error instanceof BrokenCircuitError) return RESTING;
        throw error;
      }
    },
  };
};
