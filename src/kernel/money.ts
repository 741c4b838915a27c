/** Money is integer fen (1 yuan = 100 fen); floating yuan exist nowhere. */
export type Fen = number;

/** numerator ÷ denominator, rounded half up to an integer; both non-negative integers, denominator positive. */
export const divideHalfUp = (numerator: number, denominator: number): number => {
  const rest = numerator % denominator; // exact for safe integers, unlike a quotient that is rounded first
  return (numerator - rest) / denominator + (rest >= denominator - rest ? 1 : 0);
};

/** `4872` → `48.72`; no thousands separator, so that it can be read back. */
export const yuan = (fen: Fen): string => {
  const digits = String(Math.abs(fen)).padStart(3, '0');
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** `1218` → `1,218`. */
export const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
