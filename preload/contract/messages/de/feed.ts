import type { feed as english } from "../en/feed.ts";
import { translationOf } from "../message-types.ts";

export const feed = translationOf<typeof english>()({
  "feed.of-venue": "{venue}: {state}",
  "feed.venues": "Handelsplätze",
  "feed.live": "Live",
  "feed.connecting": "Verbindet",
  "feed.reconnecting": "Verbindet neu",
  "feed.reconnecting-blind": "Verbindet neu, blind seit {time}",
  "feed.never-answered": "Noch nicht verbunden",
  "feed.blind": "Blind",
  "feed.blind-for": "Blind seit {time}",
  "feed.key-missing": "Schlüssel fehlt",
  "feed.key-refused": "Schlüssel abgelehnt",
  "feed.idle": "Nichts beobachtet",
  "feed.store-failing": "{state}, kann nichts speichern",

  "health.waiting": "Wartet auf den ersten Kurs",
  "health.live": "Live",
  "health.quiet": "Ruhig: der Handelsplatz ist live, nichts wird gehandelt",
  "health.stale": "Veraltet",
  "health.disconnected": "Verbindung unterbrochen",
  "health.key-refused": "Schlüssel abgelehnt",
  "health.rejected": "Vom Handelsplatz abgelehnt",
});
