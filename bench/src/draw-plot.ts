import type { Spread } from "./spread.ts";
import { shown } from "./spread.ts";

/** A picture of numbers. */
export type Plot = BarPlot | LinePlot;

interface PlotOf {
  /** The file's name, without its ending. */
  readonly file: string;
  readonly title: string;
  readonly series: readonly Series[];
}

/** Bars from zero, a panel with a scale of its own for each group, with the middle half of what was measured. */
interface BarPlot extends PlotOf {
  readonly kind: "bars";
  readonly groups: readonly string[];
}

/** Lines over the same places; both axes are logarithmic. */
interface LinePlot extends PlotOf {
  readonly kind: "lines";
  readonly places: readonly number[];
  readonly across: string;
  readonly upwards: string;
}

/** The numbers of one contender: one for each group, or for each place. */
interface Series {
  readonly name: string;
  readonly values: readonly (Spread | number | null)[];
}

const colours = ["#0b6e99", "#5aa9c9", "#c4572f", "#8a8f98", "#b9a04c", "#6b5b95"];
const width = 760;

/** Draws a plot as an SVG file that needs nothing else: white behind it, so that it can be read on dark pages as well. */
export function drawPlot(plot: Plot): string {
  const { height, content } = plot.kind === "bars" ? drawBars(plot) : drawLines(plot);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="13" fill="#222">
<rect width="${width}" height="${height}" fill="#fff"/>
${text(16, 26, plot.title, 'font-size="16" font-weight="600"')}
${content.join("\n")}
</svg>
`;
}

interface Drawing {
  readonly height: number;
  readonly content: readonly string[];
}

const medianOf = (value: Spread | number | null): number =>
  value === null ? 0 : typeof value === "number" ? value : value.median;

function drawBars({ groups, series }: BarPlot): Drawing {
  const [left, right, row, gap] = [250, 650, 24, 36];
  const content: string[] = [];
  let y = 44;
  for (const [group, title] of groups.entries()) {
    content.push(text(16, y + 14, title, 'fill="#555" font-weight="600"'));
    y += 24;
    const most = Math.max(...series.map(({ values }) => highest(values[group] ?? 0)));
    const scale = (value: number): number => left + (value / most) * (right - left);
    for (const [index, { name, values }] of series.entries()) {
      const value = values[group] ?? 0;
      const end = scale(medianOf(value));
      content.push(
        text(left - 8, y + 16, name, 'text-anchor="end"'),
        `<rect x="${left}" y="${y + 3}" width="${one(end - left)}" height="${row - 6}" fill="${colours[index % colours.length]}"/>`,
        text(Math.max(end, scale(highest(value))) + 8, y + 16, shown(medianOf(value))),
      );
      if (typeof value === "object") {
        const [low, high] = [one(scale(value.low)), one(scale(value.high))];
        content.push(
          `<path d="M${low} ${y + row / 2}H${high}M${low} ${y + 8}v8M${high} ${y + 8}v8" stroke="#222" fill="none"/>`,
        );
      }
      y += row;
    }
    content.push(`<path d="M${left} ${y - row * series.length}V${y}" stroke="#999"/>`);
    y += gap - 24;
  }
  return { height: y + 8, content };
}

const highest = (value: Spread | number | null): number =>
  typeof value === "object" && value !== null ? value.high : medianOf(value);

function drawLines({ places, series, across, upwards }: LinePlot): Drawing {
  const [left, right, top, bottom] = [80, 560, 50, 350];
  const values = series.flatMap((line) => line.values.map(medianOf)).filter((value) => value > 0);
  const ticksUp = decades(Math.min(...values), Math.max(...values));
  const [low = 1, high = 10] = [ticksUp[0], ticksUp.at(-1)];
  const [first = 1, last = 10] = [places[0], places.at(-1)];
  const x = (value: number): number => left + (Math.log(value / first) / Math.log(last / first)) * (right - left);
  const y = (value: number): number => bottom - (Math.log(value / low) / Math.log(high / low)) * (bottom - top);
  const content = [
    ...ticksUp.map(
      (tick) =>
        `<path d="M${left} ${one(y(tick))}H${right}" stroke="#e4e4e4"/>${text(left - 8, y(tick) + 4, tick.toLocaleString("en-US"), 'text-anchor="end" fill="#555"')}`,
    ),
    ...places.map((place) =>
      text(x(place), bottom + 20, place.toLocaleString("en-US"), 'text-anchor="middle" fill="#555"'),
    ),
    `<path d="M${left} ${top}V${bottom}H${right}" stroke="#999" fill="none"/>`,
    text((left + right) / 2, bottom + 42, across, 'text-anchor="middle" fill="#555"'),
    `<text transform="translate(18 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle" fill="#555">${escape(upwards)}</text>`,
  ];
  for (const [index, { name, values: line }] of series.entries()) {
    const colour = colours[index % colours.length];
    const points = line.flatMap((value, place) =>
      medianOf(value) > 0 ? [[x(places[place] ?? 1), y(medianOf(value))] as const] : [],
    );
    content.push(
      `<polyline points="${points.map(([px, py]) => `${one(px)},${one(py)}`).join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...points.map(([px, py]) => `<circle cx="${one(px)}" cy="${one(py)}" r="3.5" fill="${colour}"/>`),
      `<rect x="${right + 24}" y="${top + index * 22}" width="12" height="12" fill="${colour}"/>`,
      text(right + 42, top + index * 22 + 11, name),
    );
  }
  return { height: bottom + 60, content };
}

/** Powers of ten around a range. */
function decades(low: number, high: number): number[] {
  const from = Math.floor(Math.log10(low));
  const to = Math.max(from + 1, Math.ceil(Math.log10(high)));
  return Array.from({ length: to - from + 1 }, (_, index) => Number(`1e${from + index}`));
}

const one = (value: number): number => Number(value.toFixed(1));

const escape = (value: string): string => value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

const text = (x: number, y: number, value: string, more = ""): string =>
  `<text x="${one(x)}" y="${one(y)}"${more === "" ? "" : ` ${more}`}>${escape(value)}</text>`;
