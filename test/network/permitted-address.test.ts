/** Which addresses are connected to where a person named a server: judged by what was resolved, in every way of writing it. */
import { describe, expect, test } from "vitest";
import { addressKind, permittedAddresses, type Resolve } from "../../main/network/permitted-address.ts";

test.each([
  ["93.184.216.34", "public"],
  ["2606:2800:220:1::1", "public"],
  ["127.0.0.1", "private"],
  ["::1", "private"],
  ["10.1.2.3", "private"],
  ["172.31.255.255", "private"],
  ["172.32.0.0", "public"],
  ["192.168.0.1", "private"],
  ["100.64.0.1", "private"],
  ["fd12:3456::1", "private"],
  ["::ffff:192.168.0.1", "private"],
  ["0.0.0.0", "refused"],
  ["0.1.2.3", "refused"],
  ["169.254.169.254", "refused"],
  ["::ffff:169.254.169.254", "refused"],
  ["::ffff:a9fe:a9fe", "refused"],
  ["64:ff9b::a9fe:a9fe", "refused"],
  ["::", "refused"],
  ["::ffff:0.0.0.0", "refused"],
  ["fe80::1", "refused"],
  ["fe80::1%eth0", "refused"],
  ["febf::1", "refused"],
  ["224.0.0.1", "refused"],
  ["255.255.255.255", "refused"],
  ["ff02::1", "refused"],
  ["not-an-address", "refused"],
])("%s is %s", (address, kind) => expect(addressKind(address)).toBe(kind));

describe("a name", () => {
  const resolvesTo =
    (...addresses: string[]): Resolve =>
    () =>
      Promise.resolve(addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })));

  test("is connected to at those of its addresses that may be", async () => {
    const found = await permittedAddresses("home.example", true, resolvesTo("169.254.1.1", "192.168.0.2"));
    expect(found).toEqual([{ address: "192.168.0.2", family: 4 }]);
  });

  test.each([
    ["only to what is refused", true, ["169.254.169.254", "fe80::1"], "address-refused"],
    ["to a public address, without TLS", false, ["192.168.0.2", "93.184.216.34"], "plain-http"],
  ] as const)("that leads %s is not", async (_case, allowsPublic, addresses, reason) => {
    await expect(permittedAddresses("x.example", allowsPublic, resolvesTo(...addresses))).rejects.toMatchObject({
      reason,
    });
  });

  test("is not asked for where the address itself stands there", async () => {
    const never: Resolve = () => Promise.reject(new Error("asked"));
    expect(await permittedAddresses("[::1]", false, never)).toEqual([{ address: "::1", family: 6 }]);
    await expect(permittedAddresses("[fe80::1]", true, never)).rejects.toMatchObject({ reason: "address-refused" });
  });
});
