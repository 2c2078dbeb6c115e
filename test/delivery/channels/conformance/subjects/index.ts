/** Every channel that speaks HTTP, for the suite beside this folder. */
import type { Subject } from "../subject.ts";
import { ntfySubjects } from "./ntfy.ts";

export const subjects: readonly Subject[] = [...ntfySubjects];
