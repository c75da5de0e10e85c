// Draws <div data-chart data-source="#id"> from the JSON in <script type="application/json" id>. What stands in it is
// declared in crates/web/src/components/charts.rs. The same figures stand in the table below each picture.

import "./vendor/echarts.js";

const echarts = globalThis.echarts;

// As in junheng.css: colours that colour-blind people tell apart, and a shape for each state.
const INK = "#1d2733", QUIET = "#566373", LINE = "#dfe4ea", ACCENT = "#1b5a9c";
const COLOURS = { met: "#2c9c80", not_met: "#d2551a", undetermined: "#8b86ad" };
const SHAPES = { met: "circle", not_met: "rect", undetermined: "triangle" };
const LINES = [ACCENT, "#b0731a", "#2c9c80", "#8b4d9e", "#5d6b7a"];
const LINE_SHAPES = ["circle", "rect", "triangle", "diamond", "roundRect"];
const FONT = getComputedStyle(document.body).fontFamily;
// So narrow that names stand beside bars and not below them.
const NARROW = 560;
// How large the names on a map are, in pixels.
const NAME_SIZE = 11;
// How wide the text of a printed page is, in pixels.
const PAPER = 690;
// So much of a picture's height is enough there.
const FLATTER = 0.7;
const BARS_AT_ONCE = 60, BARS_AT_ONCE_NARROW = 14;

const painters = { ranking, distribution, trend, map, shares };

export function drawAll(root) {
  for (const place of root.querySelectorAll("[data-chart]")) {
    if (!place.firstChild) draw(place);
  }
}

function draw(place) {
  const data = JSON.parse(document.querySelector(place.dataset.source).textContent);
  const option = painters[place.dataset.chart](data, place);
  if (typeof option === "string") {
    place.classList.add("chart-picture-words");
    place.textContent = option;
    return;
  }
  const chart = echarts.init(place, null, { renderer: "svg" });
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", place.dataset.title);
  chart.setOption({ ...frame(), ...option });
  chart.on("click", (event) => {
    const href = event.data?.href;
    if (href) location.href = href;
  });
  let narrow = isNarrow(place);
  new ResizeObserver(() => {
    if (!place.clientWidth) return;
    chart.resize();
    const now = isNarrow(place);
    if (now !== narrow || place.dataset.chart === "map") {
      chart.setOption({ ...frame(), ...painters[place.dataset.chart](data, place) }, { notMerge: true });
    }
    narrow = now;
  }).observe(place);
  // With it, print.css can shrink the picture to the paper.
  const frameIt = () => {
    const picture = place.querySelector("svg");
    picture?.setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
  };
  chart.on("finished", frameIt);
  // On paper it is drawn as wide as the text, so that its letters are as large as those around it.
  addEventListener("beforeprint", () => {
    if (place.clientWidth <= PAPER) return;
    chart.resize({ width: PAPER, height: chart.getHeight() * FLATTER });
    chart.getZr().flush();
    frameIt();
  });
  addEventListener("afterprint", () => chart.resize({ width: "auto", height: "auto" }));
}

const isNarrow = (place) => place.clientWidth < NARROW;

function frame() {
  return {
    animation: false,
    textStyle: { fontFamily: FONT, color: INK, fontSize: 12 },
    // Drawn, not written as HTML: the page allows no inline styles.
    tooltip: tooltip({ trigger: "item" }),
    grid: { left: 8, right: 16, top: 28, bottom: 8, containLabel: true },
  };
}

function tooltip(more) {
  return {
    renderMode: "richText",
    confine: true,
    backgroundColor: "#fff",
    borderColor: "#aab5c2",
    padding: [6, 10],
    textStyle: { fontFamily: FONT, fontSize: 13, color: INK, lineHeight: 20 },
    ...more,
  };
}

// Nothing that is seen: axes make room for their series only, and a bound must not fall off the picture.
const roomFor = (points) => ({ type: "scatter", symbolSize: 0, silent: true, data: points, tooltip: { show: false } });

const number = (value, decimals) => value.toFixed(decimals);
const withUnit = (text, unit) => (unit ? `${text} ${unit}` : text);

function valueAxis(data, more) {
  return {
    type: "value",
    name: data.unit ?? "",
    nameTextStyle: { color: QUIET, align: "left" },
    axisLabel: { color: QUIET },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: "#edf0f3" } },
    ...more,
  };
}

function categoryAxis(names, more) {
  return {
    type: "category",
    data: names,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: "#aab5c2" } },
    axisLabel: { color: QUIET, hideOverlap: true },
    ...more,
  };
}

