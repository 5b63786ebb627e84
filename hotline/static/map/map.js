// A small map of Brussels, drawn from our own names of places: no map service is asked. Tiles only where an operator set so.
// In a form it puts a pin, by a tap, by dragging it, by the arrow keys; elsewhere it only shows one.

const failed = new URL(import.meta.url).searchParams.get("again"), again = failed ? `?again=${failed}` : "";
const { credit, near, write } = await import(`./names.js${again}`);

const BRUSSELS = [[50.79, 4.27], [50.9, 4.46]], AROUND = [[50.6, 4], [51.1, 4.75]];
const FINGER_PX = 22, STEP_PX = 16, EDGE_PX = 48;
const CLOSER = 2; // a tap leads so many steps nearer
const DRAWING = { close: 15, exact_m: 100 }, TILES = { close: 17, exact_m: 20 }; // the nearest zoom; how well a spot is found
const ARROWS = { ArrowLeft: [-STEP_PX, 0], ArrowRight: [STEP_PX, 0], ArrowUp: [0, -STEP_PX], ArrowDown: [0, STEP_PX] };
const EARTH_M = 40_075_017, TILE_PX = 256;

export async function show(details) {
  const { places, streets, style, tiles } = details.dataset;
  const [known] = await Promise.all([
    fetched(places),
    styled("../node_modules/leaflet/dist/leaflet.css").then(() => styled(style)),
    import(`../node_modules/leaflet/dist/leaflet.js${again}`),
  ]);
  const map = drawn(details);
  const names = () => write(map, known, () => fetched(streets));
  if (tiles) L.tileLayer(tiles).once("tileerror", names).addTo(map);
  else names();
  credit(map, details.dataset.credit);
  const form = details.closest("form");
  if (form) takePin(map, form, known, tiles ? TILES : DRAWING);
  else pinned(map, details.dataset)?.show();
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error("no places");
  return answer.json();
}

function styled(address) {
  return new Promise((onload, onerror) => {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL(address, import.meta.url), onload, onerror }));
  });
}

function drawn(details) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(details.querySelector("[data-ground]"), {
    zoomControl: false, scrollWheelZoom: false, doubleClickZoom: false, keyboard: !details.closest("form"),
    fadeAnimation: !still, zoomAnimation: !still, markerZoomAnimation: !still, inertia: !still,
    minZoom: 10, maxZoom: 18, maxBounds: AROUND,
  });
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: details.dataset.closer, zoomOutTitle: details.dataset.further }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  details.addEventListener("toggle", () => map.invalidateSize());
  return map.fitBounds(BRUSSELS);
}

/** The pin, and around it how far the person may be; null where there is no point. */
function pinned(map, { lat, lon, accuracy }, draggable = false) {
  if (!lat) return null;
  const at = L.latLng(lat, lon), metres = Number(accuracy) || DRAWING.exact_m;
  const circle = L.circle(at, { radius: metres, className: "around", weight: 1.5, fillOpacity: .12, interactive: false });
  const marker = L.marker(at, { draggable, keyboard: false, autoPan: true, icon: L.divIcon({ className: "pin", iconSize: [44, 44], iconAnchor: [22, 40] }) });
  const both = L.layerGroup([circle, marker]).addTo(map);
  return { at, marker, remove: () => both.remove(), show: () => map.fitBounds(at.toBounds(metres * 4), { maxZoom: DRAWING.close }) };
}

/** The fields of the form hold the point; whoever changes them says "placed". */
function takePin(map, form, known, { close, exact_m }) {
  const { lat, lon, accuracy } = form.elements, ground = map.getContainer();
  let pin = null;
  const put = (at) => {
    const px_m = EARTH_M * Math.cos(at.lat * Math.PI / 180) / (TILE_PX * 2 ** map.getZoom());
    [lat.value, lon.value] = [at.lat.toFixed(5), at.lng.toFixed(5)];
    accuracy.value = Math.ceil(Math.max(exact_m, FINGER_PX * px_m) / 10) * 10;
    form.dispatchEvent(new CustomEvent("placed", { detail: { near: near(map, known, at) } }));
  };
  const draw = () => {
    pin?.remove();
    pin = pinned(map, { lat: lat.value, lon: lon.value, accuracy: accuracy.value }, true);
    pin?.marker.on("dragend", () => put(pin.marker.getLatLng()));
  };
  const find = () => { draw(); pin?.show(); };
  form.addEventListener("placed", ({ detail }) => (detail ? draw() : find())); // by this map, or from elsewhere
  find();
  map.on("click", ({ latlng }) => {
    put(latlng);
    if (map.getZoom() < close) map.setView(latlng, Math.min(map.getZoom() + CLOSER, close));
  });
  ground.addEventListener("keydown", (event) => {
    if (event.target !== ground || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") map.zoomIn();
    else if (event.key === "-") map.zoomOut();
    else if (!(event.key in ARROWS)) return;
    else {
      put(pin ? map.containerPointToLatLng(map.latLngToContainerPoint(pin.at).add(ARROWS[event.key])) : map.getCenter());
      map.panInside(pin.at, { padding: [EDGE_PX, EDGE_PX], animate: false });
    }
    event.preventDefault();
  });
}
