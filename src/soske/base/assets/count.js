// How many characters are left, as one types; and textareas that grow where the browser does not do it by itself.
const number = new Intl.NumberFormat(document.documentElement.lang);
const grows = CSS.supports("field-sizing", "content");

function count(field) {
  const line = document.querySelector(`[data-count="${CSS.escape(field.id)}"]`);
  const texts = line?.dataset.leftOne ? line : line?.closest("form")?.querySelector("[data-count-texts]");
  if (!texts) return;
  const left = Number(line.dataset.longest) - [...field.value].length;
  const { leftOne, leftOther, overOne, overOther } = texts.dataset;
  const words = left < 0 ? [overOne, overOther] : [leftOne, leftOther];
  line.textContent = words[Math.abs(left) === 1 ? 0 : 1].replace("#", number.format(Math.abs(left)));
  line.toggleAttribute("data-over", left < 0);
}

function grow(field) {
  if (grows || field.localName !== "textarea") return;
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

document.addEventListener("input", ({ target }) => {
  if (target.id && "value" in target) count(target);
  grow(target);
});

export function measure(root = document) {
  for (const field of root.querySelectorAll("textarea, [data-field]")) {
    if (field.id && "value" in field) count(field);
    grow(field);
  }
}

measure();
