/** Pushover as pushover.net/api and /api/receipts describe it. What is critical it repeats until it is acknowledged or its time is over. */
import { ServiceServer, type Reply, type ServiceOptions, type ServiceRequest } from "./service-server.ts";

export interface PushoverReceipt {
  acknowledged: 0 | 1;
  acknowledged_by_device: string;
  expired: 0 | 1;
  isCanceled: boolean;
}

export class PushoverService {
  readonly server: ServiceServer;
  readonly token = "azGDORePK8gMaC0QOYAMyEEuzJnyUi";
  readonly user = "uQiRzpo4DXghDmr9QzzfQu27cmVRsG";
  readonly messages: URLSearchParams[] = [];
  readonly receipts = new Map<string, PushoverReceipt>();
  /** A refusal comes with 200 all the same. */
  liesByStatus = false;
  isTokenRevoked = false;
  /** Unix time at which the quota begins anew; null: it is not used up. */
  quotaReset: number | null = null;

  private constructor(server: ServiceServer) {
    this.server = server;
  }

  static async start(options: ServiceOptions = {}, port = 0): Promise<PushoverService> {
    const service: PushoverService = new PushoverService(
      await ServiceServer.start((request) => service.#handle(request), options, port),
    );
    return service;
  }

  #handle({ method, path, query, body }: ServiceRequest): Reply {
    const form = method === "GET" ? query : new URLSearchParams(body);
    if (form.get("token") !== this.token || this.isTokenRevoked) return this.#refuse("application token is invalid");
    const [, receipt, end] = /^\/1\/receipts\/(\w+)(?:\.json|\/(cancel)\.json)$/.exec(path) ?? [];
    if (receipt !== undefined) return this.#answerReceipt(receipt, end === "cancel");
    if (path !== "/1/messages.json") return { status: 404, body: { status: 0, errors: ["not found"] } };
    if (this.quotaReset !== null)
      return {
        status: 429,
        headers: { "x-limit-app-reset": String(this.quotaReset), "x-limit-app-remaining": "0" },
        body: { status: 0, errors: ["application is over its quota"] },
      };
    if (form.get("user") !== this.user) return this.#refuse("user identifier is not valid");
    const message = form.get("message") ?? "";
    if (message === "" || [...message].length > 1_024 || [...(form.get("title") ?? "")].length > 250)
      return this.#refuse("message cannot be blank or longer than 1024 characters");
    const isCritical = form.get("priority") === "2";
    if (isCritical && !(Number(form.get("retry")) >= 30 && Number(form.get("expire")) <= 10_800))
      return this.#refuse("retry must be at least 30, expire at most 10800");
    this.messages.push(form);
    const request = "647d2300-702c-4b38-8b2f-d56326ae460b";
    if (!isCritical) return { status: 200, body: { status: 1, request } };
    const made = `r${String(this.receipts.size).padStart(29, "0")}`;
    this.receipts.set(made, { acknowledged: 0, acknowledged_by_device: "", expired: 0, isCanceled: false });
    return { status: 200, body: { status: 1, request, receipt: made } };
  }

  #answerReceipt(receipt: string, isCancel: boolean): Reply {
    const state = this.receipts.get(receipt);
    if (state === undefined) return this.#refuse("receipt not found; may be invalid or expired");
    if (isCancel) state.isCanceled = true;
    const { isCanceled: _, ...said } = state;
    return { status: 200, body: { status: 1, ...(isCancel ? {} : said) } };
  }

  #refuse(error: string): Reply {
    return { status: this.liesByStatus ? 200 : 400, body: { status: 0, errors: [error], request: "1" } };
  }
}
