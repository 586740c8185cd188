/** Invitations, beside the desk's script on a pact's page in the console. */

import { Api } from "../ui/api";
import { readConfig } from "../ui/config";
import { h, root } from "../ui/dom";
import { erasure } from "./erasure";
import { Panel } from "./panel";
import { Post } from "./post";

const config = readConfig();
if (config.id) {
  const section = place();
  new Panel(section, config, new Api(config.api), config.id);
  // Letters are the organiser's.
  if (config.session?.role !== "desk") {
    const post = h("section", { id: "post", class: "section" });
    section.after(post);
    new Post(post, config, new Api(config.api), config.id);
    if (config.session?.role === "admin") {
      const end = h("section", { id: "erasure", class: "section" });
      post.after(end);
      erasure(end, config, new Api(config.api), config.id);
    }
  }
}

/** The page's own place for it, or one after what the desk's script fills. */
function place(): HTMLElement {
  const found = document.getElementById("invitations");
  if (found) return found;
  const made = h("section", { id: "invitations", class: "section" });
  root().after(made);
  return made;
}
