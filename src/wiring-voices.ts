import { examples } from '../intents/index.js';
import { createMisheard, putRight } from './conversation/nlu/corrections.js';
import { createVoices, type Voices, type VoicesDeps } from './domain/voices/index.js';
import { reasonOf } from './kernel/errors.js';
import type { Log } from './kernel/log.js';
import type { Services } from './services.js';
import { createWavMaker } from './speech/index.js';

/** What corrections of voices are compared with. */
let corrections: ReturnType<typeof createMisheard> | undefined;
const mishearings = (): ReturnType<typeof createMisheard> => {
  corrections ??= createMisheard(Object.values(examples()).flat());
  return corrections;
};

/** Voices as they are kept, corrected and learnt from. */
export const wireVoices = ({
  notices,
  ...deps
}: Pick<VoicesDeps, 'db' | 'clock' | 'seal'> & Pick<Services, 'notices'>): Voices =>
  createVoices({
    ...deps,
    // a place's name is nobody's slip
    misheard: async (heard, said) => {
      const areas = await notices.areaNames();
      return mishearings()
        .misheard(heard, said)
        .filter(({ from }) => !areas.some((name) => name.includes(from)));
    },
    decode: createWavMaker(),
  });

/** Puts right in a voice what corrections taught; what cannot be read leaves it as it was heard. */
export const mendHeard =
  ({ voices }: Pick<Services, 'voices'>, log: Log) =>
  async (words: string): Promise<string> => {
    try {
      return putRight(words, await voices.mendings());
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'what corrections taught could not be read');
      return words;
    }
  };
