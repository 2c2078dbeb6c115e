import { afterEach, expect, test } from "vitest";
import { createPageSession, type PageSession, type TabStorage } from "../../preload/page-session.ts";
import { patienceMs } from "../doubles/patience.ts";
import { tabStorage } from "./tab-storage.ts";

const tabs: PageSession[] = [];
afterEach(() => {
  for (const tab of tabs.splice(0)) tab.close();
});

/** A tab of one browser, all of whose tabs hear each other. */
function openTab(storage: TabStorage | null = tabStorage(), answerWithinMs = patienceMs): PageSession {
  const tab = createPageSession({ storage, channel: new BroadcastChannel("page-session-test"), answerWithinMs });
  tabs.push(tab);
  return tab;
}

test("what is kept outlives a reload of the tab, what is forgotten does not", () => {
  const storage = tabStorage();
  const tab = openTab(storage);
  expect(tab.current()).toBeNull();
  tab.keep("one");
  expect([tab.current(), openTab(storage).current()]).toEqual(["one", "one"]);
  tab.forget("one");
  expect([tab.current(), openTab(storage).current()]).toEqual([null, null]);
});

test("a refusal of a session that another has replaced meanwhile forgets nothing", () => {
  const storage = tabStorage();
  const tab = openTab(storage);
  tab.keep("old");
  tab.keep("new");
  tab.forget("old");
  expect([tab.current(), openTab(storage).current()]).toEqual(["new", "new"]);
});

test("a second tab is given the session by one that has it, and keeps it for itself", async () => {
  const storage = tabStorage();
  openTab().keep("one");
  openTab();
  const second = openTab(storage);
  await second.askOtherTabs();
  expect([second.current(), storage.getItem("pricebell.session")]).toEqual(["one", "one"]);
});

test("where no tab has one, asking ends, and one that comes later is still given", async () => {
  const first = openTab();
  const second = openTab(tabStorage(), 1);
  await second.askOtherTabs();
  expect(second.current()).toBeNull();
  first.keep("late");
  const third = openTab();
  await third.askOtherTabs();
  expect(third.current()).toBe("late");
  await expect.poll(() => second.current(), { timeout: patienceMs }).toBe("late");
});

test("a tab that has a session asks nobody and takes none from others", async () => {
  const first = openTab();
  first.keep("of the first");
  const second = openTab();
  second.keep("of the second");
  await second.askOtherTabs();
  const third = openTab();
  await third.askOtherTabs();
  expect([first.current(), second.current()]).toEqual(["of the first", "of the second"]);
});

test("without a storage, as in a browser that was told to keep nothing, it is in memory alone", async () => {
  const tab = openTab(null);
  tab.keep("one");
  expect(tab.current()).toBe("one");
  const second = openTab(null);
  await second.askOtherTabs();
  expect(second.current()).toBe("one");
});

test("a tab that is closed while it asks waits no longer", async () => {
  const tab = openTab(tabStorage(), 2 ** 30);
  const asked = tab.askOtherTabs();
  tab.close();
  await asked;
  expect(tab.current()).toBeNull();
});
