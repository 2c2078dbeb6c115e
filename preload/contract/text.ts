/** Every sentence the app says about rules, events and the feed, in one place: window, notifications and headless log agree. */
export { formatDelivery, formatRuleState } from "./text/state.ts";
export { formatDigest, formatMoreInHistory, type DigestText } from "./text/digest.ts";
export { eventBody, eventTitle, formatGap } from "./text/event.ts";
export { formatFeedState, formatHealth } from "./text/feed.ts";
export { formatGroupMessage, maxGroupNames, type MessageText } from "./text/group.ts";
export { venueName, type TextOptions } from "./text/options.ts";
export { type DraftCondition } from "./text/condition.ts";
export { formatReminder } from "./text/reminder.ts";
export { draftSentence, ruleSentence, type RuleDraft } from "./text/rule.ts";
