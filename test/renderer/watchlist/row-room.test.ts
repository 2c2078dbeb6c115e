import { describe, expect, it } from "vitest";
import { hasRoomForSparkline } from "../../../renderer/watchlist/row-room.ts";

const words = { symbol: "BTC-USD", price: "44,388.12", armed: 0, isMarked: false };

describe("A row has room for its sparkline", () => {
  it.each([
    ["beside a short name", {}, 1_100, true],
    ["not beside the number of its alerts in the narrow list", { armed: 4 }, 1_100, false],
    ["beside the number of its alerts on a phone", { armed: 4 }, 380, true],
    ["beside many alerts on a phone", { armed: 128 }, 380, true],
    ["not beside its alerts on the narrowest phone", { armed: 4 }, 320, false],
    ["not beside a long price", { price: "0.00000932" }, 1_100, false],
    ["beside that price on a phone", { price: "0.00000932" }, 380, true],
    ["not beside a very long price on a phone", { price: "123,456,789,012.5" }, 380, false],
    ["not beside a long name", { symbol: "1000000MOG-USDT" }, 380, false],
    ["not beside a mark in the narrow list", { isMarked: true }, 1_100, false],
  ] as const)("%s", (_what, more, windowWidth, hasRoom) => {
    expect(hasRoomForSparkline({ ...words, ...more }, windowWidth)).toBe(hasRoom);
  });
});
