// What was typed and not yet saved, kept on this device under person, subject, field and window.
const PREFIX = "soske.writing:";
const OLDEST = 60 * 24 * 3600 * 1000; // what nobody came back for in 60 days is dropped
const SEPARATOR = "\u001f"; // stands in no key

let works = true;
try {
  localStorage.setItem(`${PREFIX}probe`, "1");
  localStorage.removeItem(`${PREFIX}probe`);
} catch {
  works = false; // private browsing of some browsers, or storage is switched off
}

export const deviceWorks = () => works;

export const keyOf = (...parts) => PREFIX + parts.join(SEPARATOR);

export function keep(key, record) {
  try {
    localStorage.setItem(key, JSON.stringify({ ...record, at: Date.now() }));
    works = true;
  } catch {
    works = false; // full: the text is still in the field
  }
}

export function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    works = false;
  }
}

// Records whose key begins with these parts, the oldest first: [key, record].
export function kept(...parts) {
  const start = keyOf(...parts, "");
  const found = [];
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PREFIX)) continue;
      const record = read(key);
      if (record === null || Date.now() - record.at > OLDEST) forget(key);
      else if (key.startsWith(start)) found.push([key, record]);
    }
  } catch {
    works = false;
  }
  return found.sort((one, other) => one[1].at - other[1].at);
}

function read(key) {
  try {
    const record = JSON.parse(localStorage.getItem(key));
    return typeof record?.text === "string" && typeof record.url === "string" ? record : null;
  } catch {
    return null;
  }
}
