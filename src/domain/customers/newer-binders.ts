import type { Home } from './door.js';
import type { ResidentStore } from './resident-store.js';

export interface NewerBindersDeps {
  residents: ResidentStore;
  homes: (openid: string) => Promise<readonly Home[]>;
}

/**
 * Homes that another resident has bound later, each with the latest time. Whom the resident let in herself is none of them, and a guest has
 * no say in it.
 */
export const newerBinders =
  ({ residents, homes }: NewerBindersDeps) =>
  async (openid: string): Promise<readonly { home: Home; at: Date }[]> => {
    const found = await Promise.all(
      (await homes(openid)).map(async (home) => {
        if (home.guest) return [];
        const later = (await residents.bindersOf(home.account))
          .filter(({ row, binding }) => row._id !== openid && binding.by !== openid)
          .map(({ binding }) => binding.boundAt.getTime())
          .filter((at) => at > home.boundAt.getTime());
        return later.length > 0 ? [{ home, at: new Date(Math.max(...later)) }] : [];
      }),
    );
    return found.flat();
  };
