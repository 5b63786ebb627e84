// Written talks on the desk: what is half typed stays with its person, Enter sends, the newest line is in view.
export class Chats {
  constructor({ byId }) {
    this.byId = byId;
    this.drafts = new Map(); // by the person it is for
    this.newest = this.#newest();
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("click", (event) => this.#insert(event));
    this.#toEnd();
  }

  isTyping() {
    const box = this.byId("reply-text");
    return Boolean(box?.value.trim()) && document.activeElement === box;
  }

  /** Show somebody else: what was half typed is there again when they are back; the same person: the keys stay here. */
  keepDraft(show) {
    const left = this.byId("reply-text");
    const before = this.byId("person").dataset.contact;
    const wasHere = left && document.activeElement === left;
    if (left) this.drafts.set(before, left.value);
    show();
    const box = this.byId("reply-text");
    const now = this.byId("person").dataset.contact;
    const kept = this.drafts.get(now);
    if (box && kept) box.value = kept;
    if (box && wasHere && now === before) {
      box.focus({ preventScroll: true });
      box.setSelectionRange(left.selectionStart, left.selectionEnd);
    }
    this.#toEnd();
  }

  /** The server has it. */
  sent() {
    this.drafts.delete(this.byId("person").dataset.contact);
    const box = this.byId("reply-text");
    if (box) box.value = "";
  }

  /** Show what is new. True: somebody of mine wrote since. */
  hasNews(show) {
    const log = this.byId("written-log");
    const wasAtEnd = !log || log.scrollTop + log.clientHeight >= log.scrollHeight - 40;
    show();
    if (wasAtEnd) this.#toEnd();
    const now = this.#newest();
    const isNew = [...now].some(([contact, last]) => this.newest.has(contact) && last > this.newest.get(contact));
    this.newest = now;
    return isNew;
  }

  #newest() {
    const mine = [...document.querySelectorAll("#chats [data-last]")];
    return new Map(mine.map((one) => [one.dataset.contact, Number(one.dataset.last)]));
  }

  #toEnd() {
    const log = this.byId("written-log");
    if (log) log.scrollTop = log.scrollHeight;
  }

  #key(event) {
    if (event.target.id !== "reply-text" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit(this.byId("send-reply"));
  }

  #insert(event) {
    const link = event.target.closest("a[data-insert]");
    const box = this.byId("reply-text");
    if (!link || !box || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const before = box.value.trim();
    box.value = before ? `${before} ${link.dataset.insert}` : link.dataset.insert;
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  }
}
