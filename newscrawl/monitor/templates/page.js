"use strict";
// One language at a time: the reader's, or the one chosen last. Without this script a page shows both.
(() => {
  const root = document.documentElement;
  const kept = () => { try { return localStorage.getItem("newscrawl-lang"); } catch { return null; } };
  const show = (language) => { root.dataset.lang = language; root.lang = language === "zh" ? "zh-CN" : "en"; };
  show(kept() || (navigator.language.startsWith("zh") ? "zh" : "en"));
  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("language");
    button.hidden = false;
    button.addEventListener("click", () => {
      show(root.dataset.lang === "zh" ? "en" : "zh");
      try { localStorage.setItem("newscrawl-lang", root.dataset.lang); } catch { /* a page of its own keeps nothing */ }
    });
  });
})();
