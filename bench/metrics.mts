/** The sum of a metric of an app over all its series, or those with this label, as `topic="odds.events"`. */
export async function metric(origin: string, name: string, label = ''): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  const series = text.matchAll(new RegExp(`^stakelog_${name}(\\{[^}]*\\})? (\\S+)$`, 'gm'));
  return [...series]
    .filter(([, labels = '']) => labels.includes(label))
    .reduce((sum, [, , value]) => sum + Number(value), 0);
}
