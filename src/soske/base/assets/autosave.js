// Saves what is typed into <form data-autosave>, field by field, and never loses it.
//
// Each text is kept on the device first and leaves it only when the server has said what became of it. One request at a
// time for each form. A save names the version that it began from and a token "window.number"; what came too late the
// server keeps beside the text that stands (soske/records/writings.py).
import { deviceWorks, forget, kept } from "./device.js";
import { Status } from "./status.js";
import { Field } from "./writing.js";

const PAUSE = 800; // ms after the last key
const LONGEST_PAUSE = 10_000; // of somebody who types without one
const POLL = 20_000;
const LONGEST_WAIT = 30_000;
const SMALL = 30_000; // a request that outlives its page may hold 64 KB together with others

// "given" is the answer as JSON; "kind" what to do about it.
async function ask(url, body) {
  let response;
  try {
    response = await fetch(url, {
      method: body ? "POST" : "GET",
      body,
      redirect: "manual",
      credentials: "same-origin",
      headers: { Accept: "application/json" },
      cache: "no-store",
      keepalive: body ? body.toString().length < SMALL : false,
    });
  } catch {
    return { kind: "offline" };
  }
  if (response.type === "opaqueredirect" || response.status === 401) return { kind: "ended" };
  if (response.status === 403) return { kind: "forbidden" };
  if (response.status === 404 || response.status === 410) return { kind: "closed" };
  if (response.status >= 500 || response.status === 429) return { kind: "offline" };
  if (![200, 409, 422].includes(response.status)) return { kind: "refused", given: { errors: [] } };
  try {
    const given = await response.json();
    return { kind: given.state ?? "here", given };
  } catch {
    return { kind: "offline" }; // a page of somebody in between
  }
}

