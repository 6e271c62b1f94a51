// Run by layout.py in the page.
() => {
  const faults = [];
  const root = document.documentElement;
  const name = (element) => element.tagName.toLowerCase() + (element.id ? `#${element.id}` : "") +
    (typeof element.className === "string" && element.className ? "." + element.className.trim().split(/\s+/).join(".") : "") +
    ` "${(element.innerText || element.value || "").trim().replace(/\s+/g, " ").slice(0, 40)}"`;
  const around = (element) => {
    const found = [];
    for (let at = element; at; at = at.parentElement) found.push(at);
    return found;
  };
  const forReadersOnly = (element) => around(element).some((at) => {
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    return (style.position === "absolute" && style.clip !== "auto") || style.clipPath === "inset(50%)" ||
      (style.overflow !== "visible" && (box.width <= 1 || box.height <= 1));
  });
  const shown = (element) => element.checkVisibility({visibilityProperty: true, opacityProperty: true}) &&
    element.getBoundingClientRect().width > 0 && !forReadersOnly(element);
  const width = root.clientWidth;

  if (!root.lang) faults.push("html has no lang");
  const headings = [...document.querySelectorAll("h1")].filter((heading) => heading.checkVisibility());
  if (headings.length !== 1) faults.push(`${headings.length} h1: ${headings.map(name).join(", ")}`);
  if (root.scrollWidth > width) {
    const wide = [...document.querySelectorAll("body *")].filter((element) => shown(element) && element.getBoundingClientRect().right > width + 1);
    faults.push(`scrolls sideways: ${root.scrollWidth} of ${width} px: ${wide.slice(0, 3).map(name).join(", ")}`);
  }

  const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab], [tabindex='0']";
  for (const element of document.querySelectorAll(targets)) {
    if (!shown(element)) continue;
    let {width: wide, height: high} = element.getBoundingClientRect();
    // A link within a sentence is as high as its line.
    const own = element.textContent.trim();
    const inSentence = getComputedStyle(element).display === "inline" && element.closest("p, li, dd, td, label, legend, figcaption, blockquote, .text") !== null &&
      element.parentElement.textContent.trim().length > own.length;
    if (inSentence) continue;
    if (element.matches("[type=checkbox], [type=radio]")) {
      for (const label of element.labels) {
        const box = label.getBoundingClientRect();
        [wide, high] = [Math.max(wide, box.width), Math.max(high, box.height)];
      }
    }
    const button = element.matches("button, [type=submit], [type=button], [type=reset], [role=button], .ds-button");
    const least = button && innerWidth <= 480 ? 44 : 24;
    if (wide < least - 0.5 || high < least - 0.5) faults.push(`target of ${Math.round(wide)} x ${Math.round(high)} px, at least ${least}: ${name(element)}`);
  }

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const cut = new Set();
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element || ["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "OPTION", "TEXTAREA"].includes(element.tagName) || !shown(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const box = range.getBoundingClientRect();
    if (!box.width) continue;
    // What may scroll does not hide; what is cut off by an element around it does.
    for (const at of around(element)) {
      if (at === document.body || at === root) break;
      const style = getComputedStyle(at);
      const edge = at.getBoundingClientRect();
      if (["auto", "scroll"].includes(style.overflowX) || ["auto", "scroll"].includes(style.overflowY)) break;
      const sideways = ["hidden", "clip"].includes(style.overflowX) && (box.right > edge.right + 1 || box.left < edge.left - 1);
      const down = ["hidden", "clip"].includes(style.overflowY) && (box.bottom > edge.bottom + 3 || box.top < edge.top - 3);
      if (sideways || down) cut.add(element);
    }
    if (box.right > width + 1 && !around(element).some((at) => ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(at).overflowX) && at !== root && at !== document.body)) cut.add(element);
  }
  for (const element of cut) faults.push(`text is cut off: ${name(element)}`);
  return faults;
}
