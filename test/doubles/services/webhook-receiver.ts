/** A receiver of Standard Webhooks: keeps what it is sent, drops what it has by its `webhook-id`. */
import { ServiceServer, type ServiceOptions, type ServiceRequest } from "./service-server.ts";

export class WebhookReceiver {
  readonly server: ServiceServer;
  readonly path = "/hooks/9f8e7d6c5b4a39281706/alerts";
  /** The first of each id, in order. */
  readonly taken: ServiceRequest[] = [];
  status = 204;

  private constructor(server: ServiceServer) {
    this.server = server;
  }

  static async start(options: ServiceOptions = {}, port = 0): Promise<WebhookReceiver> {
    const receiver: WebhookReceiver = new WebhookReceiver(
      await ServiceServer.start(
        (request) => {
          if (receiver.status > 299 || request.path !== receiver.path)
            return { status: receiver.status > 299 ? receiver.status : 404, body: "" };
          const id = request.headers["webhook-id"];
          if (!receiver.taken.some(({ headers }) => headers["webhook-id"] === id)) receiver.taken.push(request);
          return { status: receiver.status, body: "" };
        },
        options,
        port,
      ),
    );
    return receiver;
  }
}
