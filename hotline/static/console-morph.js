// Makes what is shown equal to what the server sent without replacing what is the same:
// focus, a pressed button and a half-typed word stay where they are.
export function morph(shown, fresh) {
  for (const { name } of [...shown.attributes]) {
    if (name === "open" && shown.tagName === "DETAILS") continue; // what somebody opened stays open
    if (!fresh.hasAttribute(name)) shown.removeAttribute(name);
  }
  for (const { name, value } of [...fresh.attributes]) {
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
  if (shown.dataset?.since) return; // the clock goes on by itself
  children(shown, fresh);
}

function children(shown, fresh) {
  let place = shown.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const found = match(place, wanted, shown);
    if (!found) {
      shown.insertBefore(document.importNode(wanted, true), place);
      continue;
    }
    while (place !== found && !isWantedLater(place, fresh)) {
      const gone = place;
      place = place.nextSibling;
      gone.remove();
    }
    if (place !== found) shown.insertBefore(found, place);
    else place = place.nextSibling;
    if (found.nodeType === Node.ELEMENT_NODE) morph(found, wanted);
    else if (found.nodeValue !== wanted.nodeValue) found.nodeValue = wanted.nodeValue;
  }
  while (place) {
    const gone = place;
    place = place.nextSibling;
    gone.remove();
  }
}

function match(place, wanted, parent) {
  if (wanted.id) return [...parent.children].find((child) => child.id === wanted.id) ?? null;
  return place && !place.id && place.nodeType === wanted.nodeType && place.nodeName === wanted.nodeName ? place : null;
}

function isWantedLater(node, fresh) {
  return Boolean(node?.id) && [...fresh.children].some((child) => child.id === node.id);
}
