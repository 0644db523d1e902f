// The key / leads to the page of search, from every page but that one, whose own script hears it.

document.addEventListener('keydown', (event) => {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  const search = document.querySelector('a[rel="search"]:not([aria-current])');
  if (key !== '/' || ctrlKey || metaKey || altKey || !search || target.isContentEditable) return;
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(target.nodeName)) return;
  event.preventDefault();
  search.click();
});
