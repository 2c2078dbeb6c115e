/** Every sentence the app says about rules, events and the feed, in one place: window, notifications and headless log agree. */
export { deliveryWords, stateWords } from "./words/state.ts";
export { eventBody, eventTitle, gapWords } from "./words/event.ts";
export { feedWords, healthWords } from "./words/feed.ts";
export { joinedMessage, joinedNames, type MessageWords } from "./words/joined.ts";
export { venueName, type WordsOptions } from "./words/options.ts";
export { draftSentence, ruleSentence, type DraftCondition, type RuleDraft } from "./words/rule.ts";
