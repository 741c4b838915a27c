/** An instant as text under its name; nothing when it is not there. */
export const at = <Name extends string>(name: Name, value: Date | undefined): { [N in Name]?: string } =>
  (value ? { [name]: value.toISOString() } : {}) as { [N in Name]?: string };
/** A field that is there, under its name; nothing when it is not. */
export const given = <Name extends string, Value>(name: Name, value: Value | undefined): { [N in Name]?: Value } =>
  (value === undefined ? {} : { [name]: value }) as { [N in Name]?: Value };
