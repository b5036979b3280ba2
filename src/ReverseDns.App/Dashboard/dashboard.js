// Draws what the instance says of itself: /history, /sources, /sizes, /top, /status, /zones. Asks nobody else.

const Hour = 3600;
const Ranges = [["1 hour", Hour], ["6 hours", 6 * Hour], ["1 day", 24 * Hour], ["7 days", 168 * Hour], ["30 days", 720 * Hour], ["1 year", 8760 * Hour]];
const Transports = { "udp-ipv4": "UDP IPv4", "udp-ipv6": "UDP IPv6", "tcp-ipv4": "TCP IPv4", "tcp-ipv6": "TCP IPv6", "tls-ipv4": "TLS IPv4", "tls-ipv6": "TLS IPv6" };
const Sources = { "ipv4": "IPv4 addresses", "ipv6": "IPv6 addresses", "ipv6-64": "IPv6 networks (/64)" };
const Sizes = { udpRequests: "UDP queries", udpResponses: "UDP answers", tcpRequests: "TCP queries", tcpResponses: "TCP answers" };
const Lists = { clients: "Clients (/24, /48)", delegations: "Delegations", zones: "Zones", blocks: "Blocks (/16, /32)", wideBlocks: "Blocks (/8, /12)", types: "Types" };
const RowHeight = 1.8;

const Graphs = [
  { id: "queries", title: "Queries by transport and family", prefix: "requests-", name: key => Transports[key] ?? key, stacked: true, unit: "/s" },
  { id: "rcodes", title: "Answers by RCODE", prefix: "rcode-", name: key => key.toUpperCase(), stacked: true, unit: "/s" },
  { id: "types", title: "Queries by type", prefix: "qtype-", name: key => key, stacked: true, unit: "/s" },
  { id: "latency", title: "Time to answer", quantiles: [[0.5, "median"], [0.9, "90 %"], [0.99, "99 %"]], unit: "s" },
  { id: "octets", title: "Octets", prefix: "octets-", name: key => key, stacked: false, unit: "B/s" },
  { id: "sources", title: "Different clients", own: "sources", name: key => Sources[key] ?? key, stacked: false, unit: "" },
  { id: "drops", title: "Messages without an answer", prefix: "drop-", name: key => key, stacked: true, unit: "/s" },
];

const element = id => document.getElementById(id);
const state = { range: Hour, plots: new Map(), zones: [], history: null, asked: 0 };

function rangeFromAddress() {
  const wanted = Number(new URLSearchParams(location.hash.slice(1)).get("range"));
  return Ranges.some(([, seconds]) => seconds === wanted) ? wanted : Hour;
}

