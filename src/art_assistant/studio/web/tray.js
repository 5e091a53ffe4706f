// The pictures of this visit as a row of buttons, and whatever is pasted into the page.

import { whenIdle } from "./dom.js";

const MOST_BASE64_STEP = 0x8000;

const element = (name, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};

const thumbnail = (picture, current, send) => {
  const image = element("img", { src: `${picture.base}/view/picture?side=160`, alt: "", loading: "lazy" });
  const button = element("button", { type: "button", className: "shot", title: picture.name }, image);
  button.setAttribute("aria-label", `Show ${picture.name}`);
  button.setAttribute("aria-pressed", String(picture.token === current));
  button.addEventListener("click", () => send("picked", picture.token));
  return element("li", {}, button);
};

const inText = (event) => /^(INPUT|TEXTAREA|SELECT)$/.test(event.composedPath()[0]?.tagName ?? "");

const base64 = async (file) => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += MOST_BASE64_STEP) {
    text += String.fromCharCode(...bytes.subarray(at, at + MOST_BASE64_STEP));
  }
  return btoa(text);
};

const isPicture = (file) => file.type.startsWith("image/");

class Tray {
  constructor(root) {
    this.root = root;
    this.list = element("ul");
    this.said = element("p", { role: "status", ariaLive: "polite" });
    this.button = element("button", { type: "button", className: "paste", textContent: "Paste a picture" });
    this.button.addEventListener("click", () => this.read());
    root.append(this.list, this.button, this.said);
    document.addEventListener("paste", (event) => this.paste(event));
  }

  show({ data, setTriggerValue }) {
    this.send = setTriggerValue;
    this.data = data;
    this.list.replaceChildren(...data.pictures.map((one) => thumbnail(one, data.current, this.send)));
    this.list.hidden = !data.pictures.length;
    this.button.hidden = !!data.pictures.length;
  }

  paste(event) {
    if (!this.root.isConnected || inText(event)) return;
    const file = [...(event.clipboardData?.files ?? [])].find(isPicture);
    if (file) this.take(file);
  }

  async read() {
    try {
      for (const item of await navigator.clipboard.read()) {
        const kind = item.types.find((type) => type.startsWith("image/"));
        if (kind) return await this.take(new File([await item.getType(kind)], "pasted picture", { type: kind }));
      }
      this.said.textContent = "There is no picture on the clipboard. Copy one, then paste.";
    } catch {
      this.said.textContent = "The browser does not hand the clipboard over; press Ctrl+V (⌘V) instead.";
    }
  }

  async take(file) {
    if (file.size > this.data.most) {
      this.said.textContent = `That picture is larger than ${Math.round(this.data.most / 1e6)} MB.`;
      return;
    }
    this.said.textContent = "Looking at the pasted picture…";
    this.send("pasted", { name: file.name || "pasted picture", base64: await base64(file) });
    this.said.textContent = "";
  }
}

export const mount = (component) => {
  const { parentElement } = component;
  let root = parentElement.querySelector(".tray");
  if (!root) {
    root = element("section", { className: "tray", ariaLabel: "Pictures of this visit" });
    parentElement.append(root);
    root.tray = new Tray(root);
    // While a picture is looked for, what will show it is fetched.
    whenIdle(() => import("./easel.js").catch(() => {}));
  }
  root.tray.show(component);
};
