import type { Home } from './door.js';
import type { ResidentStore } from './store.js';

export interface NewerBindersDeps {
  residents: ResidentStore;
  homes: (openid: string) => Promise<readonly Home[]>;
}

/** Homes that another resident has bound later, each with the latest time. */
export const newerBinders =
  ({ residents, homes }: NewerBindersDeps) =>
  async (openid: string): Promise<readonly { home: Home; at: Date }[]> => {
    const found = await Promise.all(
      (await homes(openid)).map(async (home) => {
        const later = (await residents.othersBindings(openid, home.account))
          .map(({ boundAt }) => boundAt.getTime())
          .filter((at) => at > home.boundAt.getTime());
        return later.length > 0 ? [{ home, at: new Date(Math.max(...later)) }] : [];
      }),
    );
    return found.flat();
  };
