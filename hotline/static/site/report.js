// What the report form gains from JavaScript: the position of the device, and nothing is lost without a net or on a bad line (sw.js).

const form = document.querySelector("[data-report]");
const use = document.querySelector("[data-use]");
const noNet = document.querySelector("[data-no-net]");

function stay() {
  noNet.hidden = false;
  noNet.scrollIntoView({ block: "center" });
}

form?.addEventListener("submit", (event) => {
  noNet.hidden = true;
  if (navigator.onLine) return;
  event.preventDefault();
  stay();
});
navigator.serviceWorker?.addEventListener("message", ({ data }) => { if (data.notSent === location.pathname) stay(); });
addEventListener("online", () => { noNet.hidden = true; });

if (use && "geolocation" in navigator) {
  const { lat, lon, accuracy } = form.elements, told = use.parentElement.querySelector("[role=status]");
  const offer = () => { use.hidden = Boolean(lat.value); };
  const found = ({ coords }) => {
    [lat.value, lon.value, accuracy.value] = [coords.latitude.toFixed(6), coords.longitude.toFixed(6), Math.ceil(coords.accuracy)];
    form.dispatchEvent(new CustomEvent("placed"));
  };
  const unknown = () => { told.textContent = use.dataset.unknown; };
  form.addEventListener("placed", offer);
  offer();
  use.addEventListener("click", () => {
    told.textContent = use.dataset.asking;
    navigator.geolocation.getCurrentPosition(found, unknown, { enableHighAccuracy: true, timeout: 15_000 });
  });
}
