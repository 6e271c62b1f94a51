// Run by contrast.py in the page.
() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", {willReadFrequently: true});
  const colours = new Map();
  // Any way of writing a colour (rgb, oklch, color-mix) as [red, green, blue, alpha], 0 to 1.
  const colour = (text) => {
    if (!colours.has(text)) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = text;
      context.fillRect(0, 0, 1, 1);
      colours.set(text, [...context.getImageData(0, 0, 1, 1).data].map((part) => part / 255));
    }
    return colours.get(text);
  };
  const over = (top, below) => [0, 1, 2].map((part) => top[part] * top[3] + below[part] * (1 - top[3]));
  const mix = (inside, outside, opacity) => inside.map((part, at) => part * opacity + outside[at] * (1 - opacity));
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const chain = (element) => {
    const found = [];
    for (let at = element; at; at = at.parentElement || at.getRootNode().host || null) found.unshift(at);
    return found;
  };
  // What stands in front of and behind a drawing of this colour inside `element`, after every opacity above it.
  const seen = (element, text) => {
    let behind = [1, 1, 1];
    const steps = [];
    for (const at of chain(element)) {
      const style = getComputedStyle(at);
      const inside = over(colour(style.backgroundColor), behind);
      steps.push([behind, Number(style.opacity)]);
      behind = inside;
    }
    let front = over(colour(text), behind);
    for (const [outside, opacity] of steps.reverse()) {
      front = mix(front, outside, opacity);
      behind = mix(behind, outside, opacity);
    }
    return [front, behind];
  };
  const shown = (element) => {
    if (!element.checkVisibility({visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true})) return false;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const hidden = style.clipPath !== "none" || (style.clip !== "auto" && style.position === "absolute");
    return box.width > 1 && box.height > 1 && !hidden && !chain(element).some((at) => {
      const around = getComputedStyle(at);
      const small = at.getBoundingClientRect();
      return around.overflow !== "visible" && (small.width <= 1 || small.height <= 1);
    });
  };
  const disabled = (element) => element.closest(":disabled, [aria-disabled=true]") !== null;
  const name = (element) => element.tagName.toLowerCase() + (element.id ? `#${element.id}` : "") +
    (typeof element.className === "string" && element.className ? "." + element.className.trim().split(/\s+/).join(".") : "");
  const found = [];
  const add = (element, what, text, needed, [front, behind]) => found.push({
    what, text, needed, where: name(element), ratio: ratio(front, behind),
    image: chain(element).filter((at) => getComputedStyle(at).backgroundImage !== "none").map(name).join(" "),
  });
  const least = (style) => {
    const size = parseFloat(style.fontSize);
    return size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
  };

  const walk = (root) => {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      const element = node.parentElement;
      if (!element || !node.data.trim() || ["SCRIPT", "STYLE", "NOSCRIPT", "OPTION", "TEMPLATE"].includes(element.tagName)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      if (!range.getClientRects().length || !shown(element) || disabled(element)) continue;
      const style = getComputedStyle(element);
      const ink = element.closest("svg") ? style.fill : style.color;
      add(element, "text", node.data.trim().replace(/\s+/g, " ").slice(0, 60), least(style), seen(element, ink));
    }
    for (const element of root.querySelectorAll("*")) if (element.shadowRoot) walk(element.shadowRoot);
  };
  walk(document.body);

  const written = "input:not([type=hidden], [type=checkbox], [type=radio], [type=submit], [type=button], [type=range], [type=file]), select, textarea";
  for (const element of document.querySelectorAll(written)) {
    if (!shown(element) || disabled(element)) continue;
    const style = getComputedStyle(element);
    if (element.value) add(element, "value", String(element.value).slice(0, 60), least(style), seen(element, style.color));
    else if (element.placeholder) {
      const ink = getComputedStyle(element, "::placeholder");
      const faded = colour(ink.color).slice();
      faded[3] *= Number(ink.opacity);
      const text = `rgba(${faded.slice(0, 3).map((part) => part * 255).join(",")},${faded[3]})`;
      add(element, "placeholder", element.placeholder.slice(0, 60), 3, seen(element, text));
    }
    // The side that is drawn best, against what is around the field; a field may be told apart by its filling as well.
    const around = element.parentElement;
    const sides = ["Top", "Right", "Bottom", "Left"].filter((side) =>
      parseFloat(style[`border${side}Width`]) > 0 && !["none", "hidden"].includes(style[`border${side}Style`]));
    const edges = sides.map((side) => seen(around, style[`border${side}Color`]));
    edges.push(seen(around, style.backgroundColor));
    edges.sort((one, other) => ratio(...other) - ratio(...one));
    add(element, "border", element.name || element.type, 3, edges[0]);
  }
  return found;
}
