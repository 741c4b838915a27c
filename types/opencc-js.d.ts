declare module 'opencc-js' {
  /** Makes a converter between scripts, e.g. from `tw` (traditional) to `cn` (simplified). */
  export function Converter(options: { from: string; to: string }): (text: string) => string;
}
