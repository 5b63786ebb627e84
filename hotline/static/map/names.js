// The names on the map: what matters most first, and only as many as can be read; nearer there is room for more. Below, the metro.

const KINDS = { commune: 0, town: 0, rail: 12, park: 12, metro: 12, premetro: 12, square: 12, hospital: 13, quarter: 13, water: 13, building: 14, stop: 15, street: 15 }; // from which zoom on
const WIDE = ["commune", "town", "quarter", "water"]; // a name without a dot
const LETTER_PX = 7.2, DOT_PX = 14, LINE_PX = 17, NEAR_M = 400, STREETS_FROM = 15;

/** Writes them now, and again wherever the map is moved to. `all`: fetches every street too, once there is room. */
export function write(map, known, all) {
  for (const pane of ["lines", "names"]) map.createPane(pane).setAttribute("aria-hidden", "true");
  L.polyline(known.lines, { pane: "lines", className: "line", weight: 4, interactive: false }).addTo(map);
  const layer = L.layerGroup().addTo(map);
  const again = () => {
    layer.clearLayers();
    for (const [kind, lat, lon, name] of fitting(map, known.kinds)) layer.addLayer(L.marker([lat, lon], { icon: label(kind, name), pane: "names", interactive: false, keyboard: false }));
  };
  const streets = () => {
    if (!known.more || map.getZoom() < STREETS_FROM) return;
    known.more = false;
    all().then((found) => { Object.assign(known, found); again(); credit(map, known.credit); }, () => { known.more = true; });
  };
  map.on("moveend", again).on("zoomend", streets);
  again();
  streets();
  credit(map, known.credit);
}

/** Whose names or pictures these are, in a corner. */
export function credit(map, whose) {
  if (whose) map.attributionControl.addAttribution(Object.assign(document.createElement("i"), { textContent: whose }).innerHTML);
}

/** The name of what is nearest to a point; nothing where nothing is near. */
export function near(map, known, at) {
  const places = Object.entries(known.kinds).flatMap(([kind, some]) => (WIDE.includes(kind) ? [] : some));
  const far = ([lat, lon]) => map.distance(at, [lat, lon]);
  const nearest = places.reduce((best, one) => (!best || far(one) < far(best) ? one : best), null);
  return nearest && far(nearest) <= NEAR_M ? nearest[2] : "";
}

function* fitting(map, kinds) {
  const view = map.getBounds(), { x: width } = map.getSize(), taken = [];
  for (const [kind, from] of Object.entries(KINDS)) {
    if (map.getZoom() < from) continue;
    for (const [lat, lon, name] of kinds[kind] ?? []) {
      if (!view.contains([lat, lon])) continue;
      const box = boxOf(map.latLngToContainerPoint([lat, lon]), kind, name);
      if (box.left < 0 || box.right > width || taken.some((other) => crosses(box, other))) continue;
      taken.push(box);
      yield [kind, lat, lon, name];
    }
  }
}

function boxOf({ x, y }, kind, name) {
  const wide = name.length * LETTER_PX, left = WIDE.includes(kind) ? x - wide / 2 : x - DOT_PX / 2;
  return { left, right: left + wide + (WIDE.includes(kind) ? 0 : DOT_PX), top: y - LINE_PX / 2, bottom: y + LINE_PX / 2 };
}

function crosses(one, other) {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}

function label(kind, name) {
  const html = Object.assign(document.createElement("span"), { textContent: name, dir: "auto" });
  return L.divIcon({ className: `name ${kind}${WIDE.includes(kind) ? " wide" : ""}`, html, iconSize: [0, 0] });
}
