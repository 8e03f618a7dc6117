"use strict";
// Calendars: the day under the pointer, and its articles at a click. Overview: filter and sort.
for (const map of document.querySelectorAll("svg.heat")) {
  const counts = map.dataset.n.split(","), first = Date.parse(map.dataset.first), last = Date.parse(map.dataset.last);
  const told = map.closest("figure").querySelector("output");
  const dayAt = (event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    const week = Math.floor((at.x - 30) / 12), weekday = Math.floor((at.y - 14) / 12), n = week * 7 + weekday;
    const time = first + n * 864e5;
    return week < 0 || weekday < 0 || weekday > 6 || time > last ? null : { n, day: new Date(time).toISOString().slice(0, 10) };
  };
  map.addEventListener("pointermove", (event) => {
    const found = dayAt(event);
    told.textContent = found ? `· ${found.day}: ${counts[found.n] || 0}` : "";
  });
  map.addEventListener("click", (event) => {
    const found = event.target.closest("a") ? null : dayAt(event);
    if (found && counts[found.n] && found.day >= map.dataset.from) location.href = map.dataset.href.replaceAll("{day}", found.day).replaceAll("{month}", found.day.slice(0, 7));
  });
}
const table = document.getElementById("channels"), filter = document.getElementById("filter");
if (table && filter) {
  filter.hidden = false;
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const body of table.tBodies) {
      const group = body.rows[0].textContent.toLowerCase();
      let site = null, shown = 0, ofSite = 0;
      for (const row of [...body.rows].slice(1)) {
        if (row.className === "site") { if (site) site.hidden = !ofSite; site = row; ofSite = 0; continue; }
        const text = `${group} ${site ? site.textContent.toLowerCase() : ""} ${row.textContent.toLowerCase()}`;
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) { shown++; ofSite++; }
      }
      if (site) site.hidden = !ofSite;
      body.hidden = !shown;
    }
  });
  for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
    head.tabIndex = 0;
    const sort = () => {
      const falling = head.ariaSort === "ascending", value = (row) => row.cells[column].textContent.trim();
      for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
      head.ariaSort = falling ? "descending" : "ascending";
      const number = (text) => (/^[\d,]*$/.test(text) ? Number(text.replaceAll(",", "")) : NaN);
      for (const body of table.tBodies) {
        const rows = [...body.rows].filter((row) => !row.className);
        for (const row of body.querySelectorAll("tr.site")) row.remove();
        rows.sort((one, other) => {
          const [a, b] = [value(one), value(other)], [x, y] = [number(a), number(b)];
          return (Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b) : x - y) * (falling ? -1 : 1);
        });
        body.append(...rows);
      }
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
  }
}