// The threshold as a dashed line with its number.
function thresholdLine(data, axis, position = axis === "yAxis" ? "insideEndTop" : "end") {
  if (data.threshold == null) return undefined;
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: INK, type: [6, 4], width: 1.25 },
    label: {
      position,
      formatter: `${data.words.threshold} ${data.threshold}`,
      color: INK,
      fontWeight: 600,
      fontSize: 12,
      backgroundColor: "rgba(255,255,255,.85)",
      padding: [2, 4],
    },
    data: [{ [axis]: data.threshold }],
  };
}

function ranking(data, place) {
  const narrow = isNarrow(place);
  const { words, bars } = data;
  const at_once = narrow ? BARS_AT_ONCE_NARROW : BARS_AT_ONCE;
  const names = bars.map((bar) => bar.name);
  const values = narrow ? valueAxis(data, { nameLocation: "start", name: "" }) : valueAxis(data);
  const schools = categoryAxis(names, narrow
    ? { inverse: true, axisLabel: { color: INK, width: 96, overflow: "truncate", fontSize: 12 } }
    : { axisLabel: { color: QUIET, rotate: 45, hideOverlap: true, width: 84, overflow: "truncate", fontSize: 11 } });
  const zoom = bars.length > at_once ? zoomOf(narrow, at_once) : undefined;
  const says = (bar) => bar.value == null
    ? `${bar.name}\n${words.missing}`
    : `${bar.name}\n${withUnit(number(bar.value, data.decimals), data.unit)}  ${words[bar.verdict]}`;
  return {
    grid: { left: 8, right: narrow ? 40 : 16, top: 28, bottom: zoom && !narrow ? 44 : 8, containLabel: true },
    xAxis: narrow ? values : schools,
    yAxis: narrow ? schools : values,
    dataZoom: zoom,
    tooltip: tooltip({ trigger: "axis", axisPointer: { type: "shadow", shadowStyle: { color: "rgba(27,90,156,.07)" } }, formatter: (hits) => says(bars[hits[0].dataIndex]) }),
    series: [
      {
        type: "bar",
        barMaxWidth: 22,
        barCategoryGap: "22%",
        large: false,
        data: bars.map((bar) => ({ value: bar.value, href: bar.href, itemStyle: { color: COLOURS[bar.verdict], borderRadius: 1 } })),
        markLine: narrow ? thresholdLine(data, "xAxis", "start") : thresholdLine(data, "yAxis", "insideStartTop"),
        cursor: "pointer",
      },
      roomFor(data.threshold == null ? [] : [narrow ? [data.threshold, 0] : [0, data.threshold]]),
      {
        // A school without a figure has no bar; it must not look like a nought.
        type: "scatter",
        symbol: SHAPES.undetermined,
        symbolSize: 9,
        itemStyle: { color: "#fff", borderColor: COLOURS.undetermined, borderWidth: 1.5 },
        data: bars.flatMap((bar, index) => bar.value == null ? [{ value: narrow ? [0, index] : [index, 0], href: bar.href }] : []),
      },
    ],
  };
}

function zoomOf(narrow, at_once) {
  const look = {
    startValue: 0,
    endValue: at_once - 1,
    brushSelect: false,
    borderColor: LINE,
    fillerColor: "rgba(27,90,156,.12)",
    handleStyle: { borderColor: ACCENT },
    showDetail: false,
    zoomLock: narrow,
    // The axis keeps measuring all schools, so that bars do not grow while somebody scrolls.
    filterMode: "none",
  };
  return narrow
    ? [{ type: "slider", yAxisIndex: 0, width: 14, right: 4, ...look }]
    : [{ type: "slider", xAxisIndex: 0, height: 18, bottom: 8, ...look }, { type: "inside", xAxisIndex: 0, zoomOnMouseWheel: "ctrl", moveOnMouseWheel: "shift", ...look }];
}

function distribution(data) {
  const { words, bins } = data;
  const shown = (value) => number(value, data.decimals);
  const names = bins.map((bin) => `${shown(bin.from)}–${shown(bin.to)}`);
  const stack = (key) => ({
    type: "bar",
    stack: "schools",
    name: words[key],
    barCategoryGap: "6%",
    itemStyle: { color: COLOURS[key] },
    data: bins.map((bin) => bin[key]),
  });
  return {
    legend: legend(),
    // The second axis, which nobody sees, measures where the threshold lies between the bins.
    xAxis: [
      categoryAxis(names, { name: data.unit, nameLocation: "middle", nameGap: 28, nameTextStyle: { color: QUIET } }),
      { type: "value", show: false, min: bins[0]?.from, max: bins.at(-1)?.to },
    ],
    yAxis: valueAxis({ unit: words.schools.trim() }, { minInterval: 1 }),
    grid: { left: 8, right: 16, top: 40, bottom: data.unit ? 28 : 8, containLabel: true },
    tooltip: tooltip({
      trigger: "axis",
      axisPointer: { type: "shadow" },
      formatter: (hits) => {
        const bin = bins[hits[0].dataIndex];
        return `${names[hits[0].dataIndex]} ${data.unit}\n${words.met} ${bin.met}${words.schools}\n${words.not_met} ${bin.not_met}${words.schools}`;
      },
    }),
    series: [
      stack("not_met"),
      stack("met"),
      { type: "line", xAxisIndex: 1, data: [], silent: true, markLine: thresholdLine(data, "xAxis") },
    ],
  };
}

