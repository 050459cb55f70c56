/**
 * Reads a large board in parts: the cars in view first, then those that were never read. What was read before is
 * read anew only when it comes into view.
 */

/**
 * @typedef {import("./layout.js").Bar} Bar
 * @typedef {{ read: (cars: string[]) => Promise<Bar[]>, take: (cars: string[], bars: Bar[]) => void,
 *   inView: () => string[], fail: () => void }} Given `inView`: the cars in view, from top to bottom
 */

/** The reading of one page's board: one request at a time. */
export class Parts {
  /** @type {string[]} */
  cars = [];
  /** @type {Set<string>} never read in this window */
  unread = new Set();
  /** @type {Set<string>} read, but a while ago */
  stale = new Set();
  size = 1;
  turn = 0;
  isDisturbed = false;
  /** @type {Promise<void> | null} the reading that goes on */
  going = null;

  /** @param {Given} given */
  constructor({ read, take, inView, fail }) {
    this.read = read;
    this.take = take;
    this.inView = inView;
    this.fail = fail;
  }

  /**
   * The board was read, with what keeps the first `size` of `cars`.
   * @param {string[]} cars from top to bottom @param {number} size of a part @param {boolean} isSame the window
   * that was shown before: its other cars are still drawn, as they were
   */
  begin(cars, size, isSame) {
    const others = cars.slice(size);
    const known = new Set(isSame ? this.cars.filter((car) => !this.unread.has(car)) : []);
    this.cars = cars;
    this.size = size;
    this.unread = new Set(others.filter((car) => !known.has(car)));
    this.stale = new Set(others.filter((car) => known.has(car)));
    this.turn += 1;
    this.going = null;
    this.look();
  }

  /** Other cars may have come into view. */
  look() {
    if (!this.going && this.choose().length) this.going = this.go(this.turn);
  }

  /** Something was written meanwhile: what is being read may already be out of date. */
  disturb() {
    this.isDisturbed = true;
  }

  /** Resolves when every car was read once, or reading has failed. */
  async finish() {
    this.look();
    await this.going;
  }

  /** @param {number} turn */
  async go(turn) {
    for (let cars = this.choose(); cars.length; cars = this.choose()) {
      this.isDisturbed = false;
      let bars;
      try {
        bars = await this.read(cars);
      } catch {
        if (turn === this.turn) this.fail(); // nothing is asked again before the board itself is
        return;
      }
      if (turn !== this.turn) return;
      for (const car of cars) {
        this.unread.delete(car);
        if (this.isDisturbed) this.stale.add(car);
        else this.stale.delete(car);
      }
      this.take(cars, bars);
    }
    if (turn === this.turn) this.going = null;
  }

  /** The cars to be read next; none when all is well. */
  choose() {
    const isWanted = (/** @type {string} */ car) => this.unread.has(car) || this.stale.has(car);
    const first = this.inView().find(isWanted);
    if (first !== undefined) {
      const from = this.cars.slice(this.cars.indexOf(first));
      return from.filter(isWanted).slice(0, this.size);
    }
    return [...this.unread].slice(0, this.size);
  }
}
