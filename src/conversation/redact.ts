const REDACTED = '[…]';
/** Only as such numbers are written: in one piece, a card in fours, an ID in 6-8-4; two short numbers side by side are neither. */
const NUMBER =
  /(?<![0-9])(?:[0-9]{17}[Xx]|[0-9]{16,19}|[0-9]{6}[ -][0-9]{8}[ -][0-9]{3}[0-9Xx]|[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -]?[0-9]{1,3})?)(?![0-9Xx])/g;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK = '10X98765432';

/** A resident identity number: 18 places, a birth date, and the check character of ISO 7064 MOD 11-2. */
const isIdNumber = (plain: string): boolean => {
  if (!/^\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]$/.test(plain)) return false;
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(plain[i]), 0);
  return CHECK[sum % 11] === plain[17];
};

/** A bank card number: 16 to 19 digits with the Luhn check digit. */
const isCardNumber = (plain: string): boolean => {
  if (!/^[1-9]\d{15,18}$/.test(plain)) return false;
  const sum = [...plain].reverse().reduce((total, digit, i) => {
    const n = i % 2 ? Number(digit) * 2 : Number(digit);
    return total + (n > 9 ? n - 9 : n);
  }, 0);
  return sum % 10 === 0;
};

/** Takes ID and bank card numbers out of what is about to be kept; full-width digits are seen through. */
export const redact = (text: string): { text: string; found: boolean } => {
  let found = false;
  const cleaned = text.normalize('NFKC').replace(NUMBER, (number) => {
    const plain = number.replace(/[ -]/g, '').toUpperCase();
    if (!isIdNumber(plain) && !isCardNumber(plain)) return number;
    found = true;
    return REDACTED;
  });
  return found ? { text: cleaned, found } : { text, found };
};