const legend = () => ({ top: 0, right: 0, itemWidth: 12, itemHeight: 12, itemGap: 16, textStyle: { color: INK, fontSize: 12 }, selectedMode: false });

function trend(data) {
  const several = data.lines.length > 1;
  return {
    legend: several ? { ...legend(), itemWidth: 20, data: data.lines.map((line) => line.name) } : undefined,
    grid: { left: 8, right: 56, top: 40, bottom: 8, containLabel: true },
    xAxis: categoryAxis(data.periods, { boundaryGap: true }),
    yAxis: valueAxis(data, { scale: true }),
    tooltip: tooltip({
      trigger: "axis",
      formatter: (hits) => [data.periods[hits[0].dataIndex], ...hits.filter((hit) => hit.seriesType === "line").map((hit) => `${hit.seriesName}  ${hit.value == null ? data.words.missing : withUnit(number(hit.value, data.decimals), data.unit)}`)].join("\n"),
    }),
    series: [roomFor(data.lines.flatMap((line) => (line.threshold == null ? [] : [[0, line.threshold]]))), ...data.lines.map((line, index) => ({
      type: "line",
      name: line.name,
      data: line.values,
      symbol: LINE_SHAPES[index % LINE_SHAPES.length],
      symbolSize: 8,
      lineStyle: { width: 2 },
      label: { show: true, position: "top", color: INK, fontSize: 12, formatter: (point) => (point.value == null ? "" : number(point.value, data.decimals)) },
      markLine: boundOf(line, index, data),
      itemStyle: { color: LINES[index % LINES.length] },
    }))],
  };
}

// The bound of one line, in its colour, and with its name where there are several.
function boundOf(line, index, data) {
  const words = { threshold: data.lines.length > 1 ? `${line.name} ${data.words.threshold}` : data.words.threshold };
  const bound = thresholdLine({ threshold: line.threshold, words }, "yAxis", "insideStartTop");
  if (bound) bound.lineStyle.color = bound.label.color = LINES[index % LINES.length];
  return bound;
}

function map(data, place) {
  const placed = data.schools.filter((school) => school.longitude != null && school.latitude != null);
  if (!placed.length) return data.words.no_places;
  const [x, y] = extents(placed, (place.clientWidth - 120) / Math.max(place.clientHeight - 60, 1));
  const axis = (range, mark) => ({
    type: "value",
    ...range,
    splitNumber: 4,
    axisLabel: { color: QUIET, formatter: (degrees) => `${degrees.toFixed(range.max - range.min < 1 ? 2 : 1)}°${mark}`, showMinLabel: false, showMaxLabel: false, hideOverlap: true },
    splitLine: { lineStyle: { color: "#edf0f3" } },
    axisLine: { show: false },
    axisTick: { show: false },
  });
  const states = ["met", "not_met", "undetermined"];
  // What is not met has its name beside it: that is what a leader looks for.
  const named = placed.filter((school) => data.all_named || (school.verdict === "not_met" && placed.length <= 120));
  const beside = sidesOfNames(named, x, y, place);
  return {
    legend: legend(),
    grid: { left: 4, right: 64, top: 32, bottom: 4, containLabel: true },
    xAxis: axis(x, "E"),
    yAxis: axis(y, "N"),
    tooltip: tooltip({ trigger: "item", formatter: (hit) => `${hit.data.name}\n${hit.data.says}  ${hit.seriesName}` }),
    series: states.map((state) => ({
      type: "scatter",
      name: data.words[state],
      symbol: SHAPES[state],
      symbolSize: (state === "met" ? 10 : 13) + (data.all_named ? 5 : 0),
      itemStyle: { color: COLOURS[state], borderColor: "#fff", borderWidth: 1 },
      label: { show: false, formatter: "{b}", color: INK, fontSize: NAME_SIZE },
      z: state === "met" ? 2 : 3,
      data: placed.filter((school) => school.verdict === state).map((school) => ({
        name: school.name,
        value: [school.longitude, school.latitude],
        says: school.value,
        href: school.href,
        label: { show: beside.has(school), position: beside.get(school) },
      })),
    })).filter((series) => series.data.length),
  };
}