class Form {
  constructor(element) {
    this.element = element;
    this.url = element.dataset.saveUrl;
    this.person = element.dataset.person;
    this.subject = element.dataset.subject;
    this.status = new Status(element);
    this.tries = 0;
    this.state = "ok";
    this.fields = new Map();
    for (const each of element.querySelectorAll("[data-field]")) this.fields.set(each, new Field(this, each));
    this.takeUp();

    element.addEventListener("input", (event) => this.typed(event.target.closest("[data-field]")));
    element.addEventListener("submit", (event) => this.submit(event));
    addEventListener("online", () => this.again());
    addEventListener("focus", () => this.again());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.again()));
    addEventListener("pagehide", () => this.leave());
    addEventListener("beforeunload", (event) => {
      if (this.waits && !deviceWorks()) event.preventDefault();
    });
    if (element.dataset.presenceUrl) {
      setInterval(() => document.hidden || this.look(), POLL);
    }
    if (this.waits || this.left.length) this.run();
  }

  get waits() {
    return [...this.fields.values()].some((field) => field.waits);
  }

  get csrf() {
    return this.element.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  body({ field, text, version, token }) {
    return new URLSearchParams({ field, text, version, token, person: this.person, csrfmiddlewaretoken: this.csrf });
  }

  // What closed windows left: the newest of a field goes on in the field, the rest is sent as it is.
  takeUp() {
    this.left = kept(this.person, this.subject);
    for (const field of this.fields.values()) {
      const last = this.left.findLast(([, record]) => record.field === field.name);
      if (!last) continue;
      this.left.splice(this.left.indexOf(last), 1);
      field.takeUp(last);
    }
  }

  typed(element) {
    const field = this.fields.get(element);
    if (!field) return;
    field.typed();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), field.typedAt - field.sinceAt > LONGEST_PAUSE ? 0 : PAUSE);
  }

  again() {
    this.tries = 0;
    if (this.state !== "closed" && (this.waits || this.left.length)) this.run();
  }

  // Sends what waits, one after another. The same promise for all who ask meanwhile.
  run(all = false) {
    this.all ||= all; // also what is being typed
    this.running ??= this.work().finally(() => (this.running = this.all = null));
    return this.running;
  }

  next() {
    const quiet = (field) => {
      const now = Date.now();
      return this.all || now - field.typedAt > PAUSE - 50 || now - field.sinceAt > LONGEST_PAUSE;
    };
    return this.left[0] ?? [...this.fields.values()].find((field) => field.waits && quiet(field));
  }

  async work() {
    clearTimeout(this.timer);
    let next;
    let kind = "ok";
    while ((next = this.next())) {
      this.show("saving");
      kind = Array.isArray(next) ? await this.sendLeft(next) : await this.send(next);
      if (["offline", "ended", "other", "closed"].includes(kind)) return this.stop(kind);
      this.tries = 0;
    }
    this.show(kind === "parallel" ? "two" : "ok");
    return "ok";
  }

  stop(kind) {
    this.show(kind);
    if (kind === "offline") {
      this.timer = setTimeout(() => this.run(), Math.min(1000 * 2 ** this.tries, LONGEST_WAIT));
      this.tries += 1;
    }
    return kind;
  }

  async send(field) {
    const text = field.value;
    this.sending = [field, text];
    field.sinceAt = 0;
    const { kind, given } = await this.post(() => this.body(field.record()));
    this.sending = null;
    if (kind === "saved" || kind === "same") {
      this.words = given.saved;
      field.acknowledged(text, given);
    } else if (kind === "parallel") field.parallel(text, given);
    else if (kind === "refused") field.refuse(text, given.errors.length ? given.errors : [this.status.texts.refused]);
    return kind;
  }

  async sendLeft([key, record]) {
    const { kind } = await this.post(() => this.body(record));
    if (["saved", "same", "parallel"].includes(kind)) forget(key);
    if (["offline", "ended", "other"].includes(kind)) return kind;
    this.left.shift(); // refused or closed: it stays on the device
    return "ok";
  }

  // A new sign-in makes the token of this page worthless: ask for another one, once.
  async post(body) {
    const first = await ask(this.url, body());
    if (first.kind !== "forbidden") return first;
    const kind = await this.look();
    if (kind !== "here") return { kind: kind === "forbidden" ? "closed" : kind };
    const second = await ask(this.url, body());
    return second.kind === "forbidden" ? { kind: "closed" } : second;
  }

  // Who is here, and a fresh token.
  async look() {
    if (!this.element.dataset.presenceUrl) return "forbidden";
    const { kind, given } = await ask(this.element.dataset.presenceUrl);
    if (kind === "here") {
      if (given.person !== this.person) return this.stop("other");
      for (const each of document.querySelectorAll("[name=csrfmiddlewaretoken]")) each.value = given.csrf;
      for (const each of document.querySelectorAll("[data-present]")) {
        const html = given.html[each.dataset.present] ?? "";
        if (each.presentHtml !== html) each.innerHTML = each.presentHtml = html;
      }
      if (["offline", "ended", "other"].includes(this.state) && !this.running) {
        if (this.waits || this.left.length) this.again();
        else this.show("ok");
      }
    } else if (kind === "ended") this.stop(kind);
    return kind;
  }

  // The page may go away at any moment: send what waits without waiting for answers. It stays on the device until then.
  leave() {
    for (const field of this.fields.values()) {
      const sent = this.sending?.[0] === field && this.sending[1] === field.value;
      if (field.waits && !sent && this.state !== "closed") ask(this.url, this.body(field.record()));
    }
  }

  // A button sends the whole form: what was typed goes first, so that the form holds nothing that began from an old text.
  async submit(event) {
    if (this.ready) return;
    event.preventDefault();
    if (this.leaving) return;
    this.leaving = true;
    setTimeout(() => (this.leaving = false), 3000);
    await new Promise((done) => setTimeout(done)); // while this event goes on, browsers take no other submit
    do {
      if ((await this.run(true)) === "ok") continue;
      this.leaving = false;
      return;
    } while (this.waits);
    // Of a field with two texts both are saved; the form goes without it.
    const boxed = [...this.fields.values()].filter((field) => field.box);
    const controls = boxed.flatMap((field) => [...(field.inputs ?? [field.element]), field.hidden]).filter(Boolean);
    for (const each of controls) each.disabled = true;
    this.ready = true;
    this.element.requestSubmit(this.button(event.submitter));
    this.ready = false;
    for (const each of controls) each.disabled = false;
  }

  // A box may have come anew while its button was pressed.
  button(pressed) {
    if (!pressed || pressed.isConnected) return pressed;
    return this.element.querySelector(`[name="${pressed.name}"][value="${CSS.escape(pressed.value)}"]`);
  }

  show(state) {
    const fields = [...this.fields.values()];
    if (state === "ok" && fields.some((field) => field.refused !== null)) state = "refused";
    this.state = state === "saving" ? this.state : state;
    this.status.show(state, this.words);
  }
}

// What is still on this device goes to the server before one signs out, and then leaves the device.
async function signOut(event) {
  const form = event.target;
  if (!form.matches("[data-sign-out]") || form.dataset.ready) return;
  event.preventDefault();
  await new Promise((done) => setTimeout(done));
  const patience = new Promise((done) => setTimeout(done, 3000, "offline"));
  const csrfmiddlewaretoken = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const all = async () => {
    for (const each of forms) if ((await each.run(true)) !== "ok") return "offline";
    for (const [key, { url, token, text, version, field }] of kept(form.dataset.signOut)) {
      const person = form.dataset.signOut;
      const body = new URLSearchParams({ field, text, version, token, person, csrfmiddlewaretoken });
      const { kind } = await ask(url, body);
      if (kind === "offline") return kind;
      forget(key);
    }
    return "ok";
  };
  await Promise.race([all(), patience]);
  form.dataset.ready = "yes";
  form.requestSubmit(event.submitter);
}

const forms = [...document.querySelectorAll("form[data-autosave]")].map((element) => new Form(element));
document.addEventListener("submit", signOut);
