// What the report form gains from JavaScript: the position of the device, and nothing is lost without a net.

const form = document.querySelector("[data-report]");
const here = document.querySelector("[data-here]");
const noNet = document.querySelector("[data-no-net]");

form?.addEventListener("submit", (event) => {
  noNet.hidden = navigator.onLine;
  if (navigator.onLine) return;
  event.preventDefault();
  noNet.scrollIntoView({ block: "center" });
});
addEventListener("online", () => { noNet.hidden = true; });

if (here && "geolocation" in navigator) {
  const told = here.querySelector("[role=status]");
  const use = here.querySelector("[data-use]"), drop = here.querySelector("[data-forget]");
  const { lat, lon, accuracy } = form.elements;
  const set = (a, b, c) => {
    [lat.value, lon.value, accuracy.value] = [a, b, c];
    told.textContent = a ? told.dataset.known.replace("#", c) : "";
    use.hidden = Boolean(a);
    drop.hidden = !a;
  };
  const found = ({ coords }) => set(coords.latitude.toFixed(6), coords.longitude.toFixed(6), Math.ceil(coords.accuracy));
  const unknown = () => { told.textContent = told.dataset.unknown; };
  here.hidden = false;
  set(lat.value, lon.value, accuracy.value);
  use.addEventListener("click", () => {
    told.textContent = told.dataset.asking;
    navigator.geolocation.getCurrentPosition(found, unknown, { enableHighAccuracy: true, timeout: 15_000 });
  });
  drop.addEventListener("click", () => { set("", "", ""); use.focus(); });
}
