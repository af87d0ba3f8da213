// Shows the check of a story anew after each save (autosave.ts). Without it: after each reload.

import type { Saved } from "./autosave";
import { replaceFragment } from "./room/fragments";

const place = document.querySelector<HTMLElement>("[data-check]");

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-autosave]")) {
  form.addEventListener("autosaved", (event) => {
    const { check } = (event as CustomEvent<Saved>).detail;
    if (place && check) replaceFragment(place, check);
  });
}
