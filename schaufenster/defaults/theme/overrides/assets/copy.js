// Copies a text as it stands on the page; the button says so for two seconds.

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.textContent;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const text = button.closest(".sf-copy").querySelector(".t");
    const paragraphs = [...text.children].map((paragraph) => paragraph.textContent);
    await navigator.clipboard.writeText(paragraphs.join("\n\n"));
    button.textContent = button.dataset.copy;
    setTimeout(() => (button.textContent = label), 2000);
  });
}
