import type { z } from 'zod';
import type { KeptVoice, LearntMending } from '../domain/voices/door.js';
import { maskId } from '../kernel/mask.js';
import type { MendingOut, VoiceOut } from './contract-voices.js';
import { given } from './fields.js';

const SHOWN = 60;
/** As long as an account, a code or a mobile number. */
const LONG_NUMBER = /\d{6,}/g;

/** The beginning of words, long numbers without their digits. */
const glimpse = (words: string): string => {
  const chars = [...words.replace(LONG_NUMBER, (digits) => '*'.repeat(digits.length))];
  return chars.length > SHOWN ? `${chars.slice(0, SHOWN - 1).join('')}…` : chars.join('');
};

export const presentVoice = (voice: KeptVoice): z.output<typeof VoiceOut> => ({
  id: voice.id,
  resident: maskId(voice.openid),
  at: voice.at.toISOString(),
  outcome: voice.outcome,
  ...given('heard', voice.heard),
  ...given('by', voice.by),
  ms: voice.ms,
  ...given('correction', voice.correction && { ...voice.correction, at: voice.correction.at.toISOString() }),
  ...given('audio', voice.audio && { ...voice.audio }),
});

/** As it stands in a list. */
export const presentVoiceRow = (voice: KeptVoice): z.output<typeof VoiceOut> => {
  const { heard, correction } = voice;
  return presentVoice({
    ...voice,
    ...given('heard', heard && glimpse(heard)),
    ...given('correction', correction && { ...correction, text: glimpse(correction.text) }),
  });
};

export const presentMending = ({
  id,
  from,
  to,
  times,
  confirmed,
  active,
}: LearntMending): z.output<typeof MendingOut> => ({ id, from, to, times, confirmed, active });
