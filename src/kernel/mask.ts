/** `13800000001` → `138****0001`; what is too short to hide four characters is hidden whole. */
export const maskMobile = (mobile: string): string =>
  mobile.length < 11 ? '****' : `${mobile.slice(0, 3)}****${mobile.slice(-4)}`;

/** Masks every mobile in words that are shown again. */
export const maskMobilesIn = (words: string): string =>
  words.replace(/(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)/g, (mobile) => maskMobile(mobile.replace(/[ -]/g, '')));

/** The family name and one star: two characters are shown for no one. */
export const maskName = (name: string): string => `${[...name][0] ?? ''}*`;

/** Keeps the estate (the first six characters) and the room (the last three). */
export const maskAddress = (address: string): string => {
  const chars = [...address];
  return chars.length <= 9
    ? `${chars.slice(0, 4).join('')}…`
    : `${chars.slice(0, 6).join('')}…${chars.slice(-3).join('')}`;
};

/** The first and last characters of an id, for logs. */
export const maskId = (id: string): string => (id.length <= 8 ? '***' : `${id.slice(0, 3)}***${id.slice(-3)}`);

/** The last four digits of a customer number, as residents are shown it too. */
export const maskAccount = (account: string): string => `****${account.slice(-4)}`;
