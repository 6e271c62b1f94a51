// Run by forms.py in the page.
() => {
  const faults = [];
  const words = (element) => element.innerText.trim().replace(/\s+/g, " ");
  const shown = (element) => element.checkVisibility({visibilityProperty: true});
  const summary = document.querySelector(".error-summary");
  if (!summary || !shown(summary)) return ["there is no summary of errors"];
  if (matchMedia("(scripting: enabled)").matches && document.activeElement !== summary) faults.push("the summary is not focused");
  const links = [...summary.querySelectorAll("li a")];
  for (const link of links) {
    const target = document.getElementById(link.hash.slice(1));
    if (!target) faults.push(`leads nowhere (${link.hash}): ${words(link)}`);
    else if (!target.matches("input, select, textarea") || !shown(target)) faults.push(`leads to no field (${link.hash}): ${words(link)}`);
    else if (target.getAttribute("aria-invalid") !== "true") faults.push(`leads to a field that is not marked (${link.hash}): ${words(link)}`);
  }
  const listed = [...summary.querySelectorAll("li")].map(words);
  const beside = [...document.querySelectorAll(".errors")].filter(shown);
  for (const error of beside) if (!listed.some((line) => line.endsWith(words(error)))) faults.push(`not in the summary: ${words(error)}`);
  for (const field of document.querySelectorAll("[aria-invalid=true]")) {
    const ids = (field.getAttribute("aria-describedby") || "").split(/\s+/).filter(Boolean);
    for (const id of ids) if (!document.getElementById(id)) faults.push(`${field.name} is described by ${id}, which is not there`);
    const group = field.closest("fieldset")?.getAttribute("aria-describedby") || ""; // said when one enters the group
    const described = [...ids, ...group.split(/\s+/)].filter(Boolean);
    if (!described.some((id) => document.getElementById(id)?.matches(".errors"))) faults.push(`${field.name} is not described by its error`);
  }
  if (links.length && !beside.length) faults.push("no error stands beside a field");
  return faults;
}
