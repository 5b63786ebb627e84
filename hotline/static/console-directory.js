// The search box of the desk: what helps is asked for when somebody looks, and put beside the line. Without this script
// the form opens a page of its own.
const form = document.getElementById("find");
const results = document.getElementById("find-results");
const person = () => document.getElementById("person").dataset;
let asked = 0; // an answer that comes after a newer question is dropped

// Whoever is shown in the middle: for them a text can be sent, and in their language it is read aloud.
function forThePerson() {
  form.elements.contact.value = person().contact ?? "";
  form.elements.language.value = person().language ?? "";
  if (!form.dataset.chosen) form.elements.speaks.value = person().language ?? "";
}

async function look() {
  forThePerson();
  const number = ++asked;
  const question = new URLSearchParams(new FormData(form));
  question.set("part", "results");
  results.setAttribute("aria-busy", "true");
  const response = await fetch(`${form.action}?${question}`, { headers: { Accept: "text/html" } });
  if (number !== asked) return;
  results.removeAttribute("aria-busy");
  if (!response.ok || response.redirected) {
    form.submit();
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  results.replaceChildren(...page.body.childNodes);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  look().catch(() => form.submit());
});

form.addEventListener("change", ({ target }) => {
  if (target.name === "speaks") form.dataset.chosen = "1";
  if (target.name !== "q" && (form.elements.q.value.trim() || results.childElementCount)) form.requestSubmit();
});

// What somebody wished for on the phone is looked up with one click.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-look]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  form.elements.q.value = link.dataset.look;
  form.requestSubmit();
  document.body.dataset.tab = "pane-hand";
  form.elements.q.focus();
});
