// Everything works without this file. It closes what is open on Escape, copies a text, and moves focus to what was wrong.
import "./count.js";
import "./autosave.js";

const summary = document.querySelector(".error-summary");
if (summary) summary.focus();

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.value);
      document.getElementById(`${button.dataset.copy}-copied`).hidden = false;
    } catch {
      source.select(); // without the right to the clipboard the text is at least chosen, for the keyboard
    }
  });
}
