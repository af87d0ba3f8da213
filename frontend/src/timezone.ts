// The browser knows where it is: it proposes that zone to a new person, and says so when the
// profile's zone shows other times. The person decides; the server keeps what was confirmed.

const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The wall clock of `zone` at an instant, in a form that can be compared. */
function wallClock(zone: string, at: Date): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "short",
  }).format(at);
}

/** Whether two zones show the same time now and in the coming year, whatever their names. */
function isSameTime(one: string, other: string): boolean {
  if (one === other) return true;
  try {
    const now = new Date();
    for (let month = 0; month < 12; month += 1) {
      const at = new Date(now.getFullYear(), now.getMonth() + month, now.getDate());
      if (wallClock(one, at) !== wallClock(other, at)) return false;
    }
    return true;
  } catch {
    return false; // the browser does not know one of the names
  }
}

/** `<select name="timezone" data-guess-timezone>` is filled while it is empty or at UTC. */
function proposeZone(): void {
  const selects = document.querySelectorAll<HTMLSelectElement>(
    "select[name=timezone][data-guess-timezone]",
  );
  for (const select of selects) {
    const isUntouched = select.value === "" || select.value === "UTC";
    const isKnown = [...select.options].some((option) => option.value === browserZone);
    if (!isUntouched || !isKnown) continue;
    select.value = browserZone;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/**
 * `<div hidden data-zone-mismatch data-profile-zone="Europe/Berlin">` appears when the browser's
 * zone shows other times; `[data-browser-zone]` in it is filled, `[data-dismiss]` hides it until
 * the browser is closed.
 */
function warnOfMismatch(): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-zone-mismatch]")) {
    const profileZone = element.dataset["profileZone"] ?? "";
    if (!browserZone || !profileZone || isSameTime(browserZone, profileZone)) continue;
    const key = `zone-mismatch:${browserZone}:${profileZone}`;
    if (sessionStorage.getItem(key)) continue;
    for (const place of element.querySelectorAll("[data-browser-zone]")) {
      place.textContent = browserZone;
    }
    element.querySelector("[data-dismiss]")?.addEventListener("click", () => {
      sessionStorage.setItem(key, "seen");
      element.hidden = true;
    });
    element.hidden = false;
  }
}

proposeZone();
warnOfMismatch();
