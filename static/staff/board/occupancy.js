/** What keeps each car, as far as it was read: pure, so that a test needs no browser. */

/** @typedef {import("./layout.js").Bar} Bar */

/** The bars of one window. */
export class Occupancy {
  /** @type {Map<string, Bar>} by id */
  bars = new Map();
  /** @type {Map<string, Bar[]>} of the cars that were read, in order of time */
  byCar = new Map();

  /** @param {string} car has it been read what keeps it? */
  isRead(car) {
    return this.byCar.has(car);
  }

  /** @param {string} car in order of time */
  of(car) {
    return this.byCar.get(car) ?? [];
  }

  /** Nothing is known any more: another window. */
  clear() {
    this.bars.clear();
    this.byCar.clear();
  }

  /**
   * These cars were read: `bars` is all that keeps them. What is shown already and was written later stays.
   * @param {string[]} cars @param {Iterable<Bar>} bars
   */
  fill(cars, bars) {
    const came = Array.from(bars, (bar) => {
      const known = this.bars.get(bar.id);
      return known && known.seen > bar.seen ? known : bar;
    });
    for (const car of cars) {
      for (const bar of this.of(car)) this.bars.delete(bar.id);
      this.byCar.set(car, []);
    }
    this.put(came);
  }

  /**
   * Some bookings are different, or new, or (by their ids) gone.
   * @param {Bar[]} changed @param {string[]} gone
   * @returns {Set<string>} the cars of which something has changed
   */
  update(changed, gone) {
    const cars = new Set(changed.map((bar) => bar.car));
    for (const id of [...changed.map((bar) => bar.id), ...gone]) {
      const before = this.bars.get(id);
      if (before) cars.add(before.car);
    }
    for (const id of gone) this.take(id);
    this.put(changed.filter((bar) => this.isRead(bar.car)));
    return cars;
  }

  /** @param {Bar[]} bars */
  put(bars) {
    /** @type {Set<string>} */
    const cars = new Set();
    for (const bar of bars) {
      this.take(bar.id);
      this.bars.set(bar.id, bar);
      const its = this.byCar.get(bar.car);
      if (its) its.push(bar);
      else this.byCar.set(bar.car, [bar]);
      cars.add(bar.car);
    }
    for (const car of cars) this.of(car).sort((one, other) => one.start - other.start || one.end - other.end);
  }

  /** @param {string} id */
  take(id) {
    const bar = this.bars.get(id);
    if (!bar) return;
    this.bars.delete(id);
    const its = this.of(bar.car);
    its.splice(its.indexOf(bar), 1);
  }
}
