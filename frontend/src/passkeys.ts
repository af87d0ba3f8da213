// Says in words why a passkey did not work; allauth's own script only tells the console.

type AllauthError = CustomEvent<{ tags: string[]; exception: unknown }>;

function words(exception: unknown): string {
  const name = exception instanceof DOMException ? exception.name : "";
  if (name === "NotAllowedError" || name === "AbortError") {
    return "You stopped it, or it took too long. Nothing was changed; try again when you are ready.";
  }
  if (name === "InvalidStateError") {
    return "This device or key is added already. Use another one.";
  }
  if (name === "SecurityError") {
    return "Passkeys belong to a name, such as localhost, and this address is none. Nothing was changed.";
  }
  return "Your browser could not use a passkey here. Nothing was changed; choose another way.";
}

document.addEventListener("allauth.error", (event) => {
  const { exception } = (event as AllauthError).detail;
  for (const notice of document.querySelectorAll<HTMLElement>("[data-passkey-trouble]")) {
    const place = notice.querySelector("[data-passkey-words]");
    if (place) place.textContent = words(exception);
    notice.hidden = false;
  }
});
