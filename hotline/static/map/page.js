// Before a map is opened: the point of a form, told and forgotten, and the touch that fetches the map. The words stay the truth.

const point = document.querySelector("[data-point]");
if (point) {
  const form = point.closest("form"), { lat, lon, accuracy } = form.elements;
  const told = point.querySelector("[role=status]"), forget = point.querySelector("[data-forget]");
  const tell = (near) => {
    forget.hidden = !lat.value;
    const known = lat.value && told.dataset.known.replace("#", accuracy.value);
    told.textContent = near ? `${told.dataset.near.replace("#", `\u2068${near}\u2069`)} ${known}` : known;
  };
  form.addEventListener("placed", ({ detail }) => tell(detail?.near));
  forget.addEventListener("click", () => {
    lat.value = lon.value = accuracy.value = "";
    form.dispatchEvent(new CustomEvent("placed"));
    (point.querySelector("[data-use]:not([hidden])") ?? form.querySelector("[data-map] > summary")).focus();
  });
  point.hidden = false;
  tell();
}

/** A browser may keep it in mind that a script could not be fetched: under a new address it asks again. */
function anew(address, failed) {
  const fresh = new URL(address, location);
  if (failed) fresh.searchParams.set("again", failed);
  return fresh.href;
}

for (const details of document.querySelectorAll("[data-map]")) {
  const none = details.querySelector("[data-no-map]");
  let drawn = null, failed = 0;
  const draw = () => {
    if (!details.open) return;
    drawn ??= import(anew(details.dataset.map, failed)).then(({ show }) => show(details)).then(
      () => { none.hidden = true; },
      () => { none.hidden = false; drawn = null; failed += 1; }, // the next touch tries again
    );
  };
  details.addEventListener("toggle", draw);
  details.hidden = false;
  draw();
}
