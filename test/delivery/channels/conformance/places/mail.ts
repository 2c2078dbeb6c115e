import { mail } from "../../../../../main/delivery/channels/mail/index.ts";
import { MailServer } from "../../../../doubles/services/mail-server.ts";
import type { Place } from "../place.ts";
import { hostWith } from "../subject.ts";

export const mailPlace: Place = {
  name: "mail",
  longest: { most: 20_000, measure: (text) => text.length },
  async start() {
    const server = await MailServer.start();
    const values = {
      server: "127.0.0.1",
      security: "none",
      port: String(server.port),
      user: "ann@example.com",
      password: "p4ssw0rd-of-ann",
      from: "bell@example.com",
      to: "ann@example.com",
      authority: "",
    };
    return {
      setup: { kind: mail, values },
      origin: "",
      host: hostWith,
      asked: () => server.logins.length,
      shown: () => server.mails.map(({ text }) => (text ?? "").trimEnd()),
      pings: () => 0,
      stop: () => server.stop(),
    };
  },
};
