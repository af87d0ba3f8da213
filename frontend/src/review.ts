// The feedback form by keyboard, and notes of the round into evidence.
// Without it every answer is a radio button and every note can be read.

import { startKeys } from "./reviews/keys";
import { startNotes } from "./reviews/notes";

const form = document.querySelector<HTMLFormElement>("form[data-review]");
if (form) {
  startKeys(form);
  startNotes(form);
}
