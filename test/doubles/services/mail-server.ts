/** A real SMTP server (smtp-server) whose mails are read by a real parser (mailparser): refuses, hangs and breaks off as it is told. */
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** At which of its steps it fails, and how: a code it answers with, or what becomes of the connection. */
export interface MailFault {
  readonly at: "login" | "sender" | "recipient" | "data";
  readonly do: number | "hang" | "reset";
}

export class MailServer {
  readonly mails: ParsedMail[] = [];
  readonly logins: string[] = [];
  fault: MailFault | null = null;
  /** Set while a client waits for an answer that does not come. */
  isHanging = false;
  readonly #server: SMTPServer;
  readonly #sockets = new Set<Socket>();

  private constructor(options: SMTPServerOptions) {
    this.#server = new SMTPServer({
      authOptional: true,
      allowInsecureAuth: true,
      disableReverseLookup: true,
      logger: false,
      closeTimeout: 10,
      onAuth: ({ username, password }, session, done) => {
        this.logins.push(`${username} ${password}`);
        this.#step("login", session, done, () => done(null, { user: username }));
      },
      onMailFrom: (_address, session, done) => this.#step("sender", session, done, done),
      onRcptTo: (_address, session, done) => this.#step("recipient", session, done, done),
      onData: (stream, session, done) => {
        void simpleParser(stream).then((mail) => {
          // Taken before the client is told, and whether or not it will be.
          if (typeof this.fault?.do !== "number") this.mails.push(mail);
          this.#step("data", session, done, done);
        });
      },
      ...options,
    });
    this.#server.server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
    this.#server.on("error", () => undefined);
  }

  static async start(options: SMTPServerOptions = {}): Promise<MailServer> {
    const server = new MailServer(options);
    server.#server.listen(0, "127.0.0.1");
    await once(server.#server.server, "listening");
    return server;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #step(at: MailFault["at"], _session: unknown, refuse: (error: Error) => void, go: () => void): void {
    const { fault } = this;
    if (fault?.at !== at) return go();
    if (fault.do === "hang") {
      this.isHanging = true;
      return;
    }
    if (fault.do === "reset") {
      for (const socket of this.#sockets) socket.destroy();
      return;
    }
    refuse(Object.assign(new Error(`refused at ${at}`), { responseCode: fault.do }));
  }
}
