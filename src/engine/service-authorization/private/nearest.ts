/** How many letters of a name a misspelling may get wrong: about a third, and at most four. */
export function reach(name: string): number {
  return Math.min(4, Math.floor((name.length + 1) / 3));
}

/**
 * How many letters have to be added, dropped, replaced or swapped with their neighbour to get from one text to the other.
 * `Infinity` when it is more than `limit`: texts that differ more in length are not looked at, and of the table of distances only
 * the `limit` columns on either side of the diagonal.
 *
 * @see https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance
 */
export function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return Infinity;

  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = new Array<number>(to.length + 1).fill(Infinity);
    current[0] = row;
    let shortest = row;
    for (let column = Math.max(1, row - limit); column <= Math.min(to.length, row + limit); column++) {
      const replace = last[column - 1] + (from[row - 1] === to[column - 1] ? 0 : 1);
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swap = swapped ? beforeLast[column - 2] + 1 : Infinity;
      current[column] = Math.min(last[column] + 1, current[column - 1] + 1, replace, swap);
      shortest = Math.min(shortest, current[column]);
    }
    if (shortest > limit) return Infinity;
    [beforeLast, last] = [last, current];
  }
  return last[to.length] <= limit ? last[to.length] : Infinity;
}
