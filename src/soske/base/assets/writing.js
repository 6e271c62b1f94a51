// One field that several people write: what it holds, what the server is known to have of it, and the box of two texts.
import { measure } from "./count.js";
import { forget, keep, keyOf } from "./device.js";

const random = crypto.getRandomValues(new Uint8Array(12));
const windowId = Array.from(random, (each) => each.toString(16).padStart(2, "0")).join("");

export class Field {
  constructor(form, element) {
    this.form = form;
    this.element = element;
    this.name = element.dataset.field;
    this.wrapper = element.closest(".field");
    this.hidden = form.element.elements[`${this.name}:version`] ?? null;
    this.version = this.hidden?.value ?? element.dataset.version ?? "0";
    this.number = 0; // of the edits in this window
    this.typedAt = this.sinceAt = 0; // the last key, and the first one that is not saved
    this.after = ""; // the tokens of closed windows that this one goes on for
    this.saved = this.given(); // what the server is known to have; more was typed if the script came late
    this.refused = null;
    this.box = null;
    this.key = keyOf(form.person, form.subject, this.name, windowId);
  }

  get inputs() {
    return "value" in this.element && this.element.localName !== "fieldset" ? null : [...this.element.querySelectorAll("input")];
  }

  get value() {
    if (this.inputs) return this.inputs.filter((each) => each.checked).map((each) => each.value).join("\n");
    if (this.element.type === "checkbox") return this.element.checked ? this.element.value : "";
    return this.element.value;
  }

  set value(text) {
    const chosen = text.split("\n");
    if (this.inputs) for (const each of this.inputs) each.checked = chosen.includes(each.value);
    else if (this.element.type === "checkbox") this.element.checked = text !== "";
    else this.element.value = text;
    measure(this.wrapper);
  }

  get waits() {
    const text = this.value;
    return text !== this.saved && text !== this.refused;
  }

  // What came with the page. (autocomplete="off" on the form keeps browsers from putting back an older text.)
  given() {
    if (this.inputs) return this.inputs.filter((each) => each.defaultChecked).map((each) => each.value).join("\n");
    if (this.element.type === "checkbox") return this.element.defaultChecked ? this.element.value : "";
    if (this.element.localName !== "select") return this.element.defaultValue;
    return [...this.element.options].find((each) => each.defaultSelected)?.value ?? this.element.value;
  }

  // What an earlier window left on this device goes on here.
  takeUp([key, record]) {
    forget(key);
    if (record.text === this.saved) return;
    this.value = record.text;
    this.version = record.version;
    this.after = record.token;
    this.keep();
  }

  keep() {
    if (!this.waits && this.value === this.saved) forget(this.key);
    else keep(this.key, this.record());
  }

  typed() {
    this.number += 1;
    this.typedAt = Date.now();
    this.sinceAt ||= this.typedAt;
    this.keep();
  }

  // All that a save says, so that another window can repeat it word for word.
  record() {
    const token = [this.number ? `${windowId}.${this.number}` : "", this.after].filter(Boolean).join(" ");
    return { field: this.name, text: this.value, version: this.version, token, url: this.form.url };
  }

  // The server has this text now.
  acknowledged(text, given) {
    this.refused = null;
    this.after = "";
    this.saved = text;
    if (given.text === undefined || this.value === text) {
      if (given.text !== undefined) this.value = this.saved = given.text; // a newer text stands: nobody typed here since
      this.version = given.version;
      if (this.hidden) this.hidden.value = given.version;
    }
    this.mend();
    this.keep();
  }

  parallel(text, given) {
    this.refused = null;
    this.saved = text;
    this.mend();
    this.keep();
    const template = document.createElement("template");
    template.innerHTML = given.html;
    const box = template.content.firstElementChild;
    const label = this.wrapper.querySelector("legend, label");
    if (label) box.querySelector("[data-two-label]").replaceChildren(...label.cloneNode(true).childNodes);
    this.box?.remove();
    this.box = box;
    this.wrapper.after(box);
    // In place of the field; who is typing goes on typing, and the box follows.
    this.wrapper.hidden = !this.wrapper.contains(document.activeElement);
  }

  refuse(text, errors) {
    this.mend();
    this.refused = text;
    this.error = document.createElement("p");
    this.error.className = "errors";
    this.error.dataset.kind = "late";
    this.error.id = `${this.element.id || this.name}-refused`;
    this.error.textContent = errors.join(" ");
    this.wrapper.append(this.error);
    this.described = this.element.getAttribute("aria-describedby");
    this.element.setAttribute("aria-describedby", [this.described, this.error.id].filter(Boolean).join(" "));
    this.element.setAttribute("aria-invalid", "true");
  }

  mend() {
    this.box?.remove();
    this.box = null;
    this.wrapper.hidden = false;
    if (!this.error) return;
    this.error.remove();
    this.error = null;
    this.element.removeAttribute("aria-invalid");
    if (this.described) this.element.setAttribute("aria-describedby", this.described);
    else this.element.removeAttribute("aria-describedby");
  }
}
