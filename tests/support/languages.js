// Run by languages.py in the page.
() => {
  const found = [];
  const add = (text, element) => {
    const words = text.trim().replace(/\s+/g, " ");
    if (words) found.push({text: words, lang: element.closest("[lang]")?.lang || "", where: element.tagName.toLowerCase()});
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (element && !["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT"].includes(element.tagName) &&
        (element.tagName === "OPTION" || element.checkVisibility({visibilityProperty: true}))) add(texts.currentNode.data, element);
  }
  for (const name of ["alt", "aria-label", "placeholder", "title"])
    for (const element of document.querySelectorAll(`[${name}]`)) if (element.checkVisibility()) add(element.getAttribute(name), element);
  add(document.title, document.documentElement);
  return found;
}
