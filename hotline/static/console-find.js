// Narrows a list while one types: an input with data-find names the list, its items carry data-words.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

document.addEventListener("input", ({ target }) => {
  if (!target.dataset.find) return;
  const wanted = plain(target.value).split(/\s+/).filter(Boolean);
  for (const item of document.getElementById(target.dataset.find).children) {
    const words = plain(item.dataset.words ?? "");
    item.hidden = !wanted.every((word) => words.includes(word));
  }
});
