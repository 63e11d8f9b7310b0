// @dbml/cli 6.6.0 кличе методи масивів, яких Node.js 18 із Debian 12 ще не має. Новіший Node.js має свої.
Array.prototype.toReversed ??= function () {
  return [...this].reverse();
};
Array.prototype.toSorted ??= function (compare) {
  return [...this].sort(compare);
};
