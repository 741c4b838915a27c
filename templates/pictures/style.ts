/** What all pictures share. Measures are pixels of a picture 780 wide: twice what a phone shows, so 26 is the smallest that old eyes read. */
export const WIDTH = 780;
export const MARGIN = 44;

export const size = { small: 26, words: 30, strong: 34, title: 42, huge: 96 } as const;

export const ink = {
  paper: '#ffffff',
  text: '#1b2733',
  /** second to the words; 5.6:1 on white */
  soft: '#5b6772',
  rule: '#d5dbe1',
  band: '#0b4f7d',
  onBand: '#ffffff',
  softOnBand: '#cfe3f1',
  good: '#0a6b3d',
  owed: '#a3230f',
  panel: '#f2f5f8',
  warm: '#fdf1dc',
  warmText: '#6b4400',
} as const;

/**
 * Tier colours, told apart by those who do not see red and green apart: after Okabe and Ito, each also lighter or darker than its neighbours. The
 * second is what is written on it.
 */
const tierColours = [
  ['#2a7fbd', '#ffffff'],
  ['#f0b43c', '#1b2733'],
  ['#9c2f14', '#ffffff'],
  ['#4b2a63', '#ffffff'],
] as const;

export const tierColour = (tier: number): string => colourOf(tier)[0];
export const onTier = (tier: number): string => colourOf(tier)[1];

const colourOf = (tier: number): readonly [string, string] =>
  tierColours[Math.min(Math.max(1, tier), tierColours.length) - 1] ?? tierColours[0];
