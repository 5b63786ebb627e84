// A form in which somebody typed much stays as it is while there is no net or the login is over.
const isKept = (form) => form instanceof HTMLFormElement && "keep" in form.dataset;
let typed = false;

document.addEventListener("input", (event) => { typed ||= isKept(event.target.form); });
addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

document.addEventListener("submit", async (event) => {
  const form = event.target, button = event.submitter;
  if (!isKept(form) || form.dataset.sure) return;
  event.preventDefault();
  const answer = await fetch("/api/me").catch(() => null);
  if (answer?.ok) {
    form.elements.csrf_token.value = (await answer.json()).csrf_token; // of the login of by now
    form.dataset.sure = "1";
    typed = false;
    form.requestSubmit(button);
    return;
  }
  const said = form.querySelector("[data-kept]");
  said.textContent = answer?.status === 401 ? said.dataset.login : said.dataset.offline;
  said.hidden = false;
  said.scrollIntoView({ block: "center" });
});

addEventListener("pageshow", () => { for (const form of document.querySelectorAll("[data-sure]")) delete form.dataset.sure; });
