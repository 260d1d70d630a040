// What gitlab-ci-local needs of a newer node than Debian's 20: Set.prototype.union (node 22).
"use strict";
if (!Set.prototype.union) {
  Object.defineProperty(Set.prototype, "union", {
    value(other) {
      return new Set([...this, ...other]);
    },
  });
}
