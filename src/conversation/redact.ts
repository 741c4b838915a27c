const REDACTED = '[…]';
/** Only as such numbers are written: in one piece, a card in fours, an ID in 6-8-4; two short numbers side by side are neither. */
const NUMBER =
  /(?<![0-9])(?:[0-9]{17}[Xx]|[0-9]{16,19}|[0-9]{6}[ -][0-9]{8}[ -][0-9]{3}[0-9Xx]|[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -]?[0-9]{1,3})?)(?![0-9Xx])/g;
/** A resident identity number by its shape: 18 places with a birth date among them. A mistyped one gives away as much, so its check character is not asked. */
const isIdNumber = (plain: string): boolean =>
  /^[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]$/.test(plain);

/** A bank card number: 16 to 19 digits with the Luhn check digit, or UnionPay's 62 before them, mistyped or not. */
const isCardNumber = (plain: string): boolean => {
  if (!/^[1-9]\d{15,18}$/.test(plain)) return false;
  if (plain.startsWith('62')) return true;
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
