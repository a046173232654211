// Draws [data-chart=table-id] from the table beside it, which holds the numbers: rows marked data-drawn, or all rows of the
// body; data-columns names the columns. Without this script the tables say everything.
const echarts = globalThis.echarts;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const looks = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)", "print"].map((query) => matchMedia(query));

function numbersOf(box) {
  const table = document.getElementById(box.dataset.chart);
  const drawn = table.querySelectorAll("tbody tr[data-drawn]");
  const rows = [...(drawn.length ? drawn : table.querySelectorAll("tbody tr"))];
  const columns = box.dataset.columns.split(" ").map(Number);
  const text = (row, place) => row.cells[place].textContent.trim();
  return {
    labels: rows.map((row) => text(row, 0)),
    // what is left out (少于5, 略) is a gap and no zero
    series: columns.map((place) => ({
      name: text(table.tHead.rows[0], place),
      data: rows.map((row) => (/^\d+$/.test(text(row, place)) ? Number(text(row, place)) : null)),
    })),
  };
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function optionOf(box, { labels, series }) {
  const ink = token("--ink-2");
  const size = 0.8125 * parseFloat(getComputedStyle(document.documentElement).fontSize);
  const text = { color: ink, fontSize: size, fontFamily: token("--sans") };
  const lying = "lying" in box.dataset;
  const width = lying ? Math.min(box.clientWidth * 0.36, 13 * size) : undefined;
  const names = {
    type: "category", data: labels, inverse: lying, axisTick: { show: false }, axisLine: { lineStyle: { color: token("--edge") } },
    axisLabel: { ...text, interval: lying ? 0 : "auto", hideOverlap: !lying, width, overflow: lying ? "truncate" : "none" },
  };
  const amounts = {
    type: "value", minInterval: 1, axisLabel: { ...text, hideOverlap: true }, splitLine: { lineStyle: { color: token("--line") } },
  };
  const colours = [token("--blue-ink"), token("--edge")];
  return {
    animation: !still.matches,
    aria: { enabled: true, label: { enabled: false } },
    color: colours,
    grid: { left: 8, right: lying ? 3 * size : 8, top: 2 * size, bottom: 8, containLabel: true },
    [lying ? "yAxis" : "xAxis"]: names,
    [lying ? "xAxis" : "yAxis"]: amounts,
    series: series.map((one, place) => ({
      ...one, type: "bar", barMaxWidth: 28, barGap: "8%",
      itemStyle: place ? { decal: { symbol: "rect", color: token("--paper"), dashArrayX: [1, 0], dashArrayY: [2, 2], rotation: -Math.PI / 4 } } : {},
      label: { show: lying || box.clientWidth > 560, position: lying ? "right" : "top", ...text, formatter: ({ value }) => (value ? String(value) : "") },
    })),
  };
}

function keyOf(series) {
  const key = document.createElement("p");
  key.className = "chart__key";
  key.setAttribute("aria-hidden", "true");
  for (const { name } of series) key.append(Object.assign(document.createElement("span"), { textContent: name }));
  return key;
}

function draw(box) {
  const numbers = numbersOf(box);
  if (!numbers.series.some(({ data }) => data.some((value) => value))) return; // nothing to draw
  box.hidden = false;
  box.setAttribute("role", "img");
  if (numbers.series.length > 1) box.append(keyOf(numbers.series));
  const place = Object.assign(document.createElement("div"), { className: "chart__canvas" });
  box.append(place);
  const chart = echarts.init(place);
  const paint = () => chart.setOption(optionOf(box, numbers), { notMerge: true });
  paint();
  new ResizeObserver(() => { chart.resize(); paint(); }).observe(place);
  new MutationObserver(paint).observe(document.documentElement, { attributes: true });
  for (const look of looks) look.addEventListener("change", paint);
}

if (echarts) document.querySelectorAll("[data-chart]").forEach(draw);
