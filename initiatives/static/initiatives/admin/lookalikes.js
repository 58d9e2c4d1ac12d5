/* While an organisation is named: which ones that are here already look like it. Saving asks again, without a script. */
"use strict";
{
  const WAIT = 300;
  const start = () => {
    const box = document.getElementById("lookalikes");
    const name = document.getElementById("id_name");
    const acronym = document.getElementById("id_acronym");
    if (!box || !name || !acronym) {
      return;
    }
    const before = [name.value, acronym.value].join("\n");
    name.closest(".form-row").after(box);
    let timer = 0;
    let asked = 0;

    const show = (answer) => {
      box.replaceChildren();
      box.hidden = answer.candidates.length === 0;
      if (box.hidden) {
        return;
      }
      const said = document.createElement("p");
      said.textContent = answer.said;
      const list = document.createElement("ul");
      for (const candidate of answer.candidates) {
        const item = document.createElement("li");
        const link = document.createElement("a");
        const called = document.createElement("bdi");
        link.href = candidate.url;
        called.textContent = candidate.name;
        link.append(called);
        item.append(link);
        if (candidate.also) {
          const also = document.createElement("bdi");
          also.textContent = candidate.also;
          item.append(" – ", also);
        }
        list.append(item);
      }
      box.append(said, list);
    };

    const ask = async () => {
      const mine = ++asked;
      if ([name.value, acronym.value].join("\n") === before) {
        show({candidates: []});
        return;
      }
      const query = new URLSearchParams({name: name.value.slice(0, 200), acronym: acronym.value.slice(0, 200), but: box.dataset.but});
      try {
        const response = await fetch(box.dataset.address + "?" + query, {headers: {Accept: "application/json"}});
        // An answer that was overtaken by more typing is not shown.
        if (response.ok && mine === asked) {
          show(await response.json());
        }
      } catch {
        // Without a network the form still asks when it is saved.
      }
    };

    for (const field of [name, acronym]) {
      field.addEventListener("input", () => {
        window.clearTimeout(timer);
        timer = window.setTimeout(ask, WAIT);
      });
    }
  };
  window.addEventListener("DOMContentLoaded", start);
}