// On which side of its symbol each name has room: names over names are read by nobody. Those without room are told by
// a touch and by the table.
function sidesOfNames(schools, x, y, place) {
  const width = place.clientWidth - 120, height = place.clientHeight - 60;
  const at = (school) => [
    ((school.longitude - x.min) / (x.max - x.min)) * width,
    ((y.max - school.latitude) / (y.max - y.min)) * height,
  ];
  const rect = (left, top, wide, high) => ({ left, top, right: left + wide, bottom: top + high });
  const symbol = ([left, top]) => rect(left - 8, top - 8, 16, 16);
  const taken = schools.map((school) => symbol(at(school)));
  const overlaps = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  const sides = new Map();
  schools.forEach((school, index) => {
    const [left, top] = at(school);
    const wide = [...school.name].reduce((sum, letter) => sum + (letter.charCodeAt(0) < 256 ? 0.6 : 1), 0) * NAME_SIZE;
    const high = NAME_SIZE + 4;
    const rooms = {
      right: rect(left + 9, top - high / 2, wide, high),
      left: rect(left - 9 - wide, top - high / 2, wide, high),
      top: rect(left - wide / 2, top - 9 - high, wide, high),
      bottom: rect(left - wide / 2, top + 9, wide, high),
    };
    const isFree = (room) => room.left > -60 && room.right < width + 100 && taken.every((other, own) => own === index || !overlaps(room, other));
    const side = Object.keys(rooms).find((side) => isFree(rooms[side]));
    if (!side) return;
    sides.set(school, side);
    taken.push(rooms[side]);
  });
  return sides;
}

// Ranges that show all schools with a margin, and a kilometre as long to the east as to the north.
function extents(schools, aspect) {
  const span = (key) => {
    const values = schools.map((school) => school[key]);
    const low = Math.min(...values), high = Math.max(...values);
    return { middle: (low + high) / 2, size: Math.max(high - low, 0.02) * 1.15 };
  };
  const x = span("longitude"), y = span("latitude");
  const squeeze = Math.cos((y.middle * Math.PI) / 180);
  const height = Math.max(y.size, (x.size * squeeze) / aspect);
  const width = (height * aspect) / squeeze;
  const range = ({ middle }, size) => ({ min: middle - size / 2, max: middle + size / 2 });
  return [range(x, width), range(y, height)];
}

function shares(data, place) {
  const narrow = place.clientWidth < 420;
  let sum = 0;
  const rows = data.shares.map(({ name, share, href, is_below }) => ({ name, value: share * 100, href, is_below, sum: (sum += share * 100) })).slice(0, 12);
  // Each kind is a series of its own on the same bars, so that the legend tells their colours.
  const kinds = [[true, data.words.below, COLOURS.not_met], [false, data.words.above, "#9aa7b5"], [null, "", "#d3dae1"]];
  const ofKind = ([kind, name, colour]) => ({
    type: "bar",
    name,
    stack: "shares",
    barCategoryGap: "28%",
    itemStyle: { color: colour, borderRadius: 1 },
    data: rows.map((row) => row.is_below === kind ? row : { ...row, value: null }),
  });
  return {
    legend: { ...legend(), data: kinds.slice(0, 2).map(([, name]) => name) },
    grid: { left: 8, right: narrow ? 60 : 150, top: 32, bottom: 8, containLabel: true },
    xAxis: { type: "value", show: false },
    yAxis: categoryAxis(rows.map((row) => row.name), { inverse: true, axisLine: { show: false }, axisLabel: { color: INK, width: narrow ? 96 : 150, overflow: "truncate" } }),
    tooltip: tooltip({ trigger: "item", formatter: (hit) => `${hit.name}\n${data.words.share} ${hit.value.toFixed(1)}%\n${data.words.cumulative} ${hit.data.sum.toFixed(1)}%` }),
    series: kinds.map((kind) => ({
      ...ofKind(kind),
      label: {
        show: true,
        position: "right",
        color: INK,
        formatter: (hit) => hit.value == null ? "" : narrow ? `${hit.value.toFixed(1)}%` : `{b|${hit.value.toFixed(1)}%}  {q|${data.words.cumulative} ${hit.data.sum.toFixed(1)}%}`,
        rich: { b: { fontWeight: 600, color: INK }, q: { color: QUIET } },
      },
    })),
  };
}
