import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatNumber } from "../components/format.ts";

const height = 240;

/**
 * Draws bars: for each entry all of it in the colour of what is bad, and before it what is good.
 *
 * @returns a function that takes them away.
 */
export function drawBars(place: HTMLElement, counts: readonly (readonly [number, number])[]): () => void {
  const look = getComputedStyle(place);
  const color = (name: string): string => look.getPropertyValue(name).trim();
  const bars = uPlot.paths.bars?.({ size: [0.7, 56], radius: 0.06 });
  const axis: uPlot.Axis = {
    stroke: color("--color-text-quiet"),
    grid: { stroke: color("--color-line"), width: 1 },
    ticks: { show: false },
    font: `12px ${look.fontFamily}`,
  };
  const series = (label: string, fill: string): uPlot.Series => ({
    label,
    fill,
    stroke: fill,
    width: 0,
    points: { show: false },
    ...(bars === undefined ? {} : { paths: bars }),
  });
  const options: uPlot.Options = {
    width: place.clientWidth,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [0.4, counts.length + 0.6] },
      y: { range: (_, __, max) => [0, Math.max(1, max * 1.08)] },
    },
    axes: [
      { ...axis, size: 28, grid: { show: false }, incrs: [1, 2, 5, 10, 20, 50, 100, 500, 1000] },
      { ...axis, size: 52, values: (_, ticks) => ticks.map((tick) => formatNumber(tick)) },
    ],
    series: [{}, series("refused", color("--color-bad-strong")), series("written", color("--color-good-strong"))],
  };
  const data: uPlot.AlignedData = [
    counts.map((_, index) => index + 1),
    counts.map(([rows]) => rows),
    counts.map(([rows, failed]) => rows - failed),
  ];
  const plot = new uPlot(options, data, place);
  const watcher = new ResizeObserver(() => {
    if (place.clientWidth > 0 && place.clientWidth !== plot.width) plot.setSize({ width: place.clientWidth, height });
  });
  watcher.observe(place);
  return () => {
    watcher.disconnect();
    plot.destroy();
  };
}
