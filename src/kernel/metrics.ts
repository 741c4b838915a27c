/** Names and values that tell series of one metric apart; few values, and never personal data. */
export type Labels = Readonly<Record<string, string>>;

interface Sample {
  suffix: string;
  labels: Labels;
  value: number;
}

interface Metric {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
  collect(): readonly Sample[] | Promise<readonly Sample[]>;
}

/** Counts in the memory of this process, written in Prometheus' text format. */
export interface Metrics {
  /** Only goes up. */
  counter(name: string, help: string): (labels: Labels, by?: number) => void;
  /** @param bounds upper bounds of the buckets, rising; the last, +Inf, is added */
  histogram(name: string, help: string, bounds: readonly number[]): (value: number, labels?: Labels) => void;
  /** Asked for at each scrape; one that fails is left out. */
  gauge(name: string, help: string, read: () => Promise<readonly { labels: Labels; value: number }[]>): void;
  text(): Promise<string>;
}

const escaped = (value: string): string => value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');

const series = (labels: Labels): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
};

const written = async ({ name, help, type, collect }: Metric): Promise<string> => {
  const samples = await Promise.resolve()
    .then(collect)
    .catch(() => []);
  const lines = samples.map(({ suffix, labels, value }) => `${name}${suffix}${series(labels)} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
};

interface Spread {
  labels: Labels;
  /** How many values fell into each bucket alone. */
  counts: number[];
  sum: number;
}

const samplesOf = ({ labels, counts, sum }: Spread, bounds: readonly number[]): Sample[] => {
  let count = 0;
  const buckets = counts.map((each, i) => {
    count += each;
    const le = bounds[i] === undefined ? '+Inf' : String(bounds[i]);
    return { suffix: '_bucket', labels: { ...labels, le }, value: count };
  });
  return [...buckets, { suffix: '_sum', labels, value: sum }, { suffix: '_count', labels, value: count }];
};

/** A registry of its own; who counts is handed the function to count with. */
export const createMetrics = (): Metrics => {
  const metrics: Metric[] = [];
  return {
    counter: (name, help) => {
      const values = new Map<string, Sample>();
      metrics.push({ name, help, type: 'counter', collect: () => [...values.values()] });
      return (labels, by = 1) => {
        const key = series(labels);
        const sample = values.get(key) ?? { suffix: '', labels, value: 0 };
        sample.value += by;
        values.set(key, sample);
      };
    },
    histogram: (name, help, bounds) => {
      const spreads = new Map<string, Spread>();
      const collect = () => [...spreads.values()].flatMap((spread) => samplesOf(spread, bounds));
      metrics.push({ name, help, type: 'histogram', collect });
      return (value, labels = {}) => {
        const key = series(labels);
        const spread = spreads.get(key) ?? { labels, counts: Array<number>(bounds.length + 1).fill(0), sum: 0 };
        const at = bounds.findIndex((bound) => value <= bound);
        const bucket = at < 0 ? bounds.length : at;
        spread.counts[bucket] = (spread.counts[bucket] ?? 0) + 1;
        spread.sum += value;
        spreads.set(key, spread);
      };
    },
    gauge: (name, help, read) => {
      const collect = async () => (await read()).map(({ labels, value }) => ({ suffix: '', labels, value }));
      metrics.push({ name, help, type: 'gauge', collect });
    },
    text: async () => (await Promise.all(metrics.map(written))).join(''),
  };
};
