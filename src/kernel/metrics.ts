import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Names and values that tell series of one metric apart; few values, and never personal data. */
export type Labels<Name extends string = string> = Readonly<Record<Name, string>>;

export interface Sample<Name extends string = string> {
  labels: Labels<Name>;
  value: number;
}

/** Figures in the memory of this process, for a Prometheus to fetch. Each counts under a fixed list of labels. */
export interface Metrics {
  /** Only goes up. */
  counter<const Name extends string>(
    name: string,
    help: string,
    labels: readonly Name[],
  ): (values: Labels<Name>, by?: number) => void;
  /** @param bounds upper bounds of the buckets, rising; the last, +Inf, is added */
  histogram<const Name extends string = never>(
    name: string,
    help: string,
    bounds: readonly number[],
    labels?: readonly Name[],
  ): (value: number, values: Labels<Name>) => void;
  /** Asked for at each scrape; one that fails is left out. */
  gauge<const Name extends string>(
    name: string,
    help: string,
    labels: readonly Name[],
    read: () => Promise<readonly Sample<Name>[]>,
  ): void;
  /** A counter's series as they stand. */
  read(name: string): Promise<readonly Sample[]>;
  /** All of them in Prometheus' text format. */
  text(): Promise<string>;
  /** The Content-Type of that text. */
  contentType: string;
}

/** A registry of its own. @param ofProcess also this process's own: event loop lag, heap, garbage collection, CPU, open files */
export const createMetrics = ({ ofProcess = false } = {}): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  if (ofProcess) collectDefaultMetrics({ register: registry });
  return {
    contentType: registry.contentType,
    counter: (name, help, labels) => {
      const counter = new Counter({ name, help, labelNames: [...labels], registers });
      return (values, by = 1) => counter.inc(values, by);
    },
    histogram: (name, help, bounds, labels = []) => {
      const histogram = new Histogram({ name, help, buckets: [...bounds], labelNames: [...labels], registers });
      return (value, values) => histogram.observe(values, value);
    },
    gauge: (name, help, labels, read) => {
      const gauge: Gauge = new Gauge({
        name,
        help,
        labelNames: [...labels],
        registers,
        collect: async () => {
          const samples = await read().catch(() => []);
          gauge.reset();
          // a gauge without labels is 0 after that, which nobody has measured
          if (labels.length === 0) gauge.remove();
          for (const { labels: values, value } of samples) gauge.set(values, value);
        },
      });
    },
    read: async (name) => {
      const metric = registry.getSingleMetric(name);
      const { values } = metric ? await metric.get() : { values: [] };
      return values.map(({ labels, value }) => ({
        labels: Object.fromEntries(Object.entries(labels).map(([label, of]) => [label, String(of)])),
        value,
      }));
    },
    text: () => registry.metrics(),
  };
};
