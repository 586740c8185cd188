/** The console page. */

import { readConfig } from "../ui/config";
import { h, root, show } from "../ui/dom";

show(root(), h("p", {}, readConfig().origin));
