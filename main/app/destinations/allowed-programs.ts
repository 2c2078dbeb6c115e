/**
 * Programs that destinations may start. Each was named by a person at this computer, on the command line or in boxes of the system's
 * own: a page or a request, whoever has taken it over, can ask for the boxes and cannot answer them.
 */
import { accessSync, constants, statSync } from "node:fs";
import { message } from "../../../preload/contract/messages/message.ts";
import { fail, ok, type Result } from "../../../preload/contract/result.ts";
import { commandOf, wordsOf } from "../../delivery/channels/program/command.ts";
import { storageFailure } from "../../store/storage-failure.ts";

/** The system's own boxes. */
export interface ProgramDialogs {
  /** The whole path of the file that the person chose; null: none. */
  choose(): Promise<string | null>;
  /** Whether this whole command may be started. */
  confirm(command: string): Promise<boolean>;
}

/** Null: the person chose none. */
export interface ChosenProgram {
  readonly command: string | null;
}

export class AllowedPrograms {
  /** What the command line of this run allows, as it was written there. */
  readonly commands: readonly string[];
  readonly #dialogs: ProgramDialogs | null;
  readonly #chosen = new Set<string>();
  readonly #confirmed = new Set<string>();
  #choosing: Promise<Result<ChosenProgram>> | null = null;

  /** `dialogs`: null where the app has no screen. */
  constructor(commands: readonly string[], dialogs: ProgramDialogs | null) {
    this.commands = commands;
    this.#dialogs = dialogs;
  }

  /** Lets the person choose a program; one box at a time, however often it is asked for. */
  choose(): Promise<Result<ChosenProgram>> {
    this.#choosing ??= this.#choose().finally(() => (this.#choosing = null));
    return this.#choosing;
  }

  /** Why this command may not be started, in words; null: it may. `present`: the one that is set already. */
  async refusalOf(command: string, present: string | undefined): Promise<string | null> {
    if (command === present || this.commands.includes(command) || this.#confirmed.has(command)) return null;
    if (this.#dialogs === null) return message("destination.field-file");
    const words = wordsOf(command);
    if (words === null) return message("program.quote-open");
    const [file = "", ...fixedArguments] = words;
    const isChosen = this.#chosen.has(file) || (present !== undefined && wordsOf(present)?.[0] === file);
    if (!isChosen) return message("destination.program-not-chosen");
    // A word may be a program too, for whoever interprets it.
    if (fixedArguments.length > 0 && !(await this.#dialogs.confirm(command)))
      return message("destination.program-declined");
    this.#confirmed.add(command);
    return null;
  }

  async #choose(): Promise<Result<ChosenProgram>> {
    if (this.#dialogs === null) return fail("not-supported", message("destination.field-file"));
    const file = await this.#dialogs.choose();
    if (file === null) return ok({ command: null });
    const command = commandOf(file);
    if (command === null || !isProgram(file))
      return fail("settings-invalid", message("program.not-runnable", { file }));
    this.#chosen.add(file);
    return ok({ command });
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch (error) {
    if (storageFailure(error) === null) throw error;
    return false;
  }
}
