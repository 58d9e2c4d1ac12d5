/* Names the boxes of the autocomplete for screen readers: the library leaves them nameless. */
"use strict";
{
  const nameBoxes = () => {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      const box = select.parentElement.querySelector(".select2-selection");
      const label = select.labels.length ? select.labels[0].textContent : select.getAttribute("aria-label");
      if (box && label) {
        const name = label.replace(/:\s*$/, "");
        box.removeAttribute("aria-labelledby");
        box.setAttribute("aria-label", name + ": " + (box.textContent.trim() || "–"));
        box.querySelector(".select2-selection__rendered").setAttribute("aria-label", name);
      }
    }
  };
  window.addEventListener("load", () => window.setTimeout(nameBoxes));
  document.addEventListener("formset:added", () => window.setTimeout(nameBoxes));
  document.addEventListener("change", () => window.setTimeout(nameBoxes));
}
