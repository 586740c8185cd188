/** Invitations, beside the desk's script on a pact's page in the console. */

import { startPage } from "../../shared/ui/start.js";
import { h } from "../../shared/ui/dom.js";
import { erasure } from "./erasure.js";
import { Panel } from "./panel.js";
import { Post } from "./post.js";

const { config, api, app } = startPage();
if (config.id) {
  const section = panelPlace();
  new Panel(section, config, api, config.id);
  // Letters are the organiser's.
  if (config.session?.role !== "desk") {
    const post = h("section", { id: "post", class: "section" });
    section.after(post);
    new Post(post, config, api, config.id);
    if (config.session?.role === "admin") {
      const end = h("section", { id: "erasure", class: "section" });
      post.after(end);
      erasure(end, config, api, config.id);
    }
  }
}

/** The page's own place for it, or one after what the desk's script fills. */
function panelPlace(): HTMLElement {
  const found = document.getElementById("invitations");
  if (found) return found;
  const made = h("section", { id: "invitations", class: "section" });
  app.after(made);
  return made;
}
