// What was painted and sent, kept in this tab until the answer is here: signed out meanwhile, or
// no connection, it comes back on the page.

const KEY = "painted-week";

type Copy = { reader: string; fields: [string, string][] };

function fieldsOf(form: HTMLFormElement, prefix: string): HTMLInputElement[] {
  return [...form.querySelectorAll<HTMLInputElement>(`input[name^="${prefix}_"]`)];
}

export function keepCopy(form: HTMLFormElement): void {
  const fields = [...fieldsOf(form, "was"), ...fieldsOf(form, "day")];
  const copy: Copy = {
    reader: form.dataset.reader ?? "",
    fields: fields.map((one) => [one.name, one.value]),
  };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(copy));
  } catch {
    // No room, or not allowed: the week is sent all the same.
  }
}

/** Puts the copy into the form if the same person's saved week is still what it was made from. */
export function takeCopy(form: HTMLFormElement): boolean {
  try {
    const stored = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    if (stored === null) return false;
    const copy = JSON.parse(stored) as Copy;
    const values = new Map(copy.fields);
    if (copy.reader !== form.dataset.reader) return false;
    if (fieldsOf(form, "was").some((one) => values.get(one.name) !== one.value)) return false;
    for (const one of fieldsOf(form, "day")) one.value = values.get(one.name) ?? one.value;
    return true;
  } catch {
    return false;
  }
}
