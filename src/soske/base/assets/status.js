// The one line that says whether what was typed is saved. It is always in sight; it is spoken at most once a minute for
// each thing that it says.
const MINUTE = 60_000;
const KINDS = { ok: "ok", saving: "go", offline: "wait", two: "wait", refused: "late", ended: "wait", other: "wait", closed: "late" };

export class Status {
  constructor(form) {
    this.texts = form.querySelector("[data-autosave-texts]")?.dataset ?? {};
    this.line = document.querySelector("[data-save-status]");
    this.voice = document.querySelector("[data-save-spoken]");
    this.first = this.line?.textContent.trim(); // what the page came with
    this.spoken = new Map();
  }

  show(state, saved) {
    if (!this.line) return;
    const words = (state === "ok" ? (saved ?? this.first) : this.texts[state]) ?? "";
    this.line.textContent = words;
    if (words) this.line.dataset.kind = KINDS[state];
    else delete this.line.dataset.kind;
    if (state === "ended" || state === "other") this.line.append(" ", this.link());
    this.speak(state, words);
  }

  link() {
    const link = document.createElement("a");
    link.href = `${this.texts.signInUrl}?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = this.texts.signIn;
    return link;
  }

  speak(state, words) {
    if (!this.voice || !words || state === "saving") return;
    if (Date.now() - (this.spoken.get(state) ?? -MINUTE) < MINUTE) return;
    this.spoken.set(state, Date.now());
    this.voice.textContent = words;
  }
}
