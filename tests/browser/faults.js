/* What is wrong with how the page in the window looks, one line for each fault. */
() => {
  const faults = [];
  const name = (element) => `<${element.tagName.toLowerCase()} ${element.className}> ${element.textContent.trim().slice(0, 40)}`;
  const seen = (element) => element.checkVisibility() && !element.closest(".unseen, .skip");

  const excess = document.scrollingElement.scrollWidth - innerWidth;
  if (excess > 0) faults.push(`${excess} px wider than the window`);

  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (!field.labels?.length && !field.ariaLabel) faults.push(`no label: ${field.name}`);
  }

  const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
  for (const id of new Set(ids.filter((one, place) => ids.indexOf(one) !== place))) faults.push(`id twice: ${id}`);

  const levels = [...document.querySelectorAll("h1, h2, h3, h4")].filter(seen).map((heading) => Number(heading.tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) faults.push("not one h1");
  levels.forEach((level, place) => { if (place && level > levels[place - 1] + 1) faults.push(`h${level} after h${levels[place - 1]}`); });

  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [red, green, blue] = colour.map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = channels(getComputedStyle(one).backgroundColor);
      if (colour[3] !== 0) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || !seen(element)) continue;
    const style = getComputedStyle(element);
    const colour = channels(style.color);
    if (colour[3] === 0) continue;
    const [light, dark] = [luminance(colour.slice(0, 3)), luminance(ground(element))].sort((one, other) => other - one);
    const is_large = parseFloat(style.fontSize) >= 24;
    if ((light + 0.05) / (dark + 0.05) < (is_large ? 3 : 4.5)) faults.push(`contrast: ${name(element)}`);
  }
  return faults;
}
