/** Every text in a value, replaced; what is in `kept` stays (by the name of its member). */
export function withTexts<T>(value: T, text: (old: string) => string, kept: readonly string[] = []): T {
  const replaced = (one: unknown): unknown => {
    if (typeof one === 'string') return text(one);
    if (Array.isArray(one)) return one.map(replaced);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(
      Object.entries(one).map(([name, member]) => [name, kept.includes(name) ? member : replaced(member)]),
    );
  };
  return replaced(value) as T;
}
