/** Read for each test file: what a test began ends with it. */
import { afterEach } from "vitest";
import { endAll } from "./doubles/after-test.ts";

afterEach(endAll);
