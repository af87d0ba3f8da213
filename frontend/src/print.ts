// A button that opens the browser's print dialogue. Without it there is the browser's own menu.
for (const button of document.querySelectorAll<HTMLElement>("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
