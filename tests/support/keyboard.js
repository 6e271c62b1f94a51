// Run by keyboard.py in the page: how many stops there are, where the focus is, and whether one sees it.
() => {
  // Of radio buttons one is a stop: the chosen one, else the first.
  const radio = (each) => [...document.getElementsByName(each.name)].find((one, index, all) => one.checked || (index === 0 && !all.some((other) => other.checked)));
  const stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter((each) =>
    !each.disabled && each.tabIndex >= 0 && (each.type !== "radio" || radio(each) === each) && each.checkVisibility({visibilityProperty: true}) && each.getBoundingClientRect().width > 0);
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return {count: stops.length, place: null};
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  const words = (element.innerText || element.name || element.value || element.type || "").trim().replace(/\s+/g, " ").slice(0, 60);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const inside = box.width > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
  return {count: stops.length, place: stops.indexOf(element), words: `${element.tagName.toLowerCase()} ${words}`, seen: ring && inside};
}