async function ask(path) {
  const token = sessionStorage.getItem("token");
  const response = await fetch(path, { headers: token ? { Authorization: `Bearer ${token}` } : {}, cache: "no-store", signal: AbortSignal.timeout(10_000) });
  if (response.status === 401) {
    element("token-form").hidden = false;
    throw new Error(token ? "This is not the token of this instance" : "This instance asks for a token");
  }
  if (!response.ok) {
    throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
  element("token-form").hidden = true;
  return response.json();
}

function show(number, unit) {
  if (number === null || number === undefined || Number.isNaN(number)) return "–";
  const steps = number === 0 ? [1, ""]
    : Math.abs(number) >= 1 || unit !== "s" ? [[1e9, "G"], [1e6, "M"], [1e3, "k"], [1, ""]].find(([size]) => Math.abs(number) >= size) ?? [1, ""]
    : [[1e-3, "m"], [1e-6, "µ"], [1e-9, "n"]].find(([size]) => Math.abs(number) >= size) ?? [1e-9, "n"];
  const scaled = number / steps[0];
  const digits = Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 10 ? 1 : 2;
  return `${Number(scaled.toFixed(digits))} ${steps[1]}${unit}`.trimEnd();
}

function age(seconds) {
  for (const [size, name] of [[86400, "d"], [3600, "h"], [60, "min"]]) {
    if (seconds >= size) return `${Math.floor(seconds / size)} ${name}`;
  }
  return `${Math.max(0, Math.floor(seconds))} s`;
}

// The latencies of one step as [upper bound, count], and a quantile of them: even within a bucket, as far as anybody knows.
function quantile(buckets, part) {
  const all = buckets.reduce((sum, [, count]) => sum + count, 0);
  if (all === 0) return null;
  let below = 0, lower = 0;
  for (const [bound, count] of buckets) {
    if (count > 0 && below + count >= part * all) {
      return (Number.isFinite(bound) ? lower + (bound - lower) * (part * all - below) / count : lower) / 1e9;
    }
    below += count;
    lower = bound;
  }
  return lower / 1e9;
}

// Each graph's lines: a name, and a value for each step; null where the instance did not run.
function linesOf(graph, history) {
  const { columns } = history;
  if (graph.own) {
    return Object.keys(columns).map(column => ({ name: graph.name(column), values: columns[column] }));
  }
  const up = columns["up-ms"];
  if (graph.quantiles) {
    const buckets = Object.keys(columns).filter(name => name.startsWith("latency-"))
      .map(name => [name === "latency-inf" ? Infinity : Number(name.slice(8)), columns[name]])
      .sort(([left], [right]) => left - right);
    return graph.quantiles.map(([part, name]) =>
      ({ name, values: up.map((ms, i) => ms ? quantile(buckets.map(([bound, counts]) => [bound, counts[i]]), part) : null) }));
  }
  return Object.keys(columns).filter(name => name.startsWith(graph.prefix)).map(column =>
    ({ name: graph.name(column.slice(graph.prefix.length)), values: up.map((ms, i) => ms ? columns[column][i] * 1000 / ms : null) }));
}

function color(i) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--c${i % 10}`);
}

function style(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name);
}

// Behind the lines: when the instance did not run, and when something was wrong with it.
function drawBands(plot, history) {
  const { start, step, columns } = history;
  const now = Date.now() / 1000;
  const { ctx, bbox } = plot;
  columns["up-ms"].forEach((up, i) => {
    const from = start + i * step;
    const length = Math.min(step, now - from);
    const isDown = length > 30 && (up ?? 0) < length * 500 && (up === null || length >= step);
    const isIll = up && columns["unhealthy-ms"][i] > 0;
    if (isDown || isIll) {
      const left = Math.max(bbox.left, plot.valToPos(from, "x", true));
      const right = Math.min(bbox.left + bbox.width, plot.valToPos(from + step, "x", true));
      ctx.fillStyle = style(isDown ? "--down" : "--ill");
      ctx.fillRect(left, bbox.top, Math.max(0, right - left), bbox.height);
    }
  });
}

// bands: what the times without the instance are taken from.
function draw(graph, history, bands = history) {
  const figure = element(graph.id);
  const holder = figure.querySelector(".plot");
  const all = linesOf(graph, history);
  const lines = all.filter((line, i) => i === 0 || graph.quantiles || line.values.some(value => value > 0));
  const times = lines[0].values.map((_, i) => history.start + i * history.step);

  // Stacked: the sum of all at the back, painted over by the sum of all but the last, and so on.
  const stacked = [];
  lines.forEach((line, i) => stacked.push(line.values.map((value, at) => value === null ? null : value + (i > 0 && graph.stacked ? stacked[i - 1][at] : 0))));
  const order = graph.stacked ? lines.map((_, i) => lines.length - 1 - i) : lines.map((_, i) => i);
  const series = [{ label: "time", value: "{YYYY}-{MM}-{DD} {HH}:{mm}" }, ...order.map(i => ({
    label: lines[i].name,
    stroke: color(i),
    fill: graph.stacked ? color(i) : undefined,
    width: graph.stacked ? 0 : 2,
    points: { show: false },
    paths: uPlot.paths.stepped({ align: 1 }),
    value: (plot, _, at, index) => show(index === null || index === undefined ? null : plot.raw[at - 1][index], graph.unit),
  }))];
  const key = JSON.stringify([lines.map(line => line.name), history.step, matchMedia("(prefers-color-scheme: dark)").matches]);

  // The last step goes on to its end.
  const closed = values => [...values, values.at(-1)];
  const data = [[...times, times.at(-1) + history.step], ...order.map(i => closed(stacked[i]))];
  const raw = order.map(i => closed(lines[i].values));
  let plot = state.plots.get(graph.id);
  if (plot && plot.key === key) {
    plot.history = bands;
    plot.raw = raw;
    plot.setData(data);
  } else {
    plot?.destroy();
    holder.textContent = "";
    const axis = { stroke: style("--text"), grid: { stroke: style("--line"), width: 1 }, ticks: { stroke: style("--line") } };
    plot = new uPlot({
      width: Math.max(200, holder.clientWidth), height: 220,
      tzDate: time => uPlot.tzDate(new Date(time * 1000), "Etc/UTC"),
      scales: { y: { range: (_, min, max) => [0, max > 0 ? max * 1.05 : 1] } },
      axes: [{ ...axis, values: timesOf }, { ...axis, size: 70, values: (_, ticks) => ticks.map(tick => show(tick, graph.unit)) }],
      series,
      legend: { live: true },
      hooks: { drawClear: [self => self.history && drawBands(self, self.history)] },
    }, null, holder);
    plot.key = key;
    plot.history = bands;
    plot.raw = raw;
    plot.setData(data);
    state.plots.set(graph.id, plot);
  }
  describe(figure, graph, lines, times);
}

// Hours of a day, or days of a year, in UTC, as in logs (ISO 8601); below the first, and where it changes, the day or year.
function timesOf(_, ticks, axis, space, step) {
  const [large, small] = step < 86400 ? [[0, 10], [11, 16]] : [[0, 4], [5, 10]];
  let shown = "";
  return ticks.map(tick => {
    const text = new Date(tick * 1000).toISOString();
    const isNew = text.slice(...large) !== shown;
    shown = text.slice(...large);
    return isNew ? `${text.slice(...small)}\n${shown}` : text.slice(...small);
  });
}

// What the picture shows, in words: for those who do not see it, and for a glance.
function describe(figure, graph, lines, times) {
  const last = times.length - 1 - [...times].reverse().findIndex((_, i) => lines[0].values[times.length - 1 - i] !== null);
  const text = graph.stacked
    ? `now ${show(lines.reduce((sum, line) => sum + (line.values[last] ?? 0), 0), graph.unit)}, most ${show(Math.max(0, ...times.map((_, i) => lines.reduce((sum, line) => sum + (line.values[i] ?? 0), 0))), graph.unit)}`
    : lines.map(line => `${line.name} ${show(line.values[last], graph.unit)}`).join(", ");
  figure.querySelector(".now").textContent = text;
  const parts = lines.map(line => `${line.name} ${show(line.values[last], graph.unit)}`).join("; ");
  figure.querySelector(".plot").setAttribute("aria-label", `${graph.title}: ${parts}. Left and right go through time.`);
}

// How long messages are: of each kind the part that falls into each step.
function drawSizes(sizes) {
  const figure = element("sizes");
  const holder = figure.querySelector(".plot");
  const kinds = Object.keys(Sizes).filter(kind => sizes[kind].some(count => count > 0));
  const last = Math.max(16, ...kinds.map(kind => sizes[kind].findLastIndex(count => count > 0) + 2));
  const sums = kinds.map(kind => sizes[kind].reduce((sum, count) => sum + count, 0));
  const data = [Array.from({ length: last }, (_, i) => i * sizes.step), ...kinds.map((kind, at) => sizes[kind].slice(0, last).map(count => 100 * count / sums[at]))];
  figure.querySelector(".now").textContent = kinds.length === 0 ? "" : "since the start";
  const most = kinds.map((kind, at) => `${Sizes[kind]} mostly ${data[at + 1].indexOf(Math.max(...data[at + 1])) * sizes.step} octets and more`);
  holder.setAttribute("aria-label", `Sizes of messages: ${most.join("; ")}.`);
  const key = JSON.stringify([kinds, matchMedia("(prefers-color-scheme: dark)").matches]);
  let plot = state.plots.get("sizes");
  if (!plot || plot.key !== key) {
    plot?.destroy();
    holder.textContent = "";
    const axis = { stroke: style("--text"), grid: { stroke: style("--line"), width: 1 }, ticks: { stroke: style("--line") } };
    plot = new uPlot({
      width: Math.max(200, holder.clientWidth), height: 220,
      scales: { x: { time: false }, y: { range: (_, min, max) => [0, max > 0 ? max * 1.05 : 1] } },
      axes: [{ ...axis, values: (_, ticks) => ticks.map(tick => `${tick} B`) }, { ...axis, size: 70, values: (_, ticks) => ticks.map(tick => `${Number(tick.toFixed(2))} %`) }],
      series: [{ label: "octets", value: (_, from) => from === null ? "–" : `${from} to ${from + sizes.step - 1}` }, ...kinds.map((kind, i) => ({
        label: Sizes[kind], stroke: color(i), width: 2, points: { show: false }, paths: uPlot.paths.stepped({ align: 1 }),
        value: (_, part) => part === null ? "–" : `${part.toFixed(1)} %`,
      }))],
    }, null, holder);
    plot.key = key;
    state.plots.set("sizes", plot);
  }
  plot.setData(data);
}

function showTop(top) {
  element("top").hidden = top.oneIn === 0;
  if (top.oneIn === 0) return;
  element("top-facts").textContent = `since ${new Date(top.since * 1000).toISOString().slice(0, 16).replace("T", " ")} about ${top.queries.toLocaleString("en")} queries, ` +
    `one in ${top.oneIn} drawn${top.lost > 0 ? `, ${top.lost.toLocaleString("en")} of them lost` : ""}`;
  element("lists").replaceChildren(...Object.entries(Lists).filter(([list]) => top[list].length > 0).map(([list, title]) => {
    const table = document.createElement("table");
    table.id = `top-${list}`;
    table.append(Object.assign(document.createElement("caption"), { textContent: title }));
    table.append(...top[list].map(entry => {
      const row = document.createElement("tr");
      const name = Object.assign(document.createElement("th"), { scope: "row", textContent: entry.prefix ?? entry.name, title: entry.name });
      const share = `${(100 * entry.queries / Math.max(1, top.queries)).toFixed(1)} %`;
      row.append(name, ...[entry.queries.toLocaleString("en"), share].map(text => Object.assign(document.createElement("td"), { textContent: text })));
      return row;
    }));
    return table;
  }));
}

function moveCursor(event, graph) {
  const plot = state.plots.get(graph.id);
  const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -1e9, End: 1e9 }[event.key];
  if (!plot || steps === undefined) return;
  event.preventDefault();
  const length = plot.data[0].length;
  const at = Math.min(length - 1, Math.max(0, (plot.cursor.idx ?? (steps < 0 ? length : -1)) + steps));
  plot.setCursor({ left: plot.valToPos(plot.data[0][at], "x"), top: 10 });
  const values = plot.series.slice(1).map((series, i) => `${series.label} ${show(plot.raw[i][at], graph.unit)}`).join("; ");
  element(graph.id).querySelector(".said").textContent = `${new Date(plot.data[0][at] * 1000).toISOString().slice(0, 16).replace("T", " ")} ${values}`;
}

function showStatus(status) {
  document.title = `${status.name} – ${status.reasons.length === 0 ? "healthy" : "not healthy"}`;
  element("name").textContent = status.name;
  element("facts").textContent =
    `rdns ${status.version.replace(/(\+.{7}).*/, "$1")} · runs for ${age(Date.now() / 1000 - status.started)} · ${status.zones.toLocaleString("en")} zones, ${status.records.toLocaleString("en")} records · ${status.addresses.join(", ")}`;
  const isGood = status.reasons.length === 0;
  verdict(isGood ? "healthy" : "not healthy", isGood ? "good" : "bad", status.reasons);
}

function verdict(word, kind, reasons) {
  element("verdict").className = kind;
  element("verdict-word").textContent = word;
  const list = element("reasons");
  const wanted = reasons.slice(0, 50);
  if (JSON.stringify(wanted) !== list.dataset.shown) {
    list.dataset.shown = JSON.stringify(wanted);
    list.replaceChildren(...wanted.map(reason => Object.assign(document.createElement("li"), { textContent: reason })));
  }
}

// Of ten thousand rows only those are there that are in view, with room above and below for the others.
function showZones() {
  const view = element("zones-view");
  const text = element("find").value.trim().toLowerCase().replace(/\.$/, "");
  const found = text ? state.zones.filter(zone => zone.zone.includes(text)) : state.zones;
  const height = RowHeight * parseFloat(getComputedStyle(document.documentElement).fontSize);
  const first = Math.max(0, Math.min(found.length - 1, Math.floor(view.scrollTop / height) - 10));
  const shown = found.slice(first, first + Math.ceil(view.clientHeight / height) + 20);
  const pad = rows => {
    const row = document.createElement("tr");
    row.className = "pad";
    row.append(Object.assign(document.createElement("td"), { colSpan: 5 }));
    row.firstChild.style.height = `${rows * height}px`;
    row.setAttribute("aria-hidden", "true");
    return row;
  };
  element("zones-rows").replaceChildren(pad(first), ...shown.map((zone, i) => rowOf(zone, first + i + 2)), pad(found.length - first - shown.length));
  view.querySelector("table").setAttribute("aria-rowcount", String(found.length + 1));
  const bad = state.zones.filter(zone => zone.problems.length > 0).length;
  element("zones-count").textContent = `${found.length.toLocaleString("en")} of ${state.zones.length.toLocaleString("en")}, ${bad.toLocaleString("en")} not well`;
}

function rowOf(zone, index) {
  const row = document.createElement("tr");
  row.setAttribute("aria-rowindex", String(index));
  const cells = [zone.zone, zone.serial ?? "–", zone.records.toLocaleString("en"), age(Date.now() / 1000 - zone.loaded), zone.problems.join("; ") || "good"];
  row.append(...cells.map((text, i) => Object.assign(document.createElement("td"), { textContent: text, className: i === 4 && zone.problems.length > 0 ? "bad" : "" })));
  return row;
}

async function refresh() {
  const asked = ++state.asked;
  try {
    const width = element("graphs").clientWidth;
    const query = `range=${state.range}&points=${Math.max(60, Math.min(700, Math.floor(width)))}`;
    const [status, history, zones, sources, sizes, top] = await Promise.all([
      ask("status"), ask(`history?${query}`), ask("zones"), ask(`sources?${query}`), ask("sizes"), ask(`top?over=${element("over").value}`)]);
    if (asked !== state.asked) return;
    element("trouble").hidden = true;
    showStatus(status);
    Object.assign(state, { history, sources, sizes });
    drawAll();
    showTop(top);
    state.zones = zones;
    showZones();
  } catch (fault) {
    if (asked !== state.asked) return;
    element("trouble").hidden = false;
    element("trouble").textContent = fault instanceof TypeError || fault.name === "TimeoutError"
      ? `The instance has not answered since ${new Date().toISOString().slice(0, 16).replace("T", " ")}` : fault.message;
    if (fault instanceof TypeError || fault.name === "TimeoutError") verdict("does not answer", "bad", []);
  }
}

function drawAll() {
  Graphs.forEach(graph => draw(graph, graph.own ? state[graph.own] : state.history, state.history));
  element("sources").querySelector("h2").textContent = `Different clients in ${state.sources.step < 86400 ? "five minutes" : "a day"}`;
  drawSizes(state.sizes);
}

function schedule() {
  setTimeout(async () => {
    if (document.visibilityState === "visible") await refresh();
    schedule();
  }, state.range <= 6 * Hour ? 5_000 : 30_000);
}

function build() {
  state.range = rangeFromAddress();
  Ranges.forEach(([name, seconds]) => {
    const label = document.createElement("label");
    const radio = Object.assign(document.createElement("input"), { type: "radio", name: "range", value: seconds, checked: seconds === state.range });
    radio.addEventListener("change", () => {
      state.range = seconds;
      history.replaceState(null, "", `#range=${seconds}`);
      refresh();
    });
    label.append(radio, name);
    element("ranges").append(label);
  });
  [...Graphs, { id: "sizes", title: "Sizes of messages" }].forEach(graph => {
    const figure = document.createElement("section");
    figure.className = "graph";
    figure.id = graph.id;
    figure.innerHTML = `<div class="row"><h2></h2><span class="now"></span></div><div class="plot" tabindex="0" role="img"></div><div class="said" aria-live="polite"></div>`;
    figure.querySelector("h2").textContent = graph.title;
    if (graph.unit !== undefined) figure.querySelector(".plot").addEventListener("keydown", event => moveCursor(event, graph));
    element("graphs").append(figure);
  });
  element("token-form").addEventListener("submit", event => {
    event.preventDefault();
    sessionStorage.setItem("token", element("token").value);
    refresh();
  });
  element("over").addEventListener("change", refresh);
  element("find").addEventListener("input", () => { element("zones-view").scrollTop = 0; showZones(); });
  element("zones-view").addEventListener("scroll", () => requestAnimationFrame(showZones));
  new ResizeObserver(() => state.plots.forEach((plot, id) =>
    plot.setSize({ width: Math.max(200, element(id).querySelector(".plot").clientWidth), height: 220 }))).observe(element("graphs"));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => state.history && drawAll());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh());
  refresh();
  schedule();
}

build();
