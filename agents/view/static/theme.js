// Before anything is painted: the theme that was chosen here before. Without a choice the system's holds.
try {
  const chosen = localStorage.getItem("strikewatch-theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is forbidden: the system's theme it is.
}
